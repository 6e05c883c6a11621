// The search index: loading it, and asking it.

import { fold } from "./fold.js";
import { listedUntil, statusOn } from "./status.js";

let loading;

/** Loads the index, once. Rejects when it cannot be had; a later call tries again. */
export function loadIndex(address, day) {
  loading ??= fetch(address)
    .then((response) => {
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return response.json();
    })
    .then((raw) => decode(raw, day))
    .catch((error) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/** Turns the rows of the file (see search_index.go) into objects. */
export function decode(raw, day) {
  const makers = raw.manufacturers.map(([id, name, ...others]) => ({
    id, name, words: [name, ...others].map(fold),
  }));
  const listings = raw.listings.map((row, place) => {
    const [maker, slug, model, brand, series, type, classes, sample, others, facts] = row;
    const words = [...makers[maker].words];
    for (const text of [brand, series, ...others]) {
      if (text) words.push(fold(text));
    }
    const name = fold(model);
    const status = statusOn(facts, day);
    const parts = model.split(/[^\p{L}\p{Nd}]+/u).map(fold).join(" ");
    return {
      place, facts, model, brand, series, sample: sample === 1,
      maker: makers[maker], path: `listings/${makers[maker].id}/${slug}/`,
      name, parts: ` ${parts} `, haystack: `\n${name}\n${words.join("\n")}\n`,
      status,
      values: {
        manufacturer: [makers[maker].id],
        type: [raw.types[type][0]], typeName: raw.types[type][1],
        class: classes.map((c) => raw.classes[c][0]),
        status: [status],
      },
      chips: classes.map((c) => ({ id: raw.classes[c][0], text: raw.short_names[c] })),
    };
  });
  return {
    day, listings,
    options: {
      status: raw.statuses, class: raw.classes, type: raw.types,
      manufacturer: raw.manufacturers.map(([id, name]) => [id, name]),
    },
  };
}

/** The facets, by their names in an address. */
export const FACETS = ["status", "class", "type", "manufacturer"];

/**
 * The listings that have every word of query.text and one of the chosen values
 * of every facet, sorted; and how many there would be with each value of a facet.
 */
export function ask(index, query) {
  const words = query.text.split(/\s+/).map(fold).filter(Boolean);
  const chosen = FACETS.map((facet) => new Set(query[facet]));
  const counts = FACETS.map(() => new Map());
  const found = [];
  for (const listing of index.listings) {
    if (!words.every((word) => listing.haystack.includes(word))) continue;
    let misses = 0, missed = -1;
    for (let f = 0; f < FACETS.length && misses < 2; f++) {
      if (chosen[f].size > 0 && !listing.values[FACETS[f]].some((v) => chosen[f].has(v))) {
        misses++;
        missed = f;
      }
    }
    if (misses === 0) found.push(listing);
    // A facet's own choice does not limit its counts.
    for (let f = 0; f < FACETS.length; f++) {
      if (misses > 1 || (misses === 1 && missed !== f)) continue;
      for (const value of listing.values[FACETS[f]]) {
        counts[f].set(value, (counts[f].get(value) ?? 0) + 1);
      }
    }
  }
  return {
    found: sorted(found, words, query.sort, index.day),
    counts: Object.fromEntries(FACETS.map((facet, f) => [facet, counts[f]])),
  };
}

function sorted(found, words, sort, day) {
  if (sort === "ends") {
    const ends = new Map(found.map((listing) => [listing, listedUntil(listing.facts, day) || Infinity]));
    return found.sort((a, b) => ends.get(a) - ends.get(b) || a.place - b.place);
  }
  if (sort === "model") {
    return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.place - b.place));
  }
  if (words.length === 0 || sort === "manufacturer") return found;
  const scores = new Map(found.map((listing) => [listing, score(listing, words)]));
  return found.sort((a, b) => scores.get(b) - scores.get(a) || a.place - b.place);
}

/** Whole names and words count more than beginnings, and those more than middles. */
function score(listing, words) {
  let total = listing.status === "active" ? 0.5 : 0;
  if (listing.name === words.join("")) total += 8;
  for (const word of words) {
    if (listing.haystack.includes(`\n${word}\n`) || listing.parts.includes(` ${word} `)) total += 4;
    else if (listing.haystack.includes(`\n${word}`) || listing.parts.includes(` ${word}`)) total += 2;
    else total += 1;
  }
  return total;
}
