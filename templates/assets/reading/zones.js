// @ts-check
// Times as they are where the reader is, if the reader wishes; else as they were there.

import { all, always, button, keep, kept, settings } from "./page.js";

export function offerZones() {
  const toggle = button("zone");
  if (!toggle) return;
  let mine = Boolean(kept("zone"));

  const show = () => {
    const times = /** @type {HTMLTimeElement[]} */ (all("main time[datetime*=T]"));
    // Where all clocks agree there is nothing to choose.
    toggle.hidden = times.every((time) => time.dateTime.startsWith(here(time)));
    toggle.ariaPressed = `${mine}`;
    for (const time of times) {
      const there = (time.dataset.there ??= time.textContent ?? "");
      const shown = mine && !toggle.hidden ? translated(time, there) : there;
      if (time.textContent !== shown) time.textContent = shown;
    }
  };
  toggle.addEventListener("click", () => {
    mine = !mine;
    keep("zone", mine ? "mine" : "");
    show();
  });
  always(show);
}

/** Return the time on the reader's own clock; Swedes write it as ISO 8601 does, but for the T.
 * @param {HTMLTimeElement} time */
function here(time) {
  return new Date(time.dateTime).toLocaleString("sv").slice(0, 16).replace(" ", "T");
}

/** Return a time with its day if that is printed, or is another one here.
 * @param {HTMLTimeElement} time
 * @param {string} there */
function translated(time, there) {
  // The last word is the zone; before it a clock alone has two numbers.
  const hasDay = /(\p{Nd}+\P{Nd}+){3}.*\s/su.test(there);
  const isSameDay = here(time).startsWith(time.dateTime.slice(0, 10));
  return new Date(time.dateTime).toLocaleString(settings.language, {
    ...(hasDay || !isSameDay ? { year: "numeric", month: "short", day: "numeric" } : {}),
    hour: "numeric",
    minute: "numeric",
    timeZoneName: "short",
    hourCycle: settings.hours,
  });
}
