// Words with one typo: an extra, missing or wrong letter, or two swapped ones. A wrong digit is not a
// typo, because it names another product. But people mix up the letter O and zero, and the letters I
// and l and one.

import { fold } from "./spelling.js";

/** Shorter words are one typo away from too many others. */
export const MIN_TYPO_LENGTH = 4;

export const DIGIT = /\p{Nd}/u;
const isLetter = (c) => c !== undefined && c !== "\n" && !DIGIT.test(c);

/**
 * Returns the length of the match at a position of the text: of the word, or of a prefix that is one
 * typo away from it. Returns 0 if neither matches.
 */
export function typoLengthAt(text, at, word) {
  let i = 0;
  while (i < word.length && text[at + i] === word[i]) i++;
  if (i === word.length) return i;
  const typed = isLetter(word[i]), there = isLetter(text[at + i]);
  const goesOn = (from, place) => text.startsWith(word.slice(from), at + place);
  if (typed && goesOn(i + 1, i)) return word.length - 1;
  if (!there) return 0;
  if (goesOn(i, i + 1)) return word.length + 1;
  if (!typed) return 0;
  const swapped = word[i] === text[at + i + 1] && word[i + 1] === text[at + i] && goesOn(i + 2, i + 2);
  return goesOn(i + 1, i + 1) || swapped ? word.length : 0;
}

/** Returns where the words of a text begin once its spaces are removed. */
export function wordStarts(spaced) {
  const starts = [];
  let spaces = 0;
  for (let i = spaced.indexOf(" "); i >= 0; i = spaced.indexOf(" ", i + 1)) {
    spaces++;
    if (spaced[i + 1] !== "\n" && i + 1 < spaced.length) starts.push(i + 1 - spaces);
  }
  return starts;
}

/** Groups of characters that look alike. */
export const LOOKALIKES = ["o0", "il1"];

const lookalikes = new Map(LOOKALIKES.flatMap((all) => [...all].map((c) => [c, all.at(-1)])));

/** Replaces letters by the digits that look like them. */
const asDigits = (folded) => folded.replace(/[oil]/g, (c) => lookalikes.get(c));

/** Returns the range of a listing's haystack that matches a word with at most one typo, or null. */
export function findTypo(listing, word) {
  if (word.length < MIN_TYPO_LENGTH) return null;
  listing.starts ??= wordStarts(listing.spaced);
  listing.digits ??= asDigits(listing.haystack);
  const digits = asDigits(word);
  for (const start of listing.starts) {
    const length = listing.digits.startsWith(digits, start) ? word.length : typoLengthAt(listing.haystack, start, word);
    if (length > 0) return { start, end: start + length };
  }
  return null;
}

/** Returns the words in a range of a listing's haystack, as its texts write them. */
export function wordsAt(texts, { start, end }) {
  const list = [];
  let from = 0;
  for (const text of texts) {
    for (const word of text.split(/\s+/)) {
      const to = from + fold(word).length;
      if (from < end && to > start) list.push(word);
      from = to;
    }
    from++; // the end of a text
  }
  return list.join(" ");
}
