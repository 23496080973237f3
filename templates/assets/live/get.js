// @ts-check
// The way to the host, and its clock: readers' clocks are wrong by minutes and by years.

let ahead = 0;

/** The host's time. */
export function now() {
  return Date.now() + ahead;
}

/** An answer that the host has no such file. */
export class Missing extends Error {}

/**
 * Return the text at an address as the host has it now; what has not changed costs a 304.
 * @param {string | URL} url
 */
export async function get(url) {
  const answer = await fetch(url, { cache: "no-cache", signal: AbortSignal.timeout(1e4) });
  if (!answer.ok) throw [404, 410].includes(answer.status) ? new Missing() : Error();
  const date = Date.parse(/** @type {string} */ (answer.headers.get("Date")));
  if (date) {
    ahead = date - Date.now();
    dispatchEvent(new CustomEvent("livegen:clock", { detail: ahead }));
  }
  return answer.text();
}
