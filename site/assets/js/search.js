// Searches in the search index.

import { fold } from "./spelling.js";
import { blocksFor, FACETS, filterClasses, loadBlocks, splitField, textsOf, typedWords, wordsOf } from "./search_index.js";
import { DIGIT, findTypo, wordsAt } from "./typos.js";
import { forEachChunked } from "./chunked.js";
import { mayContain } from "./search_signature.js";
import { listedUntil } from "./status.js";

const MAX_ALTERNATIVES = 3; // queries that are offered if a query finds nothing
const MIN_PREFIX = 3; // letters; shorter prefixes match too much
const MAX_EXTRA_BLOCKS = 2; // blocks that are loaded only to find alternatives

/** A query without words and filters. */
export const emptyQuery = () => ({ text: "", facets: {}, ranges: {}, words: {}, sort: "", page: 1 });

/**
 * Returns the listings that have every word of query.text and match its filters, in order (found); the
 * number of results for each value of a facet (counts, incomplete for the facets in partial); if no
 * listing has the words as typed, pairs of a typed word and the one that was searched instead
 * (understood); and if so, or if nothing is found, alternative queries. shown are device classes whose
 * attributes need counts too. Aborting the signal ends the search.
 */
export async function search(index, query, shown = [], signal = null) {
  const words = wordsOf(query);
  const classes = [...new Set([...filterClasses(query), ...sortClass(index, query), ...shown])];
  let { blocks, partial } = blocksFor(index, query, false);
  await loadBlocks(index, blocks, classes);
  let named = await matchingListings(blocks, words, false, signal);
  let near = false;
  if (named.length === 0 && words.length > 0 && partial.size === 0) {
    ({ blocks, partial } = blocksFor(index, query, true));
    await loadBlocks(index, blocks, classes);
    named = await matchingListings(blocks, words, true, signal);
    near = named.length > 0;
  }
  const { found: unsorted, counts } = await applyFilters(index, query, named, shown, signal);
  const found = await sortListings(unsorted, words, query.sort, index.day, signal);
  const understood = near ? correctionsOf(found[0] ?? named[0], query) : [];
  const alternatives = found.length === 0 ? await findAlternatives(index, query, signal)
    : await findPrefixAlternatives(index, query, understood, named.length, signal);
  return { found, counts, partial, understood, alternatives };
}

/** The listings of loaded blocks that have every word; near allows typos. */
async function matchingListings(blocks, words, near, signal) {
  signal?.throwIfAborted();
  const has = (l, word) => l.haystack.includes(word) || (near && findTypo(l, word));
  const named = [];
  await forEachChunked(blocks.flatMap((block) => block.listings), signal, (l) => { if (words.every((word) => has(l, word))) named.push(l); });
  return named;
}

/** The fields to count: name, ids of values, positions of the selected values, and a function that returns the positions of a listing's values. */
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

async function applyFilters(index, query, listings, shown, signal) {
  const fields = countedFields(index, query, shown);
  const known = new Set(fields.map(({ name }) => name));
  const impossible = Object.keys(query.words).some((field) => !known.has(field));
  const ranges = Object.entries(query.ranges);
  const counts = fields.map(({ ids }) => new Array(ids.length).fill(0));
  const found = [];
  await forEachChunked(impossible ? [] : listings, signal, (listing) => {
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
    // The selection in a facet does not limit the facet's own counts.
    for (let f = misses === 1 ? missed : 0; f < (misses === 1 ? missed + 1 : fields.length); f++) {
      for (const at of fields[f].of(listing)) counts[f][at]++;
    }
  });
  const named = fields.map(({ name, ids }, f) => [name, new Map(ids.map((id, at) => [id, counts[f][at]]))]);
  return { found, counts: Object.fromEntries(named) };
}

const isWithin = (value, { gte, lte }) =>
  value !== undefined && (gte === undefined || value >= gte) && (lte === undefined || value <= lte);

/** Pairs of a typed word that no listing has, and the words of the best listing that match it. */
function correctionsOf(listing, query) {
  const near = typedWords(query).map((typed) => [typed, fold(typed)]).filter(([, word]) => !listing.haystack.includes(word));
  return near.map(([typed, word]) => [typed, wordsAt(textsOf(listing), findTypo(listing, word))]);
}

/**
 * Returns alternatives to a query that finds nothing, with their numbers of results: the query without
 * its filters; or with one word shortened to its longest known prefix, or left out. Alternatives
 * much shorter than the query are dropped.
 */
