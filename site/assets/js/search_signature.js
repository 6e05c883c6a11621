// Which blocks of the index may contain a word. A signature is a Bloom filter of the trigrams in the
// folded texts of a block. search_signature.go has the same code.

import { LOOKALIKES } from "./typos.js";

const PRIME = 0x9e3779b1;

export function readSignature(base64) {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

/** Returns whether all trigrams of a folded text are in the signature. */
export function mayContain(signature, folded) {
  const letters = [...folded].map((c) => c.codePointAt(0));
  for (let i = 0; i + 3 <= letters.length; i++) {
    if (!hasTrigram(signature, letters[i], letters[i + 1], letters[i + 2])) return false;
  }
  return true;
}

function hasTrigram(signature, a, b, c) {
  let hash = Math.imul(a, PRIME);
  hash = Math.imul(hash + b, PRIME);
  hash = Math.imul(hash + c, PRIME);
  const bit = (hash ^ (hash >>> 15)) & (signature.length * 8 - 1);
  return (signature[bit >> 3] & (1 << (bit & 7))) !== 0;
}

/** The same for a text in which characters may replace others that look alike. */
export function mayContainLookalike(signature, folded) {
  const letters = [...folded].map((c) => [...(LOOKALIKES.find((all) => all.includes(c)) ?? c)].map((like) => like.codePointAt(0)));
  for (let i = 0; i + 3 <= letters.length; i++) {
    const [first, second, third] = letters.slice(i, i + 3);
    if (!first.some((a) => second.some((b) => third.some((c) => hasTrigram(signature, a, b, c))))) return false;
  }
  return true;
}

/** The same for a word that may have one typo, which touches two letters at most. */
export function mayContainTypo(signature, word) {
  const letters = [...word];
  return letters.some((_, i) =>
    mayContain(signature, letters.slice(0, i).join("")) && mayContain(signature, letters.slice(i + 2).join("")));
}
