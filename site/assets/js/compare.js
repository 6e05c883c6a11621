// The page that compares listings. Its address has its state, so that people can share it:
// ?listing=ID&listing=ID&on=2026-01-15&differing=true.

import "./every_page.js";
import { isID, MAX_COMPARED, saveSelection, selection } from "./compare_selection.js";
import { compare, comparedFacts } from "./comparison.js";
import { dateText, isoDate, parseDate } from "./dates.js";
import { element } from "./elements.js";
import { today } from "./today.js";

const root = document.querySelector("[data-compare]");
const place = (name) => root.querySelector(`[data-${name}]`);
const vocabulary = JSON.parse(root.dataset.compare);
const base = document.documentElement.dataset.base;
const controls = place("controls");
const title = document.title;

function link(href, ...children) {
  const a = element("a", "isolate", ...children);
  a.href = href;
  return a;
}

/** Reads the state from the address. */
function readAddress() {
  const params = new URLSearchParams(location.search);
  const asked = [...new Set(params.getAll("listing"))];
  return { asked, day: parseDate(params.get("on") ?? "") || today, differing: params.get("differing") === "true" };
}

function addressOf({ asked, day, differing }) {
  const params = new URLSearchParams(asked.map((id) => ["listing", id]));
  if (day !== today) params.set("on", isoDate(day));
  if (differing) params.set("differing", "true");
  const query = params.toString();
  return location.pathname + (query && `?${query}`);
}

const records = new Map(); // promises of records by their address

