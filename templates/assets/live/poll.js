// @ts-check
// One timer, which nothing stops for good: no error, no sleep, no way back through history.

import { settings } from "./settings.js";

const { saveData } = /** @type {{connection?: {saveData: boolean}}} */ (navigator).connection ?? {};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let usual = settings.poll[0][1];
let failures = 0;
let isAsking = false;
export let isPaused = false;
/** @type {() => Promise<number>} */
let question;
/** @type {(failures: number, error?: unknown) => void} */
let told;

/**
 * Be ready to ask: whenever someone looks at the page again, and when `look` is called.
 * @param {typeof question} ask resolves to the seconds until the next time; 0: not by itself
 * @param {typeof told} hear hears each time how often it has failed
 */
export function keepLooking(ask, hear) {
  addEventListener("visibilitychange", look);
  addEventListener("online", look);
  addEventListener("pageshow", ({ persisted }) => persisted && look());
  question = ask;
  told = hear;
}

/** Ask at once, unless the tab is hidden or the reader has paused. */
export async function look() {
  clearTimeout(timer);
  if (isAsking || isPaused || document.hidden) return;
  isAsking = true;
  const wait = await asked();
  isAsking = false;
  const seconds = Math.min(300, saveData ? 3 * wait : wait);
  if (wait) timer = setTimeout(look, seconds * (800 + 400 * Math.random()));
}

/** Ask no more, or again from the next `look` on.
 * @param {boolean} on */
export function pause(on) {
  clearTimeout(timer);
  isPaused = on;
}

/** Return the seconds to wait: twice as many after each failure, five minutes at most. */
async function asked() {
  let wait, error;
  try {
    wait = await question();
    usual = wait || usual;
    failures = 0;
  } catch (thrown) {
    error = thrown;
    wait = usual * 2 ** ++failures;
  }
  told(failures, error);
  return wait;
}

/**
 * Return the seconds to wait when the last news is so many seconds old.
 * @param {import("./settings.js").Schedule} schedule
 * @param {number} age
 */
export function waitAt(schedule, age) {
  return (schedule.findLast(([from]) => from <= age) ?? schedule[0])[1];
}
