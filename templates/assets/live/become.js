// @ts-check
// An element becomes another one and keeps what both have: what stays on the page does not move,
// lose its focus or begin anew.

import { one } from "./dom.js";
import { arrange, prune } from "./order.js";

/** @type {Record<string, string[]>} */
const KEYS = { figure: ["[src]", "src"], article: ["h3 a", "href"] };

/**
 * Make an element equal to another, which is used up. Embeds that the reader has opened stay.
 * @param {HTMLElement} old
 * @param {HTMLElement} next
 * @param {Map<string, HTMLElement>} [elsewhere] by key, elements that may come from another parent
 */
export function become(old, next, elsewhere) {
  for (const { name } of [...old.attributes]) {
    // Details are as the reader has left them.
    if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) old.setAttribute(name, value);
  const left = [...old.childNodes];
  /** @param {(child: Node) => boolean} fits @returns {any} */
  const take = (fits) => left.splice(left.findIndex(fits) >>> 0, 1)[0];
  const nodes = [...next.childNodes];
  const equal = nodes.map((node) => take((child) => child.isEqualNode(node)));
  const children = nodes.map((node, at) => {
    if (equal[at] || !(node instanceof HTMLElement)) return equal[at] ?? node;
    const key = keyOf(node);
    const like =
      elsewhere?.get(key) ??
      take((child) => child.nodeName === node.nodeName && keyOf(child) === key);
    if (like && !isToStay(like, node)) become(like, node, elsewhere);
    return like ?? node;
  });
  arrange(old, children);
  prune(left, children);
}

/** Return what an element is known by: its embed, its story, its id or class.
 * @param {any} element @returns {string} */
export function keyOf(element) {
  const { className, dataset, id, localName } = element;
  const [selector, name] = KEYS[localName] ?? [];
  const found = selector ? one(selector, element) : null;
  return dataset.embed ?? found?.getAttribute(name) ?? (id || className);
}

/** True for an embed that the reader has opened, for the list, for buttons that scripts have
 * revealed, and for what has not changed.
 * @param {HTMLElement} like @param {HTMLElement} node */
function isToStay(like, node) {
  const { rev } = like.dataset;
  const isOurs = like.matches("figure:has(iframe), .days, [data-action]");
  return isOurs || (rev && rev === node.dataset.rev);
}
