// @ts-check
// What lies beside `live.json`, believed only if it is what its name says.

import { make, one } from "./dom.js";
import { Missing, get } from "./get.js";
import { readPage, story } from "./page.js";

/** @typedef {import("./page.js").Entry} Entry */
/** @typedef {import("./page.js").News} News */
/** @typedef {News & {v: number, poll: import("./settings.js").Schedule, count: number}} Manifest */

export const liveUrl = new URL(/** @type {string} */ (story.dataset.live), location.href);

/**
 * Return what `live.json` says. Throws if it does not tell what its version promises.
 * @param {string} text
 * @returns {Manifest}
 */
export function readManifest(text) {
  const said = JSON.parse(text);
  const { v, at, state, u, html = {} } = said;
  /** @type {Manifest["along"]} */
  const along = new Map();
  if (!v || (v === 1 && !(at && (u || state === "ended")))) throw Error();
  for (const [id, rev] of (v === 1 && u) || []) {
    const update = html[id] && readUpdate(html[id], id, rev);
    if (update) along.set(id, update);
  }
  return { ...said, along };
}

/** @type {string | null | undefined} */
let digestOfLists;
/** @type {Entry[][]} */
let lists = [];

/**
 * Return the lists of the archive pages, from the first on.
 * @param {string | null} [digest] none where there is no archive
 */
export async function archiveOf(digest) {
  if (digest === digestOfLists) return lists;
  lists = [...(digest ? JSON.parse(await get(new URL(`ids.${digest}.json`, liveUrl))) : [])];
  digestOfLists = digest;
  return lists;
}

/** Return an update of the newest page.
 * @param {News} news @param {string} id @param {string} [rev] */
export async function updateOf(news, id, rev) {
  const update = readUpdate(await fragment(news, `${id}.${rev}`), id, rev);
  // An edge may keep for good what was wrong once: the page's own address knows better.
  if (!update) throw new Missing();
  return update;
}

/** Return what a part of the page is to become.
 * @param {News} news @param {HTMLElement} part */
export async function partOf(news, part) {
  const name = /** @type {string} */ (part.dataset.part);
  const rev = news.head?.[name] ?? "";
  const now = /** @type {HTMLElement} */ (part.cloneNode());
  now.dataset.rev = rev;
  if (rev) now.innerHTML = news.parts?.[name] ?? (await fragment(news, `_${name}.${rev}`));
  if (one("title", now)) throw new Missing();
  return now;
}

/** @param {News} news @param {string} name */
function fragment({ theme }, name) {
  return get(new URL(`f/${theme}/${name}.html`, liveUrl));
}

/** Return what a page of the story says now. @param {string} address */
export async function pageAt(address) {
  return readPage(await get(address));
}

/** Return an update, if it is that and all of it.
 * @param {string} html @param {string} id @param {string} [rev] */
function readUpdate(html, id, rev) {
  const { firstElementChild: found } = make("template", { innerHTML: html }).content;
  const update = /** @type {HTMLElement | null} */ (found);
  const isWhole = html.trimEnd().endsWith("</article>");
  if (isWhole && update?.id === id && update.dataset.rev === rev) return update;
}
