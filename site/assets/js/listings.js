// On the list of listings: search, filters and sorting, with their state in the
// address. Until one of them is used the page stays as it was served, and nothing
// of the index is loaded.

import "./every_page.js";
import { readQuery, writeQuery } from "./query_string.js";
import { announcer, awaitWithNotice, element } from "./elements.js";
import { Filters } from "./filters.js";
import { relevantClasses, filterClasses, isBroad, prepare, withIndex } from "./search_index.js";
import { prefixText, alternativeText } from "./alternatives.js";
import { countText, makePager, makeRow, PAGE } from "./results.js";
import { emptyQuery, search } from "./search.js";
import { addShortcut } from "./shortcut.js";
import { today } from "./today.js";

const FIRST = 12; // rows that a window has room for
const form = document.querySelector("[data-list-search]");
const field = form.querySelector("input[type=search]");
const place = document.querySelector("[data-facets]");
const results = document.querySelector("[data-results]");
const body = results.querySelector("tbody");
const table = results.querySelector("table");
const count = document.querySelector("[data-count]");
const announce = announcer(document.querySelector("[data-announce]"));
const understood = document.querySelector("[data-understood]");
const pager = document.querySelector("[data-pager]");
const sort = document.querySelector("[data-sort]");
const select = sort.querySelector("select");
const empty = document.querySelector("[data-empty]");
const statusesOf = document.querySelector("[data-statuses-of]");
const alternatives = empty.querySelector("[data-alternatives]");
const failed = document.querySelector("[data-failed]");
const served = {
  path: location.pathname, count: count.textContent, facets: [...place.childNodes],
  rows: [...body.childNodes], pager: [...pager.childNodes], sorts: [...select.children],
};

let query = readQuery(location.search);
let filters; // set after the first query
let typing = false; // the last change was made by typing
let asking = new AbortController(); // of the newest request
let drawing = 0; // counts drawings, so that an outdated one stops

const isPlain = () => writeQuery(query) === "";

/** Runs the query, and writes it into the address: as a new entry of the browser's history, or in place of the current one. */
async function update({ keep, wait = false }) {
  const address = form.action + writeQuery(query);
  if (keep === "push") history.pushState(null, "", address);
  if (keep === "replace") history.replaceState(null, "", address);
  asking.abort();
  if (isPlain()) return showServed();
  const { signal } = (asking = new AbortController());
  results.setAttribute("aria-busy", "true");
  try {
    await awaitWithNotice(withIndex(form.dataset.index, today, (index) => lookUp(index, wait, signal)), signal, sayWaiting);
  } catch (error) {
    if (signal.aborted) return; // there is a newer query
    sayFailed();
    console.warn("search index:", error.message);
  } finally {
    if (!signal.aborted) stopWaiting();
  }
}

async function lookUp(index, wait, signal) {
  signal.throwIfAborted();
  if (filters?.index !== index) filters = makeFilters(index);
  if (wait && isBroad(index, query)) return sayMore();
  const answer = await search(index, query, filters.shown, signal);
  signal.throwIfAborted();
  failed.hidden = true;
  show(index, answer);
}

/**
 * The list does not answer the query yet. It stays, so that the page does not jump, but it is dimmed
 * and inert.
 */
function sayWaiting() {
  count.textContent = "Searching…";
  announce(count.textContent);
  failed.hidden = true;
  results.dataset.waiting = "";
  for (const old of [table, pager, empty, understood]) old.inert = true;
}

function stopWaiting() {
  results.removeAttribute("aria-busy");
  delete results.dataset.waiting;
  for (const part of [table, pager, empty, understood]) part.inert = false;
}

/** Shows the list as it was served, so that people can continue with something. */
function sayFailed() {
  drawing++;
  showRowsServed();
  failed.hidden = false;
  announce(failed.querySelector("p").textContent);
}

/** Two letters match every part of a large index, so the search waits for a third one or Enter. */
function sayMore() {
  count.textContent = "Type a third letter, or press Enter";
  announce(count.textContent);
}

function makeFilters(index) {
  const made = new Filters(place, index, (changed, byTyping) => {
    query = changed;
    query.page = 1;
    if (!query.text) field.value = "";
    enter(byTyping);
  });
  made.query = query;
  for (const name of filterClasses(query)) if (index.attributes[name]) made.open.add(name);
  return made;
}

/** Typing makes one entry of the browser's history, whatever the number of keys. */
function enter(byTyping) {
  const keep = byTyping && typing ? "replace" : "push";
  typing = byTyping;
  return update({ keep, wait: byTyping });
}

function show(index, answer) {
  const { found } = answer;
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  query.page = Math.min(query.page, pages);
  const first = (query.page - 1) * PAGE;
  const shown = found.slice(first, first + PAGE);
  draw(shown, index);
  table.hidden = statusesOf.hidden = found.length === 0;
  empty.hidden = found.length > 0;
  alternatives.replaceChildren(...(found.length > 0 ? [] : answer.alternatives.map((other) => linkTo(other, alternativeText(other)))));
  count.textContent = countText(first, shown.length, found.length);
  pager.hidden = pages === 1;
  pager.replaceChildren(makePager(query.page, pages, go));
  showUnderstood(answer.understood, answer.alternatives);
  filters.show(query, answer);
  showSorts(index);
  if (field.value.trim() !== query.text.trim()) field.value = query.text;
  const said = [understood.firstElementChild, ...understood.querySelectorAll("a"), count];
  announce(said.map((e) => e.textContent).filter(Boolean).join(". "));
}