/** Fetches a record of the static API; null if there is none. Follows a former id to the current one. */
async function fetchRecord(folder, id) {
  const response = await fetch(`${base}api/v1/${folder}/${id}.json`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${folder}/${id}: ${response.status}`);
  const record = await response.json();
  return record.moved_to ? load(folder, record.moved_to) : record;
}

function load(folder, id) {
  const key = `${folder}/${id}`;
  if (!records.has(key)) {
    const promise = fetchRecord(folder, id);
    promise.catch(() => records.delete(key)); // so that the next call tries again
    records.set(key, promise);
  }
  return records.get(key);
}

async function loadEntry(asked) {
  try {
    const listing = isID(asked) ? await load("listings", asked) : null;
    if (!listing) return { asked, problem: "unknown" };
    const found = await Promise.all(listing.certificates.map((id) => load("certificates", id)));
    const certificates = found.filter(Boolean);
    return { asked, listing, certificates, facts: comparedFacts(listing, certificates) };
  } catch {
    return { asked, problem: "unreachable" };
  }
}

const PROBLEMS = {
  unknown: ["No listing has the id ", ", and none had it before."],
  unreachable: ["", " could not be loaded. Look at the connection and load the page again."],
};

function note({ asked, problem }) {
  const [before, after] = PROBLEMS[problem];
  return element("li", "", before, element("strong", "isolate", asked), after, " ", remover(asked, asked));
}

/** A note that the address has more listings than can be compared. */
const noteOfMore = (more) =>
  element("li", "", `${MAX_COMPARED} listings are compared at most: ${counted(more, "listing")} more in the address ${more === 1 ? "is" : "are"} not shown.`);

function remover(asked, name) {
  const button = element("button", "remove", "Remove");
  button.type = "button";
  button.setAttribute("aria-label", `Remove ${name}`);
  button.addEventListener("click", () => {
    const state = readAddress();
    go({ ...state, asked: state.asked.filter((id) => id !== asked) }).then(() => place("said").focus());
  });
  return button;
}

/** The device classes distinguish two listings of one product in different official lists. */
const classNames = ({ device_classes }) => vocabulary.classes.filter(({ id }) => id in device_classes).map(({ name }) => name);

function head({ asked, listing }) {
  const name = link(new URL(listing.links.html).pathname, listing.model);
  const th = element("th", "", name, element("span", "by isolate", element("bdi", "", listing.manufacturer), ...classNames(listing).flatMap((text) => [" · ", element("bdi", "", text)])));
  th.scope = "col";
  if (listing.sample) th.append(element("span", "sample-mark", "Sample data"));
  th.append(remover(asked, listing.model));
  return th;
}

function itemText({ text, href, status, certified }) {
  if (status) {
    const badge = element("span", "status", text);
    badge.dataset.status = status;
    return badge;
  }
  if (certified !== undefined) {
    const mark = element("span", "certified", text);
    mark.dataset.certified = String(certified);
    return mark;
  }
  return href ? link(href, text) : element("span", "value isolate", text);
}

function cell({ items, missing }) {
  const td = element("td", "");
  if (items.length === 0) td.append(element("span", "missing", missing));
  for (const item of items) {
    td.append(element("div", "item", itemText(item), ...(item.note ? [element("span", "by isolate", item.note)] : [])));
  }
  return td;
}

function row({ label, cells, differs }) {
  const th = element("th", "", label);
  th.scope = "row";
  if (differs) th.append(" ", element("span", "differs", "differs"));
  return element("tr", differs ? "different" : "", th, ...cells.map(cell));
}

function group({ name, href, rows }, columns) {
  const th = element("th", "", element("span", "", href ? link(href, name) : name));
  th.scope = "rowgroup";
  th.colSpan = columns;
  return element("tbody", "", element("tr", "group", th), ...rows.map(row));
}

function table(entries, groups, day) {
  const corner = element("th", "", "Fact");
  corner.scope = "col";
  const caption = element("caption", "visually-hidden", `What the register now says of ${dateText(day)}`);
  return element("table", "comparison", caption,
    element("thead", "", element("tr", "", corner, ...entries.map(head))),
    ...groups.map((g) => group(g, entries.length + 1)));
}

const counted = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** A sentence that summarises the comparison. */
function summary(entries, groups, day) {
  if (entries.length === 0) return "Nothing is chosen yet: in any list, or on the page of a listing, choose “Compare”.";
  const rows = groups.flatMap((g) => g.rows);
  if (entries.length === 1) return `${entries[0].listing.model} stands alone: choose another one to compare it with.`;
  const different = rows.filter((r) => r.differs).length;
  return `${counted(entries.length, "listing")} on ${dateText(day)}: they differ in ${different} of ${counted(rows.length, "fact")}.`;
}

const onlyDiffering = (groups) => groups
  .map((g) => ({ ...g, rows: g.rows.filter((r) => r.differs) })).filter((g) => g.rows.length > 0);

/** Replaces former ids by current ones, and drops duplicates. */
function settle(loaded) {
  const seen = new Set();
  return loaded.filter(({ asked, listing }) => {
    const id = listing?.id ?? asked;
    return !seen.has(id) && seen.add(id);
  }).map((entry) => (entry.listing ? { ...entry, asked: entry.listing.id } : entry));
}

function showNotes(problems, more) {
  const notes = [...problems.map(note), ...(more > 0 ? [noteOfMore(more)] : [])];
  place("notes").replaceChildren(...notes);
  place("notes").hidden = notes.length === 0;
}

function show(state, loaded, more) {
  const entries = loaded.filter(({ listing }) => listing);
  const problems = loaded.filter(({ problem }) => problem);
  const groups = compare(entries, vocabulary, state.day);
  const shown = state.differing && entries.length > 1 ? onlyDiffering(groups) : groups;
  place("said").textContent = summary(entries, groups, state.day);
  showNotes(problems, more);
  place("table").hidden = entries.length === 0;
  place("table").replaceChildren(...(entries.length > 0 ? [table(entries, shown, state.day)] : []));
  controls.hidden = entries.length === 0;
  controls.elements.on.value = isoDate(state.day);
  controls.elements.differing.checked = state.differing;
  document.title = entries.length > 0 ? `${entries.map(({ listing }) => listing.model).join(", ")}: ${title}` : title;
  if (problems.every(({ problem }) => problem === "unknown")) saveSelection(entries.map(({ listing }) => ({ id: listing.id, name: listing.model })));
}

let latest = 0;

/** Shows what the address asks for, unless it has asked for something else since. */
async function render() {
  const turn = ++latest;
  const state = readAddress();
  root.setAttribute("aria-busy", "true");
  const rest = state.asked.slice(MAX_COMPARED);
  const loaded = settle(await Promise.all(state.asked.slice(0, MAX_COMPARED).map(loadEntry)));
  if (turn !== latest) return;
  const asked = [...loaded.map((entry) => entry.asked), ...rest];
  if (asked.join() !== state.asked.join()) history.replaceState(null, "", addressOf({ ...state, asked }));
  show(state, loaded, rest.length);
  root.removeAttribute("aria-busy");
}

function go(state) {
  history.pushState(null, "", addressOf(state));
  return render();
}

const follow = () => {
  const day = parseDate(controls.elements.on.value) || today;
  go({ ...readAddress(), day, differing: controls.elements.differing.checked });
};
controls.addEventListener("change", follow);
controls.addEventListener("submit", (event) => {
  event.preventDefault();
  follow();
});
addEventListener("popstate", render);
root.hidden = false;

// Without listings in its address the page compares the selection.
if (readAddress().asked.length === 0 && selection().length > 0) {
  history.replaceState(null, "", addressOf({ ...readAddress(), asked: selection().map(({ id }) => id) }));
}
render();
