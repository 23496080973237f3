// @ts-check
// A line between what is new since the last visit and what was there: remembered here, told nobody.

import { all, always, keep, kept, settings } from "./page.js";

const NAME = `visit:${location.pathname}`;

export function markLastVisit() {
  // Only the newest page of a story has what is new.
  if (!document.querySelector(".h-entry .days")) return;
  const last = Number(kept(NAME));
  if (last) {
    const line = document.createElement("li");
    line.className = "visit-divider";
    line.textContent = settings.words.last_visit;
    always(() => place(line, last));
  }
  const remember = () => keep(NAME, String(Math.max(last, ...updates().map(timeOf))));
  document.addEventListener("visibilitychange", remember);
}

/**
 * Put the line before the first update, in display order, that is not on the side of the one on
 * top; nowhere if all are new, or none.
 * @param {HTMLElement} line
 * @param {number} last
 */
function place(line, last) {
  const items = updates();
  const isNew = items.map((item) => timeOf(item) > last);
  const border = items[isNew.indexOf(!isNew[0])];
  if (border) border.before(line);
  else line.remove();
}

function updates() {
  return all(".days li:has(> .update)");
}

/** @param {HTMLElement} item */
function timeOf(item) {
  return Date.parse(item.querySelector("time")?.dateTime ?? "") || 0;
}
