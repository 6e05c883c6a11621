// "/" moves to the search. Whoever is disturbed by it, because they speak to their
// computer, can turn it off; the browser remembers.

const OFF = "search-shortcut-off";
const saved = {
  get off() { try { return localStorage.getItem(OFF) !== null; } catch { return false; } },
  set off(value) { try { value ? localStorage.setItem(OFF, "") : localStorage.removeItem(OFF); } catch { /* not kept */ } },
};

/** Makes "/" move to the field; hint is the element that tells of it, where there is one. */
export function addShortcut(field, hint) {
  let off = saved.off;
  if (hint) {
    const toggle = hint.querySelector("button");
    const show = () => {
      hint.querySelector("[data-on]").hidden = off;
      toggle.textContent = off ? "Let / move to the search" : "Turn this off";
    };
    toggle.addEventListener("click", () => {
      saved.off = off = !off;
      show();
    });
    show();
    hint.dataset.ready = "";
  }
  document.addEventListener("keydown", (event) => {
    if (off || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}
