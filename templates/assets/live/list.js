// @ts-check
// The updates on the page: edited where they stand, let in, laid in order under their days.

import { become } from "./become.js";
import { make, one } from "./dom.js";
import { arrange, prune } from "./order.js";
import { address, days, isOldestFirst, updates } from "./page.js";
import { isInUse } from "./reader.js";
import { say, settings } from "./settings.js";

/** Updates that are ready and not on the page yet. @type {Map<string, HTMLElement>} */
export const waiting = new Map();
/** What elements of the page are to become. @type {Map<HTMLElement, HTMLElement>} */
export const edits = new Map();
/** Every id that is known, in display order, and the archive page that holds it; 0 is the newest.
 * @type {Map<string, {page: number}>} */
let order = new Map();

/** Return the updates on the page and those that wait. */
export function held() {
  return new Map([...updates(), ...waiting]);
}

/** Return the revision that the page has of an update, or has ready.
 * @param {string} id */
export function revOf(id) {
  const update = waiting.get(id) ?? here(id);
  return update && revNow(update);
}

/** Return the revision of an element, or of what it is to become.
 * @param {HTMLElement} element */
export function revNow(element) {
  return (edits.get(element) ?? element).dataset.rev;
}

/** @param {string} id */
function here(id) {
  const found = document.getElementById(id);
  return found?.matches(".days .update") ? found : undefined;
}

/** Have an update ready, as new or as what the one on the page is to become.
 * @param {HTMLElement} update */
export function prepare(update) {
  update.remove(); // from the page that it may come from
  const old = here(update.id);
  if (old) edits.set(old, update);
  else waiting.set(update.id, update);
}

/** Do the edits that the reader does not stand in the way of; return what was edited. */
export function mend() {
  const ready = [...edits].filter(([old]) => !isInUse(old));
  return ready.map(([old, now]) => {
    edits.delete(old);
    become(old, now);
    return old;
  });
}

/** Take in which updates there are; those that are nowhere go.
 * @param {typeof order} places */
export function reorder(places) {
  for (const [id, update] of held()) {
    if (places.has(id)) continue;
    update.closest("li")?.remove();
    waiting.delete(id);
  }
  order = places;
}

/** True if the reader sees what comes and is not disturbed by it. */
export function isOpen() {
  const list = days();
  if (!list || document.hidden || isInUse(list)) return false;
  const { top, bottom } = list.getBoundingClientRect();
  return (isOldestFirst() ? bottom : top) >= 0;
}

/** Let in what waits; return it, in display order. */
export function admit() {
  const fresh = [...order.keys()].flatMap((id) => waiting.get(id) ?? []);
  lay(held());
  waiting.clear();
  for (const { classList } of fresh) classList.add("update-new");
  return fresh;
}

/** Lay updates out: a list for each day, and another for what stands beyond a gap. */
export function lay(shown = updates()) {
  const list = days();
  if (!list) return;
  const used = new Set();
  const flow = groupsOf(list, shown).flatMap(({ before, items }) => {
    const lists = items.map((item) => item.parentElement);
    const own =
      lists.find((parent) => parent && !used.has(parent)) ??
      make("ol", { reversed: !isOldestFirst() });
    used.add(own);
    arrange(own, items);
    return [...before, own];
  });
  arrange(list, flow);
  if (flow[0]) prune([...list.children], flow);
}

/** @param {HTMLElement} list @param {typeof waiting} shown */
function groupsOf(list, shown) {
  const isDivided = divide(list, shown);
  /** @type {{before: Element[], items: Element[]}[]} */
  const groups = [];
  let day = "";
  let gap = 0;
  for (const [id, { page }] of order) {
    const update = shown.get(id);
    if (update) {
      const own = isDivided ? dayOf(update) : "";
      if (!groups[0] || gap || own !== day) {
        const before = gap ? [bridge(gap)] : [];
        if (own !== day) before.push(divider(list, own));
        groups.push({ before, items: [] });
        day = own;
        gap = 0;
      }
      groups[groups.length - 1].items.push(update.closest("li") ?? make("li", {}, update));
    } else if (groups[0] && !waiting.has(id)) gap ||= page;
  }
  return groups;
}

/** True if the list has dividers; it gets them when updates that tell the hour fall on two days.
 * @param {HTMLElement} list @param {typeof waiting} shown */
function divide({ dataset }, shown) {
  const hours = [...shown.values()].filter((update) => timeOf(update)[10]);
  if (new Set(hours.map(dayOf)).size > 1) dataset.divided = "true";
  return dataset.divided === "true";
}

/** @param {HTMLElement} update */
function dayOf(update) {
  return timeOf(update).slice(0, 10);
}

/** @param {HTMLElement} update */
function timeOf(update) {
  return one(".update-time time", update)?.getAttribute("datetime") ?? "";
}

/** @param {HTMLElement} list @param {string} dateTime @returns {Element} */
function divider(list, dateTime) {
  const there = one(`.day time[datetime="${dateTime}"]`, list)?.parentElement;
  if (there) return there;
  const style = /** @type {const} */ ({ dateStyle: "full", timeZone: "UTC" });
  const textContent = new Date(dateTime).toLocaleDateString(settings.language, style);
  return make("h3", { className: "day" }, make("time", { dateTime, textContent }));
}

/** Return the link to what is left out. @param {number} page @returns {Element} */
function bridge(page) {
  const link = make("a", { href: address(page) }, say("missed"));
  return make("p", { className: "missed" }, link);
}
