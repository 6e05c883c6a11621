// The same as Fold in the Go package register: case, accents, spacing and
// punctuation do not count.

const PLAIN = /^[\x20-\x7e]*$/;

export function fold(name) {
  if (PLAIN.test(name)) return name.toLowerCase().replace(/[^a-z0-9]+/g, "");
  let folded = "";
  for (const letter of name.normalize("NFKD")) {
    if (/[\p{L}\p{Nd}]/u.test(letter)) folded += lower(letter);
  }
  return folded;
}

// Lower case of one letter is one letter, as in Go.
function lower(letter) {
  const small = letter.toLowerCase();
  return [...small].length === 1 ? small : letter;
}
