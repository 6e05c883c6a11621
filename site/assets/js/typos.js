// Words with one typo: a letter too many, left out, another, or two swapped.
// A digit is never a typo: another digit is another product. But people write the letter
// O for a zero, and I or l for a one, and the other way round.

import { fold } from "./spelling.js";

/** Shorter words are near to everything. */
export const MIN_TYPO_LENGTH = 4;

export const DIGIT = /\p{Nd}/u;
const isLetter = (c) => c !== undefined && c !== "\n" && !DIGIT.test(c);

/**
 * The length of the word, or of the beginning of one that is a typo away, that the text
 * has at a place; 0 where it has neither.
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

/** Where words begin in a text without its spaces. */
export function wordStarts(spaced) {
  const starts = [];
  let spaces = 0;
  for (let i = spaced.indexOf(" "); i >= 0; i = spaced.indexOf(" ", i + 1)) {
    spaces++;
    if (spaced[i + 1] !== "\n" && i + 1 < spaced.length) starts.push(i + 1 - spaces);
  }
  return starts;
}

/** Characters that are taken for one another. */
export const LOOKALIKES = ["o0", "il1"];

const lookalikes = new Map(LOOKALIKES.flatMap((all) => [...all].map((c) => [c, all.at(-1)])));

/** A folded text with digits in place of the letters that look like them. */
const asDigits = (folded) => folded.replace(/[oil]/g, (c) => lookalikes.get(c));

/** From where to where a listing's haystack has a word or its like; null where it has none. */
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

/** The words from one place of a listing's haystack to another, as its texts write them. */
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
