// @ts-check
// What a page tells its scripts: its language, its words, when to ask.

import { one } from "./dom.js";
import { now } from "./get.js";

/**
 * @typedef {Record<string, string | Record<string, string>>} Words plurals by their category
 * @typedef {[age: number, wait: number][]} Schedule seconds since the last news, seconds to wait
 * @typedef {{poll: Schedule, stale: number, language: string, hours?: 'h12' | 'h23', words: Words}}
 *   Settings
 */

/** @type {Settings} */
export const settings = JSON.parse(/** @type {any} */ (one("#live-settings")).textContent);

/**
 * Return words of the theme with their values.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function say(name, values = {}) {
  const { words, language } = settings;
  /** @type {any} */
  const found = words[name];
  const rule = new Intl.PluralRules(language).select(+values.count);
  const form = found[rule] ?? found.other ?? found;
  return String(form).replace(/%\((\w+)\)s/g, (_, key) => values[key].toLocaleString(language));
}

/**
 * Return a moment as the page writes it, with its day if that is not today's.
 * @param {number} moment
 * @param {string} [timeZone] else the reader's
 */
export function clock(moment, timeZone) {
  const { language, hours } = settings;
  const dateStyle = now() - moment > 72e6 ? "medium" : undefined;
  return new Date(moment).toLocaleString(language, {
    dateStyle, timeStyle: "short", timeZone, hourCycle: hours,
  });
}
