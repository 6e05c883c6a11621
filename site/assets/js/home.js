// On the home page: results while typing.

import { ask, loadIndex } from "./index.js";
import { STATUS_NAMES } from "./status.js";
import { today } from "./today.js";

const SHOWN = 6;
const form = document.querySelector("[data-home-search]");
const field = form.querySelector("input[type=search]");
const place = document.querySelector("[data-suggestions]");
const base = document.documentElement.dataset.base;
const load = () => loadIndex(form.dataset.index, today);

field.addEventListener("focus", () => load().catch(() => {}), { once: true });
field.addEventListener("input", async () => {
  const text = field.value.trim();
  if (!text) return place.replaceChildren();
  try {
    const index = await load();
    if (field.value.trim() === text) show(text, ask(index, { text }).found);
  } catch {
    place.replaceChildren(); // the form still leads to the list
  }
});

function element(name, className, ...children) {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

function link(href, ...children) {
  const a = element("a", "", ...children);
  a.href = href;
  return a;
}

function show(text, found) {
  if (found.length === 0) {
    place.replaceChildren(element("p", "", "No listing matches. Try fewer words, or part of the model number."));
    return;
  }
  const list = element("ul", "");
  for (const listing of found.slice(0, SHOWN)) {
    const badge = element("span", "status", STATUS_NAMES[listing.status]);
    badge.dataset.status = listing.status;
    const mark = listing.sample ? [" ", element("span", "sample-mark", "Sample")] : [];
    const name = element("span", "", element("span", "name isolate", listing.model), ...mark,
      " ", element("span", "by isolate", listing.maker.name));
    list.append(element("li", "", link(base + listing.path, name, badge)));
  }
  const count = found.length.toLocaleString("en-AU");
  const all = link(`${form.action}?q=${encodeURIComponent(text)}`, found.length === 1 ? "Show in the list" : `Show all ${count} in the list`);
  list.append(element("li", "all", all));
  place.replaceChildren(list);
}
