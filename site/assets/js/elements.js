// What the modules that make parts of pages share.

const PATIENCE = 300; // milliseconds after which it is said that an answer is awaited
const SILENCE = 700; // milliseconds without typing after which results are announced

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
    waiting = setTimeout(() => { region.textContent = text; }, SILENCE);
  };
}

/** Awaits an answer. After a while it is said that it is awaited, unless the signal says that it no longer is. */
export async function awaited(answer, signal, say) {
  const waiting = setTimeout(() => { if (!signal.aborted) say(); }, PATIENCE);
  try {
    return await answer;
  } finally {
    clearTimeout(waiting);
  }
}
