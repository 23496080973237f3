// @ts-check
// The reader: what they are at, and where they are.

import { all } from "./dom.js";

const SEEN = "main :is(h2, h3, p, li)";

/** True while something in an element has the focus, is selected or plays.
 * @param {HTMLElement} element */
export function isInUse(element) {
  const focused = document.activeElement;
  const selection = /** @type {Selection} */ (getSelection());
  const media = /** @type {HTMLMediaElement[]} */ (all("video, audio", element));
  return (
    (focused !== element && element.contains(focused)) ||
    (!selection.isCollapsed && selection.containsNode(element, true)) ||
    media.some(({ paused }) => !paused)
  );
}

/** Do something when the reader may have left what they were at.
 * @param {() => void} act */
export function onLeaving(act) {
  for (const type of ["focusout", "selectionchange", "pause"]) {
    addEventListener(type, () => setTimeout(act), true);
  }
}

/** Change the page; what the reader sees stays where it is.
 * @param {() => void} change */
export function steadily(change) {
  const isAnchored = !scrollY || CSS.supports("overflow-anchor", "auto");
  const seen = isAnchored ? undefined : all(SEEN).find((element) => topOf(element) > 0);
  const before = topOf(seen);
  change();
  if (seen?.isConnected) scrollBy({ top: topOf(seen) - before, behavior: "instant" });
}

/** @param {HTMLElement} [element] */
function topOf(element) {
  return element?.getBoundingClientRect().top ?? 0;
}
