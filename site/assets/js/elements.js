// What the modules that make parts of pages share.

const NOTICE_DELAY = 300; // milliseconds before a page says that it waits for an answer
const TYPING_PAUSE = 700; // milliseconds without typing after which results are announced

/** An element with a class, or "" for none, and what is in it. */
export function element(name, className, ...children) {
  const e = document.createElement(name);
  if (className) e.className = className;
  e.append(...children);
  return e;
}

/** A function that has a text read out by a live region, once no other text has come for a while. */
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
