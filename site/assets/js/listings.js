// On the list of listings: search, facets and sorting, with their state in the
// address. Until one of them is used the page stays as it was served, and the
// index is not loaded.

import { ask, FACETS, loadIndex } from "./index.js";
import { showListing, today } from "./today.js";

const PAGE = 50;
const FEW = 12; // options of a facet that are shown as boxes rather than in a menu
const base = document.documentElement.dataset.base;
const form = document.querySelector("[data-list-search]");
const field = form.querySelector("input[type=search]");
const facets = document.querySelector("[data-facets]");
const results = document.querySelector("[data-results]");
const body = results.querySelector("tbody");
const table = results.querySelector("table");
const count = document.querySelector("[data-count]");
const pager = document.querySelector("[data-pager]");
const sort = document.querySelector("[data-sort]");
const empty = document.querySelector("[data-empty]");
const failed = document.querySelector("[data-failed]");
const template = document.querySelector("#listing-row").content.firstElementChild;
const numbers = new Intl.NumberFormat("en-AU");

let query = fromAddress();
let boxes; // facet → value → {box, count}

function fromAddress() {
  const params = new URLSearchParams(location.search);
  const read = { text: params.get("q") ?? "", sort: params.get("sort") ?? "", page: Math.max(1, Number(params.get("page")) || 1) };
  for (const facet of FACETS) read[facet] = params.getAll(facet);
  return read;
}

function toAddress() {
  const params = new URLSearchParams();
  if (query.text.trim()) params.set("q", query.text.trim());
  for (const facet of FACETS) for (const value of query[facet]) params.append(facet, value);
  if (query.sort) params.set("sort", query.sort);
  if (query.page > 1) params.set("page", query.page);
  const search = params.toString();
  return form.action + (search ? "?" + search : "");
}

const load = () => loadIndex(form.dataset.index, today);

/** Shows what the query asks for. A search that fails leaves the list as it is. */
async function update({ keep = "replace" } = {}) {
  if (keep === "push") history.pushState(null, "", toAddress());
  if (keep === "replace") history.replaceState(null, "", toAddress());
  results.setAttribute("aria-busy", "true");
  try {
    const index = await load();
    show(index, ask(index, query));
    failed.hidden = true;
  } catch (error) {
    failed.hidden = false;
    console.warn("search index:", error.message);
  }
  results.removeAttribute("aria-busy");
}

function show(index, { found, counts }) {
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  query.page = Math.min(query.page, pages);
  const first = (query.page - 1) * PAGE;
  const shown = found.slice(first, first + PAGE);
  body.replaceChildren(...shown.map((listing) => row(listing, index.day)));
  table.hidden = found.length === 0;
  empty.hidden = found.length > 0;
  count.textContent = found.length === 0 ? "No listings"
    : pages === 1 ? (found.length === 1 ? "1 listing" : `${numbers.format(found.length)} listings`)
      : `${numbers.format(first + 1)}–${numbers.format(first + shown.length)} of ${numbers.format(found.length)} listings`;
  showPager(pages);
  showFacets(index, counts);
  if (field.value.trim() !== query.text.trim()) field.value = query.text;
  sort.querySelector("select").value = query.sort;
}

function row(listing, day) {
  const tr = template.cloneNode(true);
  const slot = (name) => tr.querySelector(`[data-slot="${name}"]`);
  slot("name").textContent = listing.model;
  slot("name").href = base + listing.path;
  slot("maker").textContent = listing.maker.name;
  slot("maker").href = `${base}manufacturers/${listing.maker.id}/`;
  slot("more").textContent = [listing.brand, listing.series].filter(Boolean).map((text) => ` · ${text}`).join("");
  slot("sample").hidden = !listing.sample;
  slot("type").textContent = listing.values.typeName;
  slot("classes").replaceChildren(...listing.chips.map(({ id, text }) => {
    const chip = document.createElement("a");
    chip.className = "chip";
    chip.href = `${base}device-classes/${id}/`;
    chip.textContent = text;
    return chip;
  }));
  showListing(tr, listing.facts, day);
  return tr;
}

function showPager(pages) {
  pager.replaceChildren();
  pager.hidden = pages === 1;
  const step = (text, page, label) => {
    const li = document.createElement("li");
    const item = document.createElement(page === query.page ? "span" : "button");
    item.textContent = text;
    if (label) item.setAttribute("aria-label", label);
    if (page === query.page) {
      item.className = "here";
      item.setAttribute("aria-current", "page");
    } else {
      item.type = "button";
      item.addEventListener("click", () => go(page));
    }
    li.append(item);
    return li;
  };
  const list = document.createElement("ul");
  if (query.page > 1) list.append(step("‹", query.page - 1, "Previous page"));
  let last = 0;
  for (let page = 1; page <= pages; page++) {
    if (page !== 1 && page !== pages && Math.abs(page - query.page) > 1) continue;
    if (page > last + 1) {
      const gap = document.createElement("li");
      gap.className = "gap";
      gap.textContent = "…";
      list.append(gap);
    }
    list.append(step(numbers.format(page), page, `Page ${page}`));
    last = page;
  }
  if (query.page < pages) list.append(step("›", query.page + 1, "Next page"));
  pager.append(list);
}

