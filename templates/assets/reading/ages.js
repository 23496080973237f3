// @ts-check
// How long ago an update was, beside its time: for those in view, by the server's clock.

import { all, always, settings } from "./page.js";

/** In ms. @type {[unit: Intl.RelativeTimeFormatUnit, size: number][]} */
const UNITS = [
  ["day", 864e5],
  ["hour", 36e5],
  ["minute", 6e4],
];
const ages = new Intl.RelativeTimeFormat(settings.language, { style: "short" });

/** What the server's clock is ahead of this one, in ms. */
let ahead = 0;
/** @type {Set<Element>} */
const inView = new Set();

export function tellAges() {
  if (document.querySelector("[data-status=ended]")) return; // a record tells no ages
  const watch = new IntersectionObserver((places) => {
    for (const { target, isIntersecting } of places) {
      inView[isIntersecting ? "add" : "delete"](target);
    }
    write();
  });
  always(() => {
    all(".ago").forEach((place) => watch.observe(place));
    write();
  });
  addEventListener("livegen:clock", (event) => {
    ahead = /** @type {CustomEvent<number>} */ (event).detail;
    write();
  });
  setInterval(write, 6e4);
}

function write() {
  if (document.hidden) return;
  for (const place of inView) {
    const time = place.parentElement?.querySelector("time")?.dateTime ?? "";
    place.textContent = age(Date.now() + ahead - Date.parse(time));
  }
}

/** @param {number} passed */
function age(passed) {
  if (!(passed > -6e4 && passed < 7 * 864e5)) return "";
  const [unit, size] = UNITS.find(([, size]) => passed >= size) ?? UNITS[2];
  return ages.format(-Math.max(1, Math.floor(passed / size)), unit);
}
