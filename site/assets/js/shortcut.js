// The key "/" moves to the search. People whom it disturbs, such as users of speech input, can turn it
// off; the browser remembers that.

const OFF = "search-shortcut-off";
const saved = {
  get off() { try { return localStorage.getItem(OFF) !== null; } catch { return false; } },
  set off(value) { try { value ? localStorage.setItem(OFF, "") : localStorage.removeItem(OFF); } catch { /* not kept */ } },
};

/** Makes "/" move to the field. hint is the element that explains it, if there is one. */
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
