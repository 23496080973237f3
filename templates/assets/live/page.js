// @ts-check
// A story's page: this one, and others of the story as they come from the host.

import { all, one } from "./dom.js";

/** @typedef {[id: string, rev: string]} Entry */

/**
 * What is to be true of a page.
 * @typedef {object} News
 * @property {string} [at]
 * @property {string} [theme]
 * @property {string} [state]
 * @property {string | null} [ids] digest of the archive's list
 * @property {Entry[]} [u] the updates of the newest page, in display order
 * @property {Record<string, string | null>} [head] digest of each part
 * @property {Record<string, string>} [parts] those that came along
 * @property {Map<string, HTMLElement>} along updates that came along
 * @property {HTMLElement} [whole] the story on the page that all this comes from
 */

export const story = /** @type {HTMLElement} */ (one("article.story"));
/** The number of an archive page; 0 on the newest. */
export const archive = +(story.dataset.archive ?? 0);
const newest = new URL(archive ? "../../" : ".", location.href).pathname;

/** Return the address of a page of the archive; 0 is the newest page. @param {number} page */
export function address(page) {
  return page ? newest + "p/" + page + "/" : newest;
}

/** Return the list of updates. */
export function days() {
  return one(".days", story);
}

/** True if new updates stand at the foot of the list. */
export function isOldestFirst() {
  return days()?.dataset.order === "oldest";
}

/** Return the updates on a page by id, in display order. @param {Element} [page] */
export function updates(page = story) {
  return new Map(all(".days article.update", page).map((update) => [update.id, update]));
}

/**
 * Return what a page says. Throws if it is none of a story, or not all of it.
 * @param {string} html
 * @returns {News}
 */
export function readPage(html) {
  const found = one("article.story", new DOMParser().parseFromString(html, "text/html"));
  if (!found || !html.trimEnd().endsWith("</html>")) throw Error();
  const { dataset } = found;
  const along = updates(found);
  const u = [...along].map(([id, update]) => /** @type {Entry} */ ([id, update.dataset.rev]));
  return { ...dataset, state: dataset.status, u, along, whole: found };
}