async function findAlternatives(index, query, signal) {
  const typed = typedWords(query);
  if (typed.length === 0) return [];
  const count = isFiltered(query) ? await countUnfiltered(index, query, signal) : 0;
  if (count > 0) return [{ text: query.text.trim(), count, unfiltered: true }];
  const alternatives = [];
  for (const at of typed.keys()) {
    const { text, count } = await shortenWord(index, typed, at, signal);
    if (count > 0 && !alternatives.some((other) => other.text === text)) alternatives.push({ text, count });
  }
  alternatives.sort((x, y) => y.text.length - x.text.length);
  return alternatives.filter(({ text }) => 2 * text.length >= alternatives[0].text.length).slice(0, MAX_ALTERNATIVES);
}

const isFiltered = (query) => filterClasses(query).length > 0 || Object.values(query.facets).some((chosen) => chosen.length > 0);

/** The number of listings that match the words of a query without its filters; 0 if that needs too many blocks. */
async function countUnfiltered(index, query, signal) {
  const whole = { ...emptyQuery(), text: query.text };
  for (const near of [false, true]) {
    const { blocks } = blocksFor(index, whole, near);
    if (!await loadFewBlocks(index, blocks)) return 0;
    const named = await matchingListings(blocks, wordsOf(whole), near, signal);
    if (named.length > 0) return named.length;
  }
  return 0;
}

/** Loads blocks for alternatives. Returns false, without loading, if they are too many. */
async function loadFewBlocks(index, blocks) {
  if (blocks.filter(({ listings }) => !listings).length > MAX_EXTRA_BLOCKS) return false;
  await loadBlocks(index, blocks, []);
  return true;
}

/**
 * Returns alternatives with the prefixes of misspelt words that have a digit: the closest model may be
 * another product than the range that the user meant.
 */
async function findPrefixAlternatives(index, query, understood, named, signal) {
  const typed = typedWords(query);
  const alternatives = [];
  for (const [word] of understood) {
    if (!DIGIT.test(word)) continue;
    const { text, length, count } = await shortenWord(index, typed, typed.indexOf(word), signal);
    if (length > 0 && count > named) alternatives.push({ text, count });
  }
  return alternatives;
}

/** Returns the query with one word shortened to its longest known prefix, or without the word; the length of the prefix; and the number of results. */
async function shortenWord(index, typed, at, signal) {
  const others = typed.toSpliced(at, 1);
  const { length, count } = await longestPrefix(index, fold(typed[at]), others.map(fold), signal);
  const text = typed.with(at, prefixOf(typed[at], length)).filter(Boolean).join(" ");
  return { text, length, count };
}

/** Returns the length of the longest prefix of a word in listings that have all other words, and the number of those listings. */
async function longestPrefix(index, word, others, signal) {
  const least = Math.max(MIN_PREFIX, Math.ceil(word.length / 2));
  let length = 0, count = 0;
  await forEachChunked(await prefixCandidates(index, word.slice(0, least), others), signal, ({ haystack }) => {
    if (!others.every((other) => haystack.includes(other)) || !haystack.includes(word.slice(0, length))) return;
    let has = length;
    for (let n = Math.max(length + 1, least); n < word.length && haystack.includes(word.slice(0, n)); n++) has = n;
    if (has > length) [length, count] = [has, 0];
    if (has > 0 || others.length > 0) count++;
  });
  return { length, count };
}

/** The listings of the blocks that may match an alternative; none if that needs too many blocks. */
async function prefixCandidates(index, beginning, others) {
  const words = others.length > 0 ? others : [beginning];
  const blocks = index.blocks.filter(({ signature }) => words.every((word) => mayContain(signature, word)));
  return await loadFewBlocks(index, blocks) ? blocks.flatMap(({ listings }) => listings) : [];
}

/** The prefix of a typed word that folds to length letters. */
function prefixOf(typed, length) {
  let end = 0;
  while (fold(typed.slice(0, end)).length < length) end++;
  return typed.slice(0, end);
}

function sortClass(index, { sort }) {
  const [name] = splitField(sort.replace(/^-/, ""));
  return index.attributes[name] ? [name] : [];
}

/** Sorts listings. Those without a value come last; equal ones keep the order of lists. */
async function sortListings(found, words, sort, day, signal) {
  const by = async (value, sign = 1) => {
    const groups = new Map(); // of listings, by their value
    await forEachChunked(found, signal, (listing) => {
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

/** Scores a match: whole names and words count more than prefixes, and prefixes more than other matches. */
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
