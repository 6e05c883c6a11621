// On pages that have their search in the head: "/" moves to it. The home page and the
// list, which have a search of their own, tell of the key and let it be turned off.

import { addShortcut } from "./shortcut.js";

const field = document.querySelector(".masthead input[type=search]");
if (field) addShortcut(field);
