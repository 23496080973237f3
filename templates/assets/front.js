// @ts-check
// The open front learns of changes in its stories from `/live.json`, and merges them by path.

import { become, keyOf } from "./live/become.js";
import { all, one } from "./live/dom.js";
import { accept, isCurrent, isDoubtful } from "./live/doubt.js";
import { get, now } from "./live/get.js";
import { hang, showNotice } from "./live/notice.js";
import { showButtons } from "./live/pausing.js";
import { keepLooking, look, waitAt } from "./live/poll.js";
import { steadily } from "./live/reader.js";
import { settings } from "./live/settings.js";

const main = /** @type {HTMLElement} */ (one("main"));
const live = new URL(main.dataset.live ?? "", location.href);
const own = main.dataset.theme;
let changed = 0;

hang(() => main);
document.addEventListener("livegen:look", (event) => {
  event.preventDefault();
  comeToPage().catch(() => location.reload());
});
if (main.dataset.live) {
  keepLooking(ask, () => {});
  showButtons(true);
  look();
}

/** Ask what is new and bring the page to it; return the seconds to wait, 0 for ever. */
async function ask() {
  const answer = await get(live);
  const { v, stories, poll = settings.poll, theme } = JSON.parse(answer);
  if (v > 1) {
    showNotice("theme");
    return 0;
  }
  if (isDoubtful(answer, false)) return 5;
  if (!isCurrent(answer)) {
    await comeTo(stories);
    accept(answer);
  }
  showNotice(theme !== own ? "theme" : "");
  return waitAt(poll, (now() - changed) / 1000);
}

/** @param {[path: string, rev: string][]} stories */
async function comeTo(stories) {
  if (!changed && isShown(stories)) return;
  await comeToPage();
  if (!isShown(stories)) throw Error();
  changed = now();
}

/** True if the page shows each story as it is now. @param {[path: string, rev: string][]} stories */
function isShown(stories) {
  const shown = teasers();
  return stories.every(([path, rev]) => shown.get(path)?.dataset.rev === rev);
}

function teasers() {
  return new Map(all(".teaser", main).map((teaser) => [keyOf(teaser), teaser]));
}

/** Bring the page to what its own address says; a teaser that stays is the same element. */
async function comeToPage() {
  const html = await get(location.pathname);
  const theirs = one("main", new DOMParser().parseFromString(html, "text/html"));
  if (!theirs || !html.trimEnd().endsWith("</html>")) throw Error();
  steadily(() => become(main, theirs, teasers()));
  document.dispatchEvent(new CustomEvent("livegen:changed", { detail: [main] }));
}
