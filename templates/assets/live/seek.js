// @ts-check
// An address with `#<id>` leads to its update, wherever that lives by now.

import { waiting } from "./list.js";
import { address, story } from "./page.js";
import { reveal } from "./reveal.js";
import { archiveOf } from "./sources.js";

/** Go to the update that the address names, if it is not on the page. */
export async function seek() {
  const id = location.hash.slice(1);
  if (!id || document.getElementById(id)) return;
  const update = waiting.get(id);
  if (update) {
    reveal();
    return update.scrollIntoView();
  }
  const lists = await archiveOf(story.dataset.ids).catch(() => []);
  const page = 1 + lists.findIndex((list) => list.some(([held]) => held === id));
  if (page) location.replace(address(page) + location.hash);
}
