// @ts-check
// An edge of a network may answer with what it was given before: that takes nothing away.

/** The answers that the page has come to, the last one first. @type {string[]} */
let known = [];
let last = "";
let times = 0;

/** True if this is the answer that the page has come to.
 * @param {string} answer */
export function isCurrent(answer) {
  return answer === known[0];
}

/**
 * True if an answer is to be passed over: it is older, or the page has left it before.
 * Given three times in a row it is the truth.
 * @param {string} answer
 * @param {boolean} isOlder
 */
export function isDoubtful(answer, isOlder) {
  times = answer === last ? times + 1 : 1;
  last = answer;
  return !isCurrent(answer) && (isOlder || known.includes(answer)) && times < 3;
}

/** The page has come to an answer. It remembers the twenty before.
 * @param {string} answer */
export function accept(answer) {
  if (!isCurrent(answer)) known = [answer, ...known.slice(0, 20)];
}
