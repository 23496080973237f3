// @ts-check
// What hangs above the list and takes no room: notices, and whatever else.

import { make } from "./dom.js";
import { say } from "./settings.js";

const over = make("div", { className: "pill-root" });
const notice = make("p", { className: "live-notice", hidden: true });
/** @type {() => Element | null | undefined} */
let below;
let shown = "";

/**
 * Say what all this is to hang above, and what else is to hang there.
 * @param {typeof below} list
 * @param {HTMLElement[]} others
 */
export function hang(list, ...others) {
  over.append(...others, notice);
  below = list;
  stay();
}

/** Hang there still when the list has become another. */
export function stay() {
  if (!over.isConnected) below()?.before(over);
}

/** Show a notice, or none.
 * @param {string} [words] their name; with `theme` the page can be loaded anew */
export function showNotice(words = "") {
  stay();
  if (words === shown) return;
  shown = words;
  notice.hidden = !words;
  notice.textContent = words && say(words);
  if (words !== "theme") return;
  notice.append(" ", make("button", { onclick: () => location.reload() }, say("reload")));
}
