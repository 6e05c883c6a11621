// Reads and writes a query as the query string of an address, with the API's parameter names:
// ?q=powerwall&status=active&bess.capacity__gte=10&sort=model

import { FACETS, splitField } from "./search_index.js";
import { emptyQuery } from "./search.js";

/** Former names of parameters. */
const FORMER = { device_class: "class", entity_type: "type" };
const FORMER_SORTS = { ends: "listed_until" };
const BOUND = /^(.+\..+)__(gte|lte)$/;

export function readQuery(search) {
  const params = new URLSearchParams(search);
  const query = emptyQuery();
  query.text = params.get("q") ?? "";
  const sort = params.get("sort") ?? "";
  query.sort = FORMER_SORTS[sort] ?? sort;
  query.page = Math.max(1, Math.floor(Number(params.get("page"))) || 1);
  for (const facet of FACETS) {
    const chosen = [...params.getAll(facet), ...(FORMER[facet] ? params.getAll(FORMER[facet]) : [])];
    if (chosen.length > 0) query.facets[facet] = [...new Set(chosen)];
  }
  for (const [name, value] of params) readAttribute(query, name, value);
  return query;
}

function readAttribute(query, name, value) {
  const bound = BOUND.exec(name);
  if (bound) {
    const number = value.trim() === "" ? NaN : Number(value);
    if (Number.isFinite(number)) (query.ranges[bound[1]] ??= {})[bound[2]] = number;
  } else if (splitField(name)[0] && !name.includes("__")) {
    (query.words[name] ??= []).push(value);
  }
}

/** Returns the query string with its question mark, or "" for an empty query. */
export function writeQuery(query) {
  const params = new URLSearchParams();
  if (query.text.trim()) params.set("q", query.text.trim());
  for (const facet of FACETS) for (const value of query.facets[facet] ?? []) params.append(facet, value);
  for (const [field, values] of Object.entries(query.words)) for (const value of values) params.append(field, value);
  for (const [field, range] of Object.entries(query.ranges)) {
    for (const bound of ["gte", "lte"]) if (range[bound] !== undefined) params.set(`${field}__${bound}`, range[bound]);
  }
  if (query.sort) params.set("sort", query.sort);
  if (query.page > 1) params.set("page", query.page);
  const search = params.toString();
  return search && `?${search}`;
}
