// On the home page: suggestions while typing, as a combobox.

import "./every_page.js";
import { announcer, awaitWithNotice, element } from "./elements.js";
import { isBroad, prepare, withIndex } from "./search_index.js";
import { prefixText, alternativeText } from "./alternatives.js";
import { emptyQuery, search } from "./search.js";
import { addShortcut } from "./shortcut.js";
import { markGood, STATUS_NAMES } from "./status.js";
import { today } from "./today.js";

const SHOWN = 6;
const form = document.querySelector("[data-home-search]");
const field = form.querySelector("input[type=search]");
const place = document.querySelector("[data-suggestions]");
const say = announcer(document.querySelector("[data-announce]"));
const base = document.documentElement.dataset.base;

let options = [];
let selected = -1; // in options; -1 is the field itself
let asking = new AbortController(); // of the newest request

function option(href, className, ...children) {
  const a = element("a", className, ...children);
  a.href = href;
  a.id = `suggestion-${options.length}`;
  a.tabIndex = -1; // reached by the arrow keys
  a.setAttribute("role", "option");
  a.setAttribute("aria-selected", "false");
  options.push(a);
  return a;
}

/** A listing with its device classes, brand, series and manufacturer, which distinguish listings of the same name. */
function suggestion(listing, { shortNames }, alike) {
  const badge = element("span", "status", STATUS_NAMES[listing.status]);
  badge.dataset.status = listing.status;
  markGood(badge, listing.facts, today);
  const mark = listing.sample ? [" ", element("span", "sample-mark", "Sample")] : [];
  const by = element("span", "by");
  for (const text of [wordsOf(listing, shortNames), ...(alike ? [listing.path.split("/")[2]] : [])].flat()) {
    by.append(by.hasChildNodes() ? " · " : "", element("bdi", "", text));
  }
  const name = element("span", "", element("span", "name isolate", listing.model), ...mark, " ", by);
  return option(base + listing.path, "", name, badge);
}

const wordsOf = (listing, shortNames) =>
  [listing.classes.map((place) => shortNames[place]).join(", "), listing.brand, listing.series, listing.manufacturer.name].filter(Boolean);

/** The suggestions. Those with the same words also show their ids. */
function suggestions(listings, index) {
  const wordsAll = listings.map((l) => [l.model, l.status, ...wordsOf(l, index.shortNames)].join("\n"));
  return listings.map((l, i) => suggestion(l, index, wordsAll.indexOf(wordsAll[i]) !== wordsAll.lastIndexOf(wordsAll[i])));
}

function close() {
  options = [];
  place.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  select(-1);
}

const optionFor = (text, className, words) => option(`${form.action}?q=${encodeURIComponent(text)}`, className, words);

function listbox(label) {
  const list = element("div", "");
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  return list;
}

function showNone(alternatives) {
  const none = element("p", "", "No listing matches. Try fewer words, or part of the model number.");
  if (alternatives.length === 0) {
    place.replaceChildren(none);
    return say("No listing matches");
  }
  const list = listbox("What to search for instead");
  list.append(...alternatives.map((other) => optionFor(other.text, "all isolate", alternativeText(other))));
  place.replaceChildren(none, list);
  field.setAttribute("aria-expanded", "true");
  say("No listing matches; use the arrow keys for what to search for instead");
}

function show(text, index, { found, understood, alternatives }) {
  close();
  if (found.length === 0) return showNone(alternatives);
  const list = listbox("Listings");
  list.append(...suggestions(found.slice(0, SHOWN), index));
  list.append(...alternatives.map((other) => optionFor(other.text, "all isolate", prefixText(other))));
  const count = found.length.toLocaleString("en-AU");
  list.append(optionFor(text, "all", found.length === 1 ? "Show in the list" : `Show all ${count} in the list`));
  const meant = understood.map(([typed, as]) => `Nothing has “${typed}”; showing “${as}”.`).join(" ");
  place.replaceChildren(...(meant ? [element("p", "isolate", meant)] : []), list);
  field.setAttribute("aria-expanded", "true");
  say(`${meant} ${found.length === 1 ? "1 listing" : `${count} listings`}; use the arrow keys`.trim());
}

function select(at) {
  options[selected]?.setAttribute("aria-selected", "false");
  selected = at;
  const chosen = options[at];
  if (!chosen) return field.removeAttribute("aria-activedescendant");
  chosen.setAttribute("aria-selected", "true");
  chosen.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", chosen.id);
}

/** Moves the selection; the field itself is one of the positions. */
function move(step) {
  const places = options.length + 1;
  select(((selected + 1 + step + places) % places) - 1);
}

function sayWaiting() {
  close();
  place.replaceChildren(element("p", "", "Searching…"));
}

function sayFailed() {
  close();
  const why = navigator.onLine ? "The search could not be loaded. Try again, or press Enter for the list."
    : "No connection: the search works once there is one again.";
  place.replaceChildren(element("p", "", why));
  say(why);
}

async function suggest() {
  const text = field.value.trim();
  asking.abort();
  const { signal } = (asking = new AbortController());
  if (!text) {
    say("");
    return close();
  }
  const answer = withIndex(form.dataset.index, today, async (index) => {
    const query = { ...emptyQuery(), text };
    if (isBroad(index, query)) return close();
    const found = await search(index, query, [], signal);
    if (!signal.aborted) show(text, index, found);
  });
  try {
    await awaitWithNotice(answer, signal, sayWaiting);
  } catch {
    if (!signal.aborted) sayFailed();
  }
}

for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-autocomplete", "list"], ["aria-controls", "suggestions"]]) {
  field.setAttribute(name, value);
}
field.addEventListener("focus", () => prepare(form.dataset.index, today), { once: true });
field.addEventListener("input", suggest);
field.addEventListener("keydown", (event) => {
  if (event.isComposing || options.length === 0) return;
  switch (event.key) {
    case "ArrowDown": move(1); break;
    case "ArrowUp": move(-1); break;
    case "Enter": if (selected < 0) return; options[selected].click(); break;
    case "Escape": close(); break; // keeps the text
    default: return;
  }
  event.preventDefault();
});
addEventListener("online", () => { if (field.value.trim()) suggest(); });
addShortcut(field, document.querySelector("[data-shortcut]"));
