// What every page does. The scripts of pages that do more import it first.

import "./today.js";
import "./compare_selection.js";
import "./copy.js";
import "./masthead.js";
