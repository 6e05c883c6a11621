// The rows and the pager of search results on the list of listings.

import { element } from "./elements.js";
import { showListing } from "./today.js";

export const PAGE = 50;
const base = document.documentElement.dataset.base;
const numbers = new Intl.NumberFormat("en-AU");
const template = document.querySelector("#listing-row").content.firstElementChild;

export const countText = (first, shown, total) =>
  total === 0 ? "No listings"
    : total > PAGE ? `${numbers.format(first + 1)}–${numbers.format(first + shown)} of ${numbers.format(total)} listings`
      : total === 1 ? "1 listing" : `${numbers.format(total)} listings`;

export function makeRow(listing, { day, facets, shortNames }) {
  const tr = template.cloneNode(true);
  const slot = (name) => tr.querySelector(`[data-slot="${name}"]`);
  slot("name").textContent = listing.model;
  slot("name").href = base + listing.path;
  slot("manufacturer").textContent = listing.manufacturer.name;
  slot("manufacturer").href = `${base}manufacturers/${listing.manufacturer.id}/`;
  slot("more").replaceChildren(...[listing.brand, listing.series].filter(Boolean).flatMap((text) => [element("span", "dot", " · "), element("bdi", "", text)]));
  slot("sample").hidden = !listing.sample;
  slot("type").textContent = facets.entity_type[listing.type][1];
  slot("classes").replaceChildren(...listing.classes.map((place) => {
    const chip = element("a", "chip", shortNames[place]);
    chip.href = `${base}device-classes/${facets.device_class[place][0]}/`;
    return chip;
  }));
  showListing(tr, listing.facts, day);
  return tr;
}

/** Makes a pager, which calls go(page). */
export function makePager(current, pages, go) {
  const list = document.createElement("ul");
  const step = (text, page, label) => {
    const li = document.createElement("li");
    const item = document.createElement(page === current ? "span" : "button");
    item.textContent = text;
    item.setAttribute("aria-label", label);
    if (page === current) {
      item.className = "here";
      item.setAttribute("aria-current", "page");
    } else {
      item.type = "button";
      item.addEventListener("click", () => go(page));
    }
    li.append(item);
    list.append(li);
  };
  if (current > 1) step("‹", current - 1, "Previous page");
  let last = 0;
  for (let page = 1; page <= pages; page++) {
    if (page !== 1 && page !== pages && Math.abs(page - current) > 1) continue;
    if (page > last + 1) {
      const gap = document.createElement("li");
      gap.className = "gap";
      gap.textContent = "…";
      list.append(gap);
    }
    step(numbers.format(page), page, `Page ${page}`);
    last = page;
  }
  if (current < pages) step("›", current + 1, "Next page");
  const nav = document.createElement("nav");
  nav.className = "pager";
  nav.setAttribute("aria-label", "Pages of the list");
  nav.append(list);
  return nav;
}
