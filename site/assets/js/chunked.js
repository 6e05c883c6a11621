// Long work in pieces, so that a key or a finger is never kept waiting by it. A Worker
// would be the other way, but the pages' policy lets no address become a script's.

const CHUNK_SIZE = 2000; // listings that are looked at in some ten milliseconds

/** Lets the browser do what has come in meanwhile. */
const yieldToBrowser = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

/**
 * Calls visit with each element of a list and its place, with pauses. It stops with an
 * error when the signal says that nobody waits for it any more.
 */
export async function forEachChunked(list, signal, visit) {
  for (let i = 0; i < list.length; i++) {
    if (i > 0 && i % CHUNK_SIZE === 0) {
      await yieldToBrowser();
      signal?.throwIfAborted();
    }
    visit(list[i], i);
  }
}
