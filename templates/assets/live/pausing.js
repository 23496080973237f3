// @ts-check
// The button that pauses, and what it remembers.

import { all } from "./dom.js";
import { isPaused, look, pause } from "./poll.js";

const KEY = "livegen-paused";
try {
  pause(!!localStorage.getItem(KEY));
} catch {
  // a browser may forbid storage: then it holds for this page
}

/** Show the buttons, or hide them where nothing is to be paused.
 * @param {boolean} use */
export function showButtons(use) {
  for (const button of all('[data-action="pause"]')) {
    button.hidden = !use;
    button.ariaPressed = String(isPaused);
    button.onclick = toggle;
  }
}

function toggle() {
  pause(!isPaused);
  showButtons(true);
  look();
  try {
    localStorage.setItem(KEY, isPaused ? "1" : "");
  } catch {
    // as above
  }
}
