// On every page: the listings that were chosen to be compared. A button beside each
// listing chooses it; a bar at the foot of the window shows what is chosen, and leads to
// the comparison. The choice is the tab's: it lasts from page to page, and no longer.

import { element } from "./elements.js";

/** How many can be compared; tools/output/website/compare.go has the same number. */
export const MOST = 4;

const KEY = "compare";
const ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST = 201; // two parts of 100 with a slash, as in the Go package register
const base = document.documentElement.dataset.base;

/** Whether a text has the form of a listing's id. */
export const isID = (text) => typeof text === "string" && text.length <= LONGEST && ID.test(text);

export const addressOf = (ids) => `${base}compare/?${new URLSearchParams(ids.map((id) => ["listing", id]))}`;

let kept = []; // where the browser keeps nothing for the tab

/** What is chosen: {id, name}, in the order of choosing. */
export function chosen() {
  try {
    const list = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return list.filter(({ id, name }) => isID(id) && typeof name === "string").slice(0, MOST);
  } catch {
    return kept;
  }
}

export function choose(list) {
  kept = list;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(list));
  } catch { /* the page has it */ }
}

/** The listing that a button is for: it says so itself, or the row that it stands in does. */
function subject(button) {
  if (button.dataset.choose) return { id: button.dataset.choose, name: button.dataset.name };
  const link = button.closest("tr")?.querySelector("[data-slot=name]");
  const path = link?.getAttribute("href") ?? "";
  return { id: path.slice(`${base}listings/`.length).replace(/\/$/, ""), name: link?.textContent ?? "" };
}

const bar = element("aside", "tray");
bar.setAttribute("aria-label", "Listings to compare");
const said = element("p", "said");
said.setAttribute("role", "status");
const names = element("ul", "");
const go = element("a", "button");
bar.append(said, names, go);

function remove(id) {
  const list = chosen().filter((entry) => entry.id !== id);
  choose(list);
  show();
  const next = names.querySelector("button") ?? document.querySelector("main");
  next.focus({ preventScroll: true });
}

function nameOf({ id, name }) {
  const button = element("button", "remove", "×");
  button.type = "button";
  button.setAttribute("aria-label", `Remove ${name}`);
  button.addEventListener("click", () => remove(id));
  return element("li", "", element("span", "isolate", name), button);
}

/** Marks the buttons of the page that are not marked as the choice is. */
function mark() {
  const ids = new Set(chosen().map(({ id }) => id));
  for (const button of document.querySelectorAll("main [data-choose]")) {
    const { id, name } = subject(button);
    const pressed = String(ids.has(id));
    if (button.getAttribute("aria-pressed") === pressed) continue;
    button.setAttribute("aria-pressed", pressed);
    button.setAttribute("aria-label", `Compare ${name}`);
  }
}

function show(message = "") {
  const list = chosen();
  mark();
  bar.hidden = list.length === 0 && !message;
  said.textContent = message || `${list.length} of ${MOST} to compare`;
  names.replaceChildren(...list.map(nameOf));
  go.hidden = list.length < 2;
  go.textContent = `Compare ${list.length}`;
  go.href = addressOf(list.map(({ id }) => id));
}

function toggle(button) {
  const entry = subject(button);
  if (!isID(entry.id)) return;
  const list = chosen();
  if (list.some(({ id }) => id === entry.id)) choose(list.filter(({ id }) => id !== entry.id));
  else if (list.length < MOST) choose([...list, entry]);
  else return show(`${MOST} can be compared: remove one first`);
  show();
}

// The page that compares shows the choice itself.
const main = document.querySelector("main");
if (!document.querySelector("[data-compare]")) {
  main.append(bar);
  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    if (button) toggle(button);
  });
  new MutationObserver(mark).observe(main, { childList: true, subtree: true });
  addEventListener("pageshow", () => show()); // also when one comes back to it
  show();
}
