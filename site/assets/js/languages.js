// On pages with examples in several languages: the reader chooses one, and the browser remembers it.
// Without this module all examples are shown.

const STORE = "opencec-language";

/** The remembered language, or null; storage may be disabled. */
function remembered() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function remember(language) {
  try {
    localStorage.setItem(STORE, language);
  } catch {
    // The choice then lasts only for this page.
  }
}

const variants = (group) => [...group.querySelectorAll(".example[data-language]")];
const groups = [...document.querySelectorAll(".examples")].filter((group) => variants(group).length > 1);

/** Shows the examples in a language; a group that lacks it shows its first. */
function show(language) {
  for (const group of groups) {
    const all = variants(group);
    const chosen = all.find((example) => example.dataset.language === language) ?? all[0];
    for (const example of all) example.hidden = example !== chosen;
    for (const button of group.querySelectorAll(".languages button")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === chosen.dataset.language));
    }
  }
}

/** Chooses a language for all groups, while the button stays where it is on the screen. */
function choose(button) {
  const before = button.getBoundingClientRect().top;
  remember(button.dataset.language);
  show(button.dataset.language);
  window.scrollBy({ top: button.getBoundingClientRect().top - before, behavior: "instant" });
}

function choiceOf(group) {
  const choice = document.createElement("div");
  choice.className = "languages";
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", "Language");
  for (const { dataset } of variants(group)) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.language = dataset.language;
    button.textContent = dataset.name;
    button.addEventListener("click", () => choose(button));
    choice.append(button);
  }
  return choice;
}

for (const group of groups) group.prepend(choiceOf(group));
show(remembered());
// The target of the address has moved.
document.querySelector(":target")?.scrollIntoView({ behavior: "instant" });
