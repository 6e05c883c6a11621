// Words with one typo: a letter too many, left out, another, or two swapped.
// A digit is never a typo: another digit is another product.

/** Shorter words are near to everything. */
export const NEAR_LENGTH = 4;

const DIGIT = /\p{Nd}/u;
const isLetter = (c) => c !== undefined && c !== "\n" && !DIGIT.test(c);

/** Whether the text has, at a place, the word or the beginning of one that is a typo away. */
export function nearAt(text, at, word) {
  let i = 0;
  while (i < word.length && text[at + i] === word[i]) i++;
  if (i === word.length) return true;
  const typed = isLetter(word[i]), there = isLetter(text[at + i]);
  const goesOn = (from, place) => text.startsWith(word.slice(from), at + place);
  if (typed && goesOn(i + 1, i)) return true;
  if (!there) return false;
  if (goesOn(i, i + 1)) return true;
  if (!typed) return false;
  return goesOn(i + 1, i + 1) ||
    (word[i] === text[at + i + 1] && word[i + 1] === text[at + i] && goesOn(i + 2, i + 2));
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

/** Where in a listing a word or its like begins: the place in its haystack, or -1. */
export function findNear(listing, word) {
  if (word.length < NEAR_LENGTH) return -1;
  listing.starts ??= wordStarts(listing.spaced);
  for (const start of listing.starts) {
    if (nearAt(listing.haystack, start, word)) return start;
  }
  return -1;
}

/** The words of the listing from a place on that are as long as what was typed. */
export function wordsAt(listing, start, length) {
  const list = [];
  let letters = 0, from = 0;
  for (const token of listing.spaced.split(" ")) {
    if (token === "\n" && list.length > 0) break;
    if (from >= start && letters + 1 < length && token && token !== "\n") {
      list.push(token);
      letters += token.length;
    }
    from += token.length;
  }
  return list.join(" ");
}
