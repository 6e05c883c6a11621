// Asking the search index.

import { fold } from "./fold.js";
import { blocksFor, FACETS, filterClasses, loadBlocks, splitField, textsOf, typedWords, wordsOf } from "./index.js";
import { findNear, wordsAt } from "./near.js";
import { inPieces } from "./pause.js";
import { listedUntil } from "./status.js";

/** A query that asks for nothing in particular. */
export const emptyQuery = () => ({ text: "", facets: {}, ranges: {}, words: {}, sort: "", page: 1 });

/**
 * The listings that have every word of query.text and all that is chosen, in
 * order; how many there would be with each value of a facet; and, where nothing
 * has the words as typed, what was understood in their place. shown are device
 * classes whose attributes are to be counted too. The signal ends a search that
 * nobody waits for any more.
 */
export async function search(index, query, shown = [], signal = null) {
  const words = wordsOf(query);
  const classes = [...new Set([...filterClasses(query), ...sortClass(index, query), ...shown])];
  const listingsThat = async (blocks, has) => {
    await loadBlocks(index, blocks, classes);
    signal?.throwIfAborted();
    const listings = blocks.flatMap((block) => block.listings);
    const named = [];
    await inPieces(listings, signal, (l) => { if (words.every((word) => has(l, word))) named.push(l); });
    return named;
  };
  let { blocks, partial } = blocksFor(index, query, false);
  let named = await listingsThat(blocks, (l, word) => l.haystack.includes(word));
  let near = false;
  if (named.length === 0 && words.length > 0 && partial.size === 0) {
    ({ blocks, partial } = blocksFor(index, query, true));
    named = await listingsThat(blocks, (l, word) => l.haystack.includes(word) || findNear(l, word));
    near = named.length > 0;
  }
  const { found: unsorted, counts } = await narrow(index, query, named, shown, signal);
  const found = await sorted(unsorted, words, query.sort, index.day, signal);
  return { found, counts, partial, understood: near ? understoodAs(found[0] ?? named[0], query) : [] };
}

/** What is counted: its name, the ids of its values, which are chosen, and those of a listing; both as positions. */
function countedFields(index, query, shown) {
  const fields = FACETS.map((facet, f) => {
    const chosen = (query.facets[facet] ?? []).map((id) => index.positions[facet].get(id) ?? -1);
    return { name: facet, ids: index.facets[facet].map(([id]) => id), chosen: new Set(chosen), of: (l) => l.values[f] };
  });
  for (const name of new Set([...shown, ...filterClasses(query)])) {
    for (const { field, values } of index.attributes[name]?.words ?? []) {
      const full = `${name}.${field}`;
      const ids = values.map(([id]) => id);
      const chosen = (query.words[full] ?? []).map((id) => ids.indexOf(id));
      const of = (l) => (l.attributes?.[full] === undefined ? [] : [ids.indexOf(l.attributes[full])]);
      fields.push({ name: full, ids, chosen: new Set(chosen), of });
    }
  }
  return fields;
}

async function narrow(index, query, listings, shown, signal) {
  const fields = countedFields(index, query, shown);
  const known = new Set(fields.map(({ name }) => name));
  const impossible = Object.keys(query.words).some((field) => !known.has(field));
  const ranges = Object.entries(query.ranges);
  const counts = fields.map(({ ids }) => new Array(ids.length).fill(0));
  const found = [];
  await inPieces(impossible ? [] : listings, signal, (listing) => {
    if (!ranges.every(([field, range]) => isWithin(listing.attributes?.[field], range))) return;
    let misses = 0, missed = -1;
    for (let f = 0; f < fields.length && misses < 2; f++) {
      if (fields[f].chosen.size > 0 && !fields[f].of(listing).some((value) => fields[f].chosen.has(value))) {
        misses++;
        missed = f;
      }
    }
    if (misses === 0) found.push(listing);
    if (misses > 1) return;
    // A facet's own choice does not limit its counts.
    for (let f = misses === 1 ? missed : 0; f < (misses === 1 ? missed + 1 : fields.length); f++) {
      for (const at of fields[f].of(listing)) counts[f][at]++;
    }
  });
  const named = fields.map(({ name, ids }, f) => [name, new Map(ids.map((id, at) => [id, counts[f][at]]))]);
  return { found, counts: Object.fromEntries(named) };
}

const isWithin = (value, { gte, lte }) =>
  value !== undefined && (gte === undefined || value >= gte) && (lte === undefined || value <= lte);

/** The words that nothing has, as they were typed, with what the best listing has for them, as it is written. */
function understoodAs(listing, query) {
  const near = typedWords(query).map((typed) => [typed, fold(typed)]).filter(([, word]) => !listing.haystack.includes(word));
  return near.map(([typed, word]) => [typed, wordsAt(textsOf(listing), findNear(listing, word))]);
}

function sortClass(index, { sort }) {
  const [name] = splitField(sort.replace(/^-/, ""));
  return index.attributes[name] ? [name] : [];
}

/** In order. What has no value comes last; ties stay in the order of lists, in which found is. */
async function sorted(found, words, sort, day, signal) {
  const by = async (value, sign = 1) => {
    const groups = new Map(); // of listings, by their value
    await inPieces(found, signal, (listing) => {
      const key = value(listing);
      if (groups.has(key)) groups.get(key).push(listing);
      else groups.set(key, [listing]);
    });
    const keys = [...groups.keys()].sort((x, y) => (x < y ? -sign : sign));
    return keys.flatMap((key) => groups.get(key));
  };
  switch (sort) {
    case "manufacturer": return found;
    case "model": return by((l) => l.name);
    case "listed_until": return by((l) => listedUntil(l.facts, day) || undefined);
    case "newest": return by(firstDay, -1);
    case "": return words.length > 0 ? by((l) => score(l, words), -1) : found;
  }
  const field = sort.replace(/^-/, "");
  return by((l) => l.attributes?.[field], sort === field ? 1 : -1);
}

/** The first day on which a listing was, or will be, listed. */
function firstDay({ facts: [periods] }) {
  return periods.length === 0 ? undefined : Math.min(...periods.filter((_, i) => i % 2 === 0));
}

/** Whole names and words count more than beginnings, and those more than middles. */
function score(listing, words) {
  const joined = words.join("");
  let total = listing.status === "active" ? 0.5 : 0;
  if (listing.name === joined) total += 8;
  else if (words.length > 1 && listing.haystack.includes(joined)) total += 2;
  for (const word of words) {
    if (listing.name === word || listing.spaced.includes(` ${word} `)) total += 4;
    else if (listing.name.startsWith(word) || listing.spaced.includes(` ${word}`)) total += 2;
    else total += 1;
  }
  return total;
}