async function go(page) {
  query.page = page;
  await update({ keep: "push" });
  count.scrollIntoView({ block: "start" });
  count.focus({ preventScroll: true });
}

/** Makes boxes of the links to pages of facets, the first time. */
function showFacets(index, counts) {
  if (!boxes) makeFacets(index);
  for (const facet of FACETS) {
    for (const [value, { box, label, option, name }] of boxes[facet]) {
      const n = counts[facet].get(value) ?? 0;
      const checked = query[facet].includes(value);
      if (option) {
        option.textContent = `${name} (${numbers.format(n)})`;
        option.hidden = n === 0 && !checked;
        option.selected = checked;
        continue;
      }
      box.checked = checked;
      label.lastChild.textContent = numbers.format(n);
      label.classList.toggle("none", n === 0);
    }
    const menu = boxes[facet].menu;
    if (menu && query[facet].length === 0) menu.value = "";
  }
}

function makeFacets(index) {
  boxes = {};
  const titles = JSON.parse(facets.dataset.facets);
  const clear = document.createElement("p");
  clear.className = "all";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button second";
  button.textContent = "Clear filters";
  button.addEventListener("click", clearAll);
  clear.append(button);
  const groups = FACETS.map((facet) => {
    boxes[facet] = new Map();
    const options = index.options[facet];
    return options.length > FEW ? menu(facet, titles[facet], options) : boxList(facet, titles[facet], options);
  });
  facets.replaceChildren(...groups, clear);
}

function boxList(facet, title, options) {
  const set = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = title;
  const list = document.createElement("ul");
  for (const [value, name] of options) {
    const li = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.name = facet;
    box.value = value;
    const text = document.createElement("span");
    text.textContent = name;
    const n = document.createElement("span");
    n.className = "count";
    n.textContent = "0";
    label.append(box, text, n);
    li.append(label);
    list.append(li);
    boxes[facet].set(value, { box, label, name });
    box.addEventListener("change", () => choose(facet, value, box.checked));
  }
  set.append(legend, list);
  return set;
}

function menu(facet, title, options) {
  const group = document.createElement("div");
  const heading = document.createElement("h2");
  const label = document.createElement("label");
  label.textContent = title;
  label.htmlFor = `facet-${facet}`;
  heading.append(label);
  const select = document.createElement("select");
  select.id = `facet-${facet}`;
  select.append(new Option("Any", ""));
  for (const [value, name] of options) {
    const option = new Option(name, value);
    select.append(option);
    boxes[facet].set(value, { option, name });
  }
  boxes[facet].menu = select;
  select.addEventListener("change", () => {
    query[facet] = select.value ? [select.value] : [];
    query.page = 1;
    update({ keep: "push" });
  });
  group.append(heading, select);
  return group;
}

function choose(facet, value, on) {
  query[facet] = on ? [...new Set([...query[facet], value])] : query[facet].filter((v) => v !== value);
  query.page = 1;
  return update({ keep: "push" });
}

function clearAll() {
  for (const facet of FACETS) query[facet] = [];
  query.text = field.value = "";
  query.page = 1;
  update({ keep: "push" });
  field.focus();
}

field.addEventListener("focus", () => load().catch(() => {}), { once: true });
facets.addEventListener("pointerover", () => load().catch(() => {}), { once: true });
field.addEventListener("input", () => {
  query.text = field.value;
  query.page = 1;
  update();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  query.text = field.value;
  query.page = 1;
  update({ keep: "push" });
});
sort.hidden = false;
sort.querySelector("select").addEventListener("change", (event) => {
  query.sort = event.target.value;
  query.page = 1;
  update({ keep: "push" });
});
empty.querySelector("button").addEventListener("click", clearAll);
facets.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-facet]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  await choose(link.dataset.facet, link.dataset.value, true);
  if (!failed.hidden) location.assign(link.href); // the page that is there without a search
  boxes?.[link.dataset.facet].get(link.dataset.value)?.box?.focus();
});
addEventListener("popstate", () => {
  query = fromAddress();
  update({ keep: "none" });
});
if (location.search) update({ keep: "none" });
