// On pages with the search in the masthead: the key "/" moves to it. The home page and the list of
// listings, which have searches of their own, explain the key and let people turn it off.

import { addShortcut } from "./shortcut.js";

const field = document.querySelector(".masthead input[type=search]");
if (field) addShortcut(field);
