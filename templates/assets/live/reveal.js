// @ts-check
// What waits behind the pill comes forward when the reader asks for it.

import { one } from "./dom.js";
import { admit } from "./list.js";
import { proclaim } from "./merge.js";
import { isOldestFirst } from "./page.js";
import { showCount } from "./pill.js";
import { tell } from "./tell.js";

/** Let in what waits, and lead the reader to it. */
export function reveal() {
  const fresh = admit();
  showCount(0);
  const [first] = fresh;
  if (!first) return;
  const top = isOldestFirst() ? first : one("#updates");
  top?.scrollIntoView(); // as smoothly as the style sheet has it
  first.tabIndex = -1;
  first.focus({ preventScroll: true });
  tell("shown_updates", fresh.length);
  proclaim(fresh);
}
