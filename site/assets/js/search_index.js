// The search index: loads the parts that a query needs, and turns their rows into listings.
// search_index.go and search_block.go describe the files.

import { fold, foldWords, stripInvisible } from "./spelling.js";
import { MIN_TYPO_LENGTH } from "./typos.js";
import { forEachChunked } from "./chunked.js";
import { mayContain, mayContainLookalike, mayContainTypo, readSignature } from "./search_signature.js";
import { certifiedOn, statusOn } from "./status.js";

/** The facets, by their names in an address. */
export const FACETS = ["status", "device_class", "entity_type", "test_profile", "csip_aus_version", "deployment", "certified", "manufacturer"];

/** Facets that do not change with the day, so that the index can rule out blocks by them. */
const DAY_INDEPENDENT = ["device_class", "entity_type", "test_profile", "csip_aus_version", "deployment"];

const heads = new Map(); // promises of indexes, by the addresses of their heads

async function getJSON(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

/** Loads an address once. After a failure the next call tries again. */
function once(loading, address, load) {
  if (!loading.has(address)) {
    loading.set(address, load().catch((error) => {
      loading.delete(address);
      throw error;
    }));
  }
  return loading.get(address);
}

/** Loads the head of the index. */
export const loadIndex = (address, day, cache = "default") =>
  once(heads, address, async () => makeIndex(await getJSON(address, { cache }), day));

/**
 * Calls use with the index. If use fails, the site may have been replaced while the page is open, so
 * that a part is gone: then it loads the new index and calls use again.
 */
export async function withIndex(address, day, use) {
  const index = await loadIndex(address, day);
  try {
    return await use(index);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    heads.delete(address);
    return use(await loadIndex(address, day, "reload"));
  }
}

/** Copies an object without its prototype, so that names in an address find only own properties. */
const withoutPrototype = (object) => Object.assign(Object.create(null), object);

function makeIndex(head, day) {
  const facets = {
    ...head.facets,
    manufacturer: head.manufacturers.map(([id, name]) => [id, name]),
    certified: [["true", "Yes"], ["false", "No"]],
  };
  const positions = {};
  for (const facet of FACETS) positions[facet] = new Map(facets[facet].map(([id], at) => [id, at]));
  const manufacturers = head.manufacturers.map(([id, name, ...others]) => ({ id, name, names: others, folded: others.map(foldWords) }));
  let place = 0;
  const blocks = head.blocks.map((block) => {
    const made = { ...block, attributes: withoutPrototype(block.attributes), place, signature: readSignature(block.signature), listings: null };
    place += block.count;
    return made;
  });
  const loading = new Map(); // promises of blocks and attributes, by their addresses
  return { day, hasCertificates: head.certificates, facets, positions, manufacturers, blocks, loading, attributes: withoutPrototype(head.attributes), shortNames: head.short_names };
}

/** The words of a query as typed, without those that fold to nothing. */
export const typedWords = (query) => stripInvisible(query.text).split(/\s+/).filter(fold);

/** The folded words of a query. */
export const wordsOf = (query) => typedWords(query).map(fold);

/** Whether a query's words are too short to rule out any block of a large index. */
export function isBroad(index, query) {
  const words = wordsOf(query);
  return index.blocks.length > 1 && words.length > 0 && words.every((word) => [...word].length < 3);
}

/**
 * Returns the blocks that may match a query; near allows typos. partial has the facets whose own
 * selection ruled out a block, so that their counts are incomplete.
 */
export function blocksFor(index, query, near) {
  const words = wordsOf(query);
  const classes = filterClasses(query);
  const partial = new Set();
  const blocks = index.blocks.filter((block) => {
    const has = (word) => mayContain(block.signature, word) ||
      (near && word.length >= MIN_TYPO_LENGTH && (mayContainTypo(block.signature, word) || mayContainLookalike(block.signature, word)));
    if (!words.every(has) || !classes.every((c) => block.attributes[c])) return false;
    if (block.listings || index.blocks.length === 1) return true; // it is loaded already, and makes counts complete
    const missed = FACETS.filter((facet) => !blockHas(index, block, facet, query.facets[facet] ?? []));
    if (missed.length === 1) partial.add(missed[0]);
    return missed.length === 0;
  });
  return { blocks, partial };
}

function blockHas(index, block, facet, chosen) {
  if (chosen.length === 0) return true;
  const places = chosen.map((id) => index.positions[facet].get(id));
  if (facet === "manufacturer") {
    const [first, last] = block.manufacturers;
    return places.some((at) => at >= first && at <= last);
  }
  return !DAY_INDEPENDENT.includes(facet) || places.some((at) => block.values[facet].includes(at));
}

/** Splits "bess.capacity" into the device class and the rest. */
export function splitField(field) {
  const dot = field.indexOf(".");
  if (dot < 0) return ["", field];
  return [field.slice(0, dot), field.slice(dot + 1)];
}

/** The device classes of the attributes in a query's filters. */
export function filterClasses(query) {
  const fields = [...Object.keys(query.ranges), ...Object.keys(query.words)];
  return [...new Set(fields.map((field) => splitField(field)[0]))];
}

/** The device classes whose attributes are offered as filters: those in the query, or the only one of the register. */
export function relevantClasses(index, query) {
  const all = index.facets.device_class.map(([id]) => id);
  const chosen = all.length === 1 ? all : [...(query.facets.device_class ?? []), ...filterClasses(query)];
  return [...new Set(chosen)].filter((name) => index.attributes[name]);
}

/** Preloads what nearly every search needs. */
export async function prepare(address, day) {
  try {
    const index = await loadIndex(address, day);
    if (index.blocks.length === 1) await loadBlocks(index, index.blocks, []);
  } catch { /* the search will report it */ }
}

/** Loads blocks, and their attributes of some device classes. */
export async function loadBlocks(index, blocks, classes) {
  await Promise.all(blocks.map(async (block) => {
    block.listings ??= await once(index.loading, block.address, async () => decode(index, block, await getJSON(block.address)));
    await Promise.all(classes.map((name) => loadAttributes(index, block, name)));
  }));
}

async function loadAttributes(index, block, name) {
  const address = block.attributes[name];
  if (address) await once(index.loading, address, async () => addAttributes(block, name, await getJSON(address)));
}

function addAttributes(block, name, { places, values }) {
  for (const [field, column] of Object.entries(values)) {
    places.forEach((place, i) => {
      if (column[i] !== null) (block.listings[place].attributes ??= {})[`${name}.${field}`] = column[i];
    });
  }
}

const sharedLists = [];

/** A list of one position, shared by all listings to save memory. */
const sharedList = (position) => (sharedLists[position] ??= [position]);

/** The texts in which the search finds a listing, in the order of its haystack. */
export function textsOf({ manufacturer, model, brand, series, others }) {
  return [`${manufacturer.name} ${model}`, ...manufacturer.names, ...[brand, series, ...others].filter(Boolean)];
}

/** Turns the rows of a block into listings. */
async function decode(index, block, raw) {
  const { manufacturers, day } = index;
  const status = index.positions.status;
  const listings = [];
  await forEachChunked(raw.listings, null, (row, i) => {
    const [manufacturerAt, slug, model, brand, series, type, classes, deployment, version, profiles, sample, others, facts] = row;
    const manufacturer = manufacturers[manufacturerAt];
    const texts = [foldWords(`${manufacturer.name} ${model}`), ...manufacturer.folded];
    for (const text of [brand, series, ...others]) if (text) texts.push(foldWords(text));
    const spaced = ` ${texts.join(" \n ")} `;
    const state = statusOn(facts, day);
    listings.push({
      place: block.place + i, facts, model, brand, series, others, type, classes, sample: sample === 1,
      manufacturer, path: `listings/${manufacturer.id}/${slug}/`, status: state,
      name: fold(model), spaced, haystack: spaced.replaceAll(" ", ""),
      // In the order of FACETS, as positions in their vocabularies.
      values: [
        sharedList(status.get(state)), classes, sharedList(type), raw.profiles[profiles], version, deployment,
        sharedList(certifiedOn(facts, day) ? 0 : 1), sharedList(manufacturerAt),
      ],
    });
  });
  return listings;
}
