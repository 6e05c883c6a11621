// Helpers for modules that make parts of pages.

const NOTICE_DELAY = 300; // milliseconds before a page says that it waits for an answer
const TYPING_PAUSE = 700; // milliseconds without typing after which results are announced

/** Makes an element with a class, or "" for none, and its children. */
export function element(name, className, ...children) {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

/** Returns a function that puts a text into a live region, for screen readers, after a pause in which no other text comes. */
export function announcer(region) {
  let waiting;
  return (text) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { region.textContent = text; }, TYPING_PAUSE);
  };
}

/** Awaits an answer. Calls say when that takes longer than a moment, unless the signal was aborted. */
export async function awaitWithNotice(answer, signal, say) {
  const waiting = setTimeout(() => { if (!signal.aborted) say(); }, NOTICE_DELAY);
  try {
    return await answer;
  } finally {
    clearTimeout(waiting);
  }
}
