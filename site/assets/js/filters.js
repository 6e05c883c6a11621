// The filters beside the list of listings: facets with counts, and limits for the attributes of the
// selected device classes.

import { fold } from "./spelling.js";
import { relevantClasses, FACETS, filterClasses } from "./search_index.js";

const MAX_WITHOUT_FINDER = 10; // values of a facet that are shown without a field to find them
const MAX_VALUES = 30; // values that are shown at once
const TITLES = {
  status: "Status", device_class: "Device class", entity_type: "Type", test_profile: "Test profile attained",
  csip_aus_version: "CSIP-AUS version", deployment: "Deployment", certified: "Certified today", manufacturer: "Manufacturer",
};
const numbers = new Intl.NumberFormat("en-AU");

function element(name, properties = {}, ...children) {
  const e = Object.assign(document.createElement(name), properties);
  e.append(...children);
  return e;
}

/**
 * Filters shows a query in the element place, and calls change(query, typing) when the user changes
 * the query.
 */
export class Filters {
  constructor(place, index, change) {
    Object.assign(this, { place, index, change });
    this.open = new Set(); // device classes whose attributes are shown
    this.groups = new Map();
    for (const facet of FACETS) {
      const values = index.facets[facet];
      if (values.length < 2 || (facet === "certified" && !index.hasCertificates)) continue;
      this.groups.set(facet, new Choice(facet, TITLES[facet], values, (value, on) => this.choose(this.query.facets, facet, value, on)));
    }
    this.attributes = new Map(); // of device classes: {details, choices, limits}
    this.attributesPlace = element("div");
    const clear = element("button", { type: "button", className: "button second", textContent: "Clear filters" });
    clear.addEventListener("click", () => this.clear());
    const facets = [...this.groups.values()].map((group) => group.element);
    const classes = this.groups.get("device_class")?.element;
    facets.splice(facets.indexOf(classes) + 1, 0, this.attributesPlace);
    this.made = [...facets, element("p", { className: "all" }, clear)]; // shown once there are counts
  }

  /** The device classes whose attributes are shown and need counts. */
  get shown() { return [...this.open]; }

  show(query, { counts, partial }) {
    this.query = query;
    if (this.made) this.place.replaceChildren(...this.made);
    this.made = null;
    for (const [facet, group] of this.groups) group.show(query.facets[facet] ?? [], counts[facet], partial.has(facet));
    const made = relevantClasses(this.index, query).map((name) => this.attributesOf(name)).filter(Boolean);
    if (made.some(({ details }, i) => this.attributesPlace.children[i] !== details) || made.length !== this.attributesPlace.childElementCount) {
      this.attributesPlace.replaceChildren(...made.map(({ details }) => details));
    }
    for (const { choices, limits } of made) {
      for (const [field, choice] of choices) choice.show(query.words[field] ?? [], counts[field] ?? new Map(), !counts[field]);
      for (const [field, limit] of limits) limit.show(query.ranges[field] ?? {});
    }
  }

  attributesOf(name) {
    const { numbers: fields, words } = this.index.attributes[name];
    if (fields.length + words.length === 0) return null;
    if (!this.attributes.has(name)) this.attributes.set(name, this.makeAttributes(name, fields, words));
    return this.attributes.get(name);
  }

  makeAttributes(name, fields, words) {
    const title = this.index.facets.device_class.find(([id]) => id === name)[1];
    const details = element("details", { className: "attributes" }, element("summary", { textContent: title }));
    details.dataset.class = name;
    const choices = new Map(), limits = new Map();
    for (const [field, label, unit] of fields) {
      const full = `${name}.${field}`;
      const limit = new Limits(full, label, unit, (range) => this.limit(full, range));
      limits.set(full, limit);
      details.append(limit.element);
    }
    for (const { field, name: label, values } of words) {
      const full = `${name}.${field}`;
      const choice = new Choice(full, label, values, (value, on) => this.choose(this.query.words, full, value, on));
      choices.set(full, choice);
      details.append(choice.element);
    }
    details.open = filterClasses(this.query).includes(name);
    if (details.open) this.open.add(name);
    details.addEventListener("toggle", () => {
      const known = this.open.has(name);
      if (details.open) this.open.add(name);
      else this.open.delete(name);
      if (details.open && !known) this.change(this.query, true);
    });
    return { details, choices, limits };
  }

  choose(group, facet, value, on) {
    const others = (group[facet] ?? []).filter((v) => v !== value);
    const chosen = on ? [...others, value] : others;
    if (chosen.length > 0) group[facet] = chosen;
    else delete group[facet];
    this.change(this.query, false);
  }

  limit(field, range) {
    if (range.gte === undefined && range.lte === undefined) delete this.query.ranges[field];
    else this.query.ranges[field] = range;
    this.change(this.query, true);
  }

