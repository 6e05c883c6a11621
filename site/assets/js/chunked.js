// Long work in chunks, so that the page stays responsive. A Worker would be an alternative, but the
// pages' trusted types policy does not allow creating one from an address.

const CHUNK_SIZE = 2000; // listings; takes about ten milliseconds

/** Lets the browser handle pending events. */
const yieldToBrowser = () => globalThis.scheduler?.yield?.() ?? new Promise((done) => setTimeout(done));

/**
 * Calls visit with each element of a list and its index, and yields to the browser between chunks. It
 * rejects when the signal is aborted.
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
