// @ts-check
// One polite line for those who listen, at most each half minute.

import { one } from "./dom.js";
import { say } from "./settings.js";

let said = 0;
let topic = "";
let total = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let due;

/**
 * Say words that count; what waits to be said is added up.
 * @param {string} words
 * @param {number} more
 */
export function tell(words, more) {
  total = more + (due && words === topic ? total : 0);
  topic = words;
  due ??= setTimeout(speak, said + 3e4 - Date.now());
}

function speak() {
  said = Date.now();
  due = undefined;
  const line = one("#live-status");
  if (line) line.textContent = say(topic, { count: total });
}
