// On every page: the listings that are selected for comparison. A button beside each listing selects
// it; a bar at the bottom of the window shows the selection and links to the comparison. The
// selection lasts as long as the tab.

import { element } from "./elements.js";

/** The most listings that can be compared; tools/output/website/compare.go has the same number. */
export const MAX_COMPARED = 4;

const KEY = "compare";
const ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;
const MAX_ID_LENGTH = 201; // two parts of 100 with a slash, as in the Go package register
const base = document.documentElement.dataset.base;

/** Returns whether a text has the form of a listing's id. */
export const isID = (text) => typeof text === "string" && text.length <= MAX_ID_LENGTH && ID.test(text);

export const compareAddress = (ids) => `${base}compare/?${new URLSearchParams(ids.map((id) => ["listing", id]))}`;

let fallback = []; // used if the browser has no session storage

/** Returns the selected listings as {id, name}, in the order of selection. */
export function selection() {
  try {
    const list = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return list.filter(({ id, name }) => isID(id) && typeof name === "string").slice(0, MAX_COMPARED);
  } catch {
    return fallback;
  }
}

export function saveSelection(list) {
  fallback = list;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(list));
  } catch { /* fallback has it */ }
}

/** Returns the listing of a button, from its data attributes or from its row. */
function listingOf(button) {
  if (button.dataset.choose) return { id: button.dataset.choose, name: button.dataset.name };
  const link = button.closest("tr")?.querySelector("[data-slot=name]");
  const path = link?.getAttribute("href") ?? "";
  return { id: path.slice(`${base}listings/`.length).replace(/\/$/, ""), name: link?.textContent ?? "" };
}

const bar = element("aside", "tray");
bar.setAttribute("aria-label", "Listings to compare");
const notice = element("p", "said");
notice.setAttribute("role", "status");
const names = element("ul", "");
const go = element("a", "button");
bar.append(notice, names, go);

function remove(id) {
  const list = selection().filter((entry) => entry.id !== id);
  saveSelection(list);
  show();
  const next = names.querySelector("button") ?? document.querySelector("main");
  next.focus({ preventScroll: true });
}

function selectedItem({ id, name }) {
  const button = element("button", "remove", "×");
  button.type = "button";
  button.setAttribute("aria-label", `Remove ${name}`);
  button.addEventListener("click", () => remove(id));
  return element("li", "", element("span", "isolate", name), button);
}

/** Updates the buttons of the page to the selection. */
function mark() {
  const ids = new Set(selection().map(({ id }) => id));
  for (const button of document.querySelectorAll("main [data-choose]")) {
    const { id, name } = listingOf(button);
    const pressed = String(ids.has(id));
    if (button.getAttribute("aria-pressed") === pressed) continue;
    button.setAttribute("aria-pressed", pressed);
    button.setAttribute("aria-label", `Compare ${name}`);
  }
}

function show(message = "") {
  const list = selection();
  mark();
  bar.hidden = list.length === 0 && !message;
  notice.textContent = message || `${list.length} of ${MAX_COMPARED} to compare`;
  names.replaceChildren(...list.map(selectedItem));
  go.hidden = list.length < 2;
  go.textContent = `Compare ${list.length}`;
  go.href = compareAddress(list.map(({ id }) => id));
}

function toggle(button) {
  const entry = listingOf(button);
  if (!isID(entry.id)) return;
  const list = selection();
  if (list.some(({ id }) => id === entry.id)) saveSelection(list.filter(({ id }) => id !== entry.id));
  else if (list.length < MAX_COMPARED) saveSelection([...list, entry]);
  else return show(`${MAX_COMPARED} can be compared: remove one first`);
  show();
}

// The page of the comparison needs no bar.
const main = document.querySelector("main");
if (!document.querySelector("[data-compare]")) {
  main.append(bar);
  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    if (button) toggle(button);
  });
  new MutationObserver(mark).observe(main, { childList: true, subtree: true });
  addEventListener("pageshow", () => show()); // also fires when the user goes back to the page
  show();
}