/** A link to an alternative query. */
function linkTo(other, words) {
  const address = writeQuery({ ...emptyQuery(), text: other.text });
  const a = element("a", "isolate", words);
  a.href = form.action + address;
  a.addEventListener("click", (event) => {
    if (isForTheBrowser(event)) return;
    event.preventDefault();
    query = readQuery(address);
    typing = false;
    update({ keep: "push" });
    count.focus({ preventScroll: true });
  });
  return element("li", "", a);
}

const isForTheBrowser = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;

/** Draws the rows that fit a window first, and the others after the browser has painted those. */
function draw(listings, index) {
  const mine = ++drawing;
  const rows = (from, to) => listings.slice(from, to).map((listing) => makeRow(listing, index));
  body.replaceChildren(...rows(0, FIRST));
  if (listings.length <= FIRST) return;
  requestAnimationFrame(() => setTimeout(() => {
    if (mine === drawing) body.append(...rows(FIRST));
  }));
}

function showUnderstood(pairs, others = []) {
  understood.hidden = pairs.length === 0;
  const name = (text) => element("bdi", "", text);
  const [statement, beginnings] = understood.children;
  statement.replaceChildren(...pairs.flatMap(([typed, meant], i) => [i > 0 ? ". " : "", "Nothing has “", name(typed), "”; showing “", name(meant), "”"]));
  beginnings.replaceChildren(...(pairs.length > 0 ? others.map((other) => linkTo(other, prefixText(other))) : []));
  beginnings.hidden = beginnings.childElementCount === 0;
}

/** Shows the page as it was served, which answers the empty query. */
function showServed() {
  drawing++;
  if (location.pathname !== served.path) return location.assign(form.action);
  stopWaiting();
  failed.hidden = true;
  showRowsServed();
  place.replaceChildren(...served.facets);
  select.replaceChildren(...served.sorts);
  select.value = "";
  delete select.dataset.classes;
  filters = undefined;
  field.value = "";
  announce(served.count);
}

function showRowsServed() {
  body.replaceChildren(...served.rows);
  table.hidden = statusesOf.hidden = served.rows.length === 0;
  empty.hidden = served.rows.length > 0;
  alternatives.replaceChildren();
  pager.hidden = false;
  pager.replaceChildren(...served.pager);
  showUnderstood([]);
  count.textContent = served.count;
}

/** Adds sort options for the numbers of the selected device classes after the fixed ones. */
function showSorts(index) {
  const names = relevantClasses(index, query);
  if (select.dataset.classes !== names.join(" ")) {
    select.dataset.classes = names.join(" ");
    select.replaceChildren(...served.sorts, ...names.flatMap((name) => sortGroup(index, name)));
  }
  select.value = query.sort;
}

function sortGroup(index, name) {
  const group = document.createElement("optgroup");
  group.label = index.facets.device_class.find(([id]) => id === name)[1];
  for (const [of, label] of index.attributes[name].numbers) {
    group.append(new Option(`${label}, greatest first`, `-${name}.${of}`), new Option(`${label}, least first`, `${name}.${of}`));
  }
  return group.childElementCount > 0 ? [group] : [];
}

async function go(page) {
  query.page = page;
  typing = false;
  await update({ keep: "push" });
  count.scrollIntoView({ block: "start" });
  count.focus({ preventScroll: true });
}

function clearAll() {
  query = readQuery("");
  typing = false;
  update({ keep: "push" });
  field.focus();
}

const makeReady = () => prepare(form.dataset.index, today);
field.addEventListener("focus", makeReady, { once: true });
place.addEventListener("pointerover", makeReady, { once: true });
field.addEventListener("input", () => {
  query.text = field.value;
  query.page = 1;
  enter(true);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  query.text = field.value;
  query.page = 1;
  typing = false;
  update({ keep: "replace" });
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && field.value === "") field.blur();
});
sort.dataset.ready = "";
select.addEventListener("change", () => {
  query.sort = select.value;
  query.page = 1;
  typing = false;
  update({ keep: "push" });
});
empty.querySelector("button").addEventListener("click", clearAll);
failed.querySelector("button").addEventListener("click", () => update({}));
place.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-facet]");
  if (!link || isForTheBrowser(event)) return;
  event.preventDefault();
  const { facet, value } = link.dataset;
  query.facets[facet] = [...new Set([...(query.facets[facet] ?? []), value])];
  query.page = 1;
  typing = false;
  await update({ keep: "push" });
  if (!failed.hidden) location.assign(link.href); // the page for visitors without JavaScript
  filters?.focus(facet, value);
});
addEventListener("popstate", () => {
  query = readQuery(location.search);
  field.value = query.text;
  typing = false;
  update({});
});
addShortcut(field, document.querySelector("[data-shortcut]"));
if (!isPlain()) {
  field.value = query.text;
  sayWaiting(); // the served list answers another query
  update({});
}
