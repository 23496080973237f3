// @ts-check
// The pill: how many updates wait, also in the title of the tab.

import { make } from "./dom.js";
import { stay } from "./notice.js";
import { address, archive } from "./page.js";
import { say } from "./settings.js";

const style = { className: "pill", hidden: true, href: address(0) };
/** On an archive page a link to the newest. */
export const pill = make(archive ? "a" : "button", style);
let prefix = "";

/** @param {number} count */
export function showCount(count) {
  stay();
  pill.hidden = !count;
  pill.textContent = say("new_updates", { count });
  const title = document.title.replace(prefix, "");
  prefix = count ? "(" + count + ") " : "";
  document.title = prefix + title;
}
