// @ts-check
// A story's open page learns of its changes from `live.json`.

import { accept, isCurrent, isDoubtful } from "./live/doubt.js";
import { Missing, get, now } from "./live/get.js";
import { showLabel } from "./live/label.js";
import { mend, waiting } from "./live/list.js";
import { merge, proclaim } from "./live/merge.js";
import { address, archive, days, story } from "./live/page.js";
import { showButtons } from "./live/pausing.js";
import { hang, showNotice } from "./live/notice.js";
import { pill, showCount } from "./live/pill.js";
import { keepLooking, look, waitAt } from "./live/poll.js";
import { onLeaving } from "./live/reader.js";
import { reveal } from "./live/reveal.js";
import { seek } from "./live/seek.js";
import { liveUrl, pageAt, readManifest } from "./live/sources.js";
import { tell } from "./live/tell.js";


let ownTheme = story.dataset.theme;
let isMoving = story.dataset.status !== "ended";
let checked = now();
let changed = 0;
let missing = 0;
/** How many updates there were when the page was opened. @type {number | undefined} */
let countAtFirst;
/** What is done to the page is done in turn. @type {Promise<unknown>} */
let turn = Promise.resolve();

hang(() => days() ?? story.firstElementChild, pill);
addEventListener("hashchange", seek);
onLeaving(() => proclaim(mend()));
if (!archive) {
  pill.onclick = reveal;
  document.addEventListener("livegen:look", comeToPage);
}
if (story.dataset.live) {
  keepLooking(ask, hear);
  showButtons(isMoving);
  if (isMoving) look();
}
seek();

/** Ask what is new and bring the page to it; return the seconds to wait, 0 for ever. */
async function ask() {
  const answer = await get(liveUrl);
  checked = now();
  const news = readManifest(answer);
  const { at = "", poll } = news;
  if (news.v !== 1) {
    showNotice("theme");
    return 0;
  }
  if (isDoubtful(answer, at < /** @type {string} */ (story.dataset.at))) return 5;
  if (!isCurrent(answer)) {
    // The first answer is no news: it may be as old as the page.
    if (countAtFirst != null) changed = now();
    if (await inTurn(() => comeTo(news))) accept(answer);
  }
  ownTheme ??= news.theme;
  showNotice((news.theme ?? ownTheme) === ownTheme ? "" : "theme");
  isMoving = news.state !== "ended";
  const age = now() - Math.max(Date.parse(at), changed);
  return isMoving ? waitAt(poll, age / 1000) : 0;
}

/** Return whether all that was found is as new as the news.
 * @param {import("./live/sources.js").Manifest} news */
async function comeTo(news) {
  const { at, status } = story.dataset;
  if (status === "ended" && status === news.state && at === news.at) return true;
  const { added, isComplete } = await merge(news);
  countAtFirst ??= news.count;
  showNews(added, archive ? news.count - countAtFirst || 0 : waiting.size);
  seek();
  return isComplete;
}

/** The preview says so when what this script can bring to the page has changed.
 * @param {Event} event */
function comeToPage(event) {
  event.preventDefault();
  inTurn(async () => {
    const { added } = await merge(await pageAt(address(0)));
    showNews(added, waiting.size);
  }).catch(() => location.reload());
}

/** @param {number} added @param {number} waits */
function showNews(added, waits) {
  showCount(waits);
  if (added) tell("new_updates", added);
}

/** @param {number} failures @param {unknown} [error] */
function hear(failures, error) {
  showButtons(isMoving);
  missing = error instanceof Missing ? missing + 1 : 0;
  if (missing > 4) showNotice("gone");
  showLabel(failures, checked);
}

/** @template T @param {() => Promise<T>} act */
function inTurn(act) {
  const done = turn.then(act);
  turn = done.catch(() => {});
  return done;
}
