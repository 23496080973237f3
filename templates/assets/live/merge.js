// @ts-check
// The page is brought to what is said of it, by id and revision: to say it twice changes nothing.

import { become } from "./become.js";
import { all, one } from "./dom.js";
import { Missing } from "./get.js";
import {
  admit, edits, held, isOpen, lay, mend, prepare, reorder, revNow, revOf, waiting,
} from "./list.js";
import { address, archive, days, isOldestFirst, story } from "./page.js";
import { steadily } from "./reader.js";
import { archiveOf, pageAt, partOf, updateOf } from "./sources.js";

/** @typedef {import("./page.js").News} News */
/** @typedef {[id: string, place: {rev?: string, page: number}]} Placed page 0 is the newest */

/**
 * Bring the page to the news; nothing changes before everything is there. Return how many updates
 * are new, and whether all that was found is as new as the news.
 * @param {News} news
 */
export async function merge(news) {
  try {
    return await merged(news);
  } catch (error) {
    if (!(error instanceof Missing) || archive) throw error;
    return merged(await wholePage(news));
  }
}

/** Return the news as the page's own address tells it. Throws if that is behind.
 * @param {News} news */
async function wholePage({ at = "", state }) {
  const page = await pageAt(address(0));
  const isOlder = /** @type {string} */ (page.at) < at;
  if (isOlder || (state === "ended" && page.state !== state)) throw Error();
  return page;
}

/** @param {News} news */
async function merged(news) {
  const { head = {}, whole: theirs } = news;
  if (!theirs && !archive && (news.state === "ended" || !days())) throw new Missing();
  const here = held();
  const places = await placesOf(news, here);
  const wanted = [...places].filter(
    ([id, { rev, page }]) => (page === archive || here.has(id)) && revOf(id) !== rev,
  );
  const parts = all("[data-part]", story).filter((part) => {
    const name = /** @type {string} */ (part.dataset.part);
    return name in head && (head[name] ?? "") !== revNow(part);
  });
  const fragments = wanted.filter(([id, { page }]) => !page && !news.along.has(id));
  // One page costs less than more fragments than these.
  if (fragments.length + parts.length > 10) throw new Missing();
  const found = await gathered(news, wanted);
  const next = await Promise.all(parts.map((part) => partOf(news, part)));
  const before = waiting.size;
  found.forEach(prepare);
  parts.forEach((part, at) => edits.set(part, next[at]));
  const added = waiting.size - before;
  show(news, places);
  return { added, isComplete: found.length === wanted.length };
}

/**
 * Return where each update lies, in display order. One that is here and nowhere told of stays, as
 * long as not everything is told.
 * @param {News} news @param {Map<string, unknown>} here
 */
async function placesOf({ u, ids, whole: theirs }, here) {
  const told = new Set(u?.map(([id]) => id));
  const isTold = !archive && [...here.keys()].every((id) => told.has(id));
  const lists = isTold ? [] : await archiveOf(ids).catch((error) => {
    if (!theirs) throw archive ? error : new Missing();
  });
  // From the first page of the archive on to the newest, which is 0.
  const pages = [...(lists ?? []), u ?? []].map((entries, at, { length }) =>
    entries.map(([id, rev]) => /** @type {Placed} */ ([id, { rev, page: (at + 1) % length }])),
  );
  if (!isOldestFirst()) pages.reverse();
  const places = new Map(pages.flat());
  for (const id of lists && u ? [] : here.keys()) {
    if (!places.has(id)) places.set(id, { rev: revOf(id), page: archive });
  }
  return places;
}

/** Return those wanted that are there: from what came along, fragments, pages of the archive.
 * @param {News} news @param {Placed[]} wanted */
async function gathered(news, wanted) {
  /** @type {Record<number, ReturnType<typeof pageAt>>} */
  const pages = {};
  const found = await Promise.all(
    wanted.map(async ([id, { rev, page }]) => {
      const { along } = page ? await (pages[page] ??= pageAt(address(page))) : news;
      const update = page || along.has(id) ? along.get(id) : await updateOf(news, id, rev);
      return update?.dataset.rev === rev && update;
    }),
  );
  return found.filter((update) => !!update);
}

/** @param {News} news @param {Map<string, {page: number}>} places */
function show({ at = "", ids, state, whole: theirs }, places) {
  /** @type {HTMLElement[]} */
  let changed = [];
  steadily(() => {
    if (theirs) become(story, theirs);
    const isAtOnce = archive || isOpen();
    reorder(places);
    changed = mend();
    if (isAtOnce) changed.push(...admit());
    else lay();
  });
  story.dataset.at = at;
  story.dataset.ids = ids ?? "";
  if (!archive) story.dataset.status = state;
  proclaim(theirs ? [story] : changed);
}

/** The headline, which the title of the tab begins with. */
let headline = titleNow();

/** Tell other scripts, and the tab, what is new on the page or has changed.
 * @param {Element[]} detail */
export function proclaim(detail) {
  document.title = document.title.replace(headline, (headline = titleNow()));
  if (detail[0]) document.dispatchEvent(new CustomEvent("livegen:changed", { detail }));
}

/** @returns {any} */
function titleNow() {
  return one("h1", story)?.textContent;
}
