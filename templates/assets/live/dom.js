// @ts-check
// Elements found and made.

/** @param {string} selector @param {ParentNode} [root] */
export function all(selector, root = document) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector))];
}

/** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement | undefined} */
export function one(selector, root) {
  return all(selector, root)[0];
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Partial<HTMLElementTagNameMap[Name]>} [values]
 * @param {(Node | string)[]} children
 */
export function make(name, values, ...children) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}
