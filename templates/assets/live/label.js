// @ts-check
// The banner's label says so when there has been no news for long, or when nobody could be asked.

import { one } from "./dom.js";
import { now } from "./get.js";
import { story } from "./page.js";
import { clock, say, settings } from "./settings.js";

/**
 * @param {number} failures
 * @param {number} checked when the host last answered, by its clock
 */
export function showLabel(failures, checked) {
  const label = one(".banner-label", story);
  if (!label) return;
  const { at, status, zone } = story.dataset;
  const last = Date.parse(/** @type {string} */ (at));
  const isStale = status === "live" && now() - last > 1000 * settings.stale;
  const quiet = failures > 2 ? "paused" : isStale ? "stale" : "";
  const time = failures > 2 ? clock(checked) : clock(last, zone);
  const { dataset } = label;
  dataset.own ??= /** @type {string} */ (label.textContent);
  dataset.quiet = quiet;
  label.textContent = quiet ? say(quiet, { time }) : dataset.own;
}
