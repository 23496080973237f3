// @ts-check
// The link of an update: handed to what the reader shares with, or copied. It stays a link.

import { settings } from "./page.js";

export function shareLinks() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (target.closest(".update-links a"));
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    // Both are there on secure pages only.
    if (!link || elsewhere || !navigator.clipboard) return;
    event.preventDefault();
    const { href: url } = link;
    if (navigator.share) navigator.share({ url }).catch(() => {}); // the reader leaves it
    else navigator.clipboard.writeText(url).then(() => say(link, settings.words.copied));
  });
}

/** Let the link say so for a while, also to those who hear it.
 * @param {HTMLAnchorElement} link
 * @param {string} words */
function say(link, words) {
  const own = [...link.childNodes];
  const status = document.querySelector("footer [role=status]");
  if (!status || status.textContent) return;
  status.textContent = words;
  link.textContent = words;
  setTimeout(() => {
    status.textContent = "";
    link.replaceChildren(...own);
  }, 4000);
}