  clear() {
    Object.assign(this.query, { facets: {}, ranges: {}, words: {}, text: "" });
    this.change(this.query, false);
  }

  focus(facet, value) { this.groups.get(facet)?.box(value)?.focus(); }
}

/** Choice is a facet: a checkbox for each value, and if there are many a field to find one. */
class Choice {
  constructor(name, title, values, choose) {
    Object.assign(this, { name, title, choose, items: new Map(), counts: new Map(), chosen: [], partial: false });
    this.values = values.map(([id, text]) => ({ id, text, folded: fold(text) }));
    this.list = element("ul");
    this.element = element("fieldset", {}, element("legend", { textContent: title }));
    if (values.length > MAX_WITHOUT_FINDER) {
      this.finder = element("input", { type: "search", autocomplete: "off", spellcheck: false });
      this.finder.setAttribute("aria-label", `Find in: ${title}`);
      this.finder.placeholder = "Find…";
      this.finder.addEventListener("input", () => this.fill());
      this.rest = element("p", { className: "quiet" });
      this.element.append(this.finder, this.list, this.rest);
    } else {
      this.element.append(this.list);
    }
  }

  show(chosen, counts, partial) {
    Object.assign(this, { chosen, counts, partial });
    this.fill();
  }

  fill() {
    const wanted = this.finder ? this.most() : this.values;
    const items = wanted.map((value) => this.item(value));
    if (items.some((item, i) => this.list.children[i] !== item) || items.length !== this.list.childElementCount) {
      const focused = document.activeElement;
      this.list.replaceChildren(...items);
      if (this.list.contains(focused)) focused.focus({ preventScroll: true });
    }
  }

  /** The first of many values: the selected ones, then the most frequent ones. */
  most() {
    const words = fold(this.finder.value);
    const n = (value) => this.counts.get(value.id) ?? 0;
    const rank = (value) => (this.chosen.includes(value.id) ? Infinity : n(value));
    const fitting = this.values.filter((v) => this.chosen.includes(v.id) || (v.folded.includes(words) && (this.partial || n(v) > 0)));
    const ranks = new Map(fitting.map((value) => [value, rank(value)]));
    fitting.sort((a, b) => (ranks.get(a) === ranks.get(b) ? 0 : ranks.get(b) - ranks.get(a)));
    const more = fitting.length - MAX_VALUES;
    this.rest.textContent = more > 0 ? `and ${numbers.format(more)} more` : "";
    return fitting.slice(0, MAX_VALUES);
  }

  item({ id, text }) {
    if (!this.items.has(id)) this.items.set(id, this.makeItem(id, text));
    const { li, box, count, label } = this.items.get(id);
    const n = this.counts.get(id) ?? 0;
    box.checked = this.chosen.includes(id);
    // Parts of the index that are not loaded may have other values of this facet.
    count.textContent = this.partial && !box.checked ? "" : numbers.format(n);
    label.classList.toggle("none", n === 0 && !this.partial);
    return li;
  }

  makeItem(id, text) {
    const box = element("input", { type: "checkbox", name: this.name, value: id });
    const count = element("span", { className: "count" });
    const label = element("label", {}, box, element("span", { className: "isolate", textContent: text }), count);
    box.addEventListener("change", () => this.choose(id, box.checked));
    return { li: element("li", {}, label), box, count, label };
  }

  box(value) { return this.items.get(value)?.box; }
}

/** Limits has fields for the least and the greatest value of an attribute. */
class Limits {
  constructor(field, name, unit, change) {
    const end = (bound, text) => {
      const input = element("input", { type: "number", step: "any", inputMode: "decimal", name: `${field}__${bound}` });
      input.setAttribute("aria-label", `${name}, ${text}${unit ? ` (${unit})` : ""}`);
      input.addEventListener("input", () => {
        if (!input.validity.badInput) change(this.range());
      });
      return input;
    };
    this.gte = end("gte", "from");
    this.lte = end("lte", "to");
    const to = element("span", { textContent: "to" });
    to.setAttribute("aria-hidden", "true");
    this.element = element("fieldset", { className: "limits" }, element("legend", { textContent: name }),
      element("div", {}, this.gte, to, this.lte, element("span", { className: "unit", textContent: unit })));
  }

  range() {
    const range = {};
    for (const bound of ["gte", "lte"]) if (this[bound].value !== "") range[bound] = this[bound].valueAsNumber;
    return range;
  }

  show(range) {
    for (const bound of ["gte", "lte"]) {
      const value = range[bound];
      const same = value === undefined ? this[bound].value === "" : this[bound].valueAsNumber === value;
      if (!same && !this[bound].validity.badInput) this[bound].value = value ?? "";
    }
  }
}
