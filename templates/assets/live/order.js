// @ts-check
// Children in order. A node that moves loses its frames, its focus, its place on the screen: as few
// as can be are moved, and none of those that would lose most.

import { one } from "./dom.js";

/** @typedef {{nodes: Node[], at: number, worth: number}} Run nodes that are in order already */

/**
 * Put nodes in order as children of a parent; its other children stay where they are.
 * @param {Element} parent
 * @param {Node[]} nodes
 */
export function arrange(parent, nodes) {
  /** @type {Run[]} */
  const runs = [{ nodes: [], at: -1, worth: 0 }];
  for (const node of parent.childNodes) {
    const at = nodes.indexOf(node);
    if (at < 0) continue;
    const before = best(runs.filter((run) => run.at < at));
    runs.push({ nodes: [...before.nodes, node], at, worth: before.worth + worthOf(node) });
  }
  const stay = new Set(best(runs).nodes);
  /** @type {Node | null} */
  let next = null;
  for (const node of nodes.toReversed()) {
    if (!stay.has(node)) move(parent, node, next);
    next = node;
  }
}

/** Remove all nodes but these. @param {ChildNode[]} nodes @param {Node[]} these */
export function prune(nodes, these) {
  for (const node of nodes) if (!these.includes(node)) node.remove();
}

/** @param {Run[]} runs */
function best(runs) {
  return runs.reduce((one, run) => (run.worth > one.worth ? run : one));
}

/** @param {Node} node */
function worthOf(node) {
  return node instanceof Element && one(":focus, iframe, video, audio", node) ? 1000 : 1;
}

/** @param {Element} parent @param {Node} node @param {Node | null} next */
function move(parent, node, next) {
  // Newer browsers can move a node that keeps all it has.
  const isHere = parent.isConnected && document.contains(node);
  if (isHere && parent.moveBefore) parent.moveBefore(/** @type {Element} */ (node), next);
  else parent.insertBefore(node, next);
}
