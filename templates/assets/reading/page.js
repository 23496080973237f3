// @ts-check
// What the scripts of a page share: what they are told, and what they remember in this browser.

/**
 * @typedef {object} Settings
 * @property {string} language
 * @property {"h12" | "h23"} [hours] the clock, if the site has not left it to the language
 * @property {boolean} consent
 * @property {Record<string, any>} words
 */

/** @type {Settings} */
export const settings = JSON.parse(document.querySelector("#live-settings")?.textContent ?? "{}");

/**
 * @template {HTMLElement} Kind
 * @param {string} selector
 * @returns {Kind[]}
 */
export function all(selector) {
  return [.../** @type {NodeListOf<Kind>} */ (document.querySelectorAll(selector))];
}

/** Return the button of that name, if the page has it.
 * @param {string} action
 * @returns {HTMLButtonElement | null} */
export function button(action) {
  return document.querySelector(`[data-action=${action}]`);
}

/** Do it now, and whenever the page has changed.
 * @param {() => void} treat */
export function always(treat) {
  treat();
  document.addEventListener("livegen:changed", treat);
}

/** @param {string} name */
export function kept(name) {
  return storage()?.getItem(`livegen-${name}`) ?? "";
}

/** Remember it in this browser.
 * @param {string} name
 * @param {string} value */
export function keep(name, value) {
  storage()?.setItem(`livegen-${name}`, value);
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // a browser may forbid it: then what is kept holds as long as the page is open
  }
}
