// The same as Fold in the Go package spelling: texts that differ only in case, accents, spacing,
// punctuation and invisible characters are equal after folding.

const PLAIN = /^[\x20-\x7e]*$/;

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Removes invisible characters: zero-width spaces, soft hyphens, direction marks. */
export const stripInvisible = (text) => (PLAIN.test(text) ? text : text.replace(INVISIBLE, ""));

/** Folds the words of a text, and separates them by single spaces. */
export function foldWords(text) {
  if (PLAIN.test(text)) return text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  let folded = "";
  for (const letter of stripInvisible(text).normalize("NFKD")) {
    if (/[\p{L}\p{Nd}]/u.test(letter)) folded += lower(letter);
    else if (!/\p{M}/u.test(letter)) folded += " "; // accents do not divide words
  }
  return folded.replace(/ +/g, " ").trim();
}

export const fold = (text) => foldWords(text).replaceAll(" ", "");

// Lower case of one letter is one letter, as in Go.
function lower(letter) {
  const small = letter.toLowerCase();
  return [...small].length === 1 ? small : letter;
}
