// Which blocks of the index can have a word. The same is in search_signature.go:
// a signature is a set of bits, one for the hash of each trigram that the folded
// texts of a block have.

const PRIME = 0x9e3779b1;

export function readSignature(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** Whether all trigrams of a folded text are in the signature. */
export function canHave(signature, folded) {
  const letters = [...folded].map((c) => c.codePointAt(0));
  for (let i = 0; i + 3 <= letters.length; i++) {
    let hash = Math.imul(letters[i], PRIME);
    hash = Math.imul(hash + letters[i + 1], PRIME);
    hash = Math.imul(hash + letters[i + 2], PRIME);
    const bit = (hash ^ (hash >>> 15)) & (signature.length * 8 - 1);
    if (!(signature[bit >> 3] & (1 << (bit & 7)))) return false;
  }
  return true;
}

/** The same for a word that may have one typo, which touches two letters at most. */
export function canHaveNear(signature, word) {
  const letters = [...word];
  return letters.some((_, i) =>
    canHave(signature, letters.slice(0, i).join("")) && canHave(signature, letters.slice(i + 2).join("")));
}
