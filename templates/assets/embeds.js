// @ts-check
// Loads frames of other sites into the places kept for them, once the reader allows it. Nothing of
// theirs is asked for before; a place whose size is not that of its frame never changes it in view.

import { all, always, button, keep, kept, settings } from "./reading/page.js";

const ALLOWED = "embeds";
const forget = button("forget");

const near = new IntersectionObserver(
  (places) => {
    for (const { target, isIntersecting, boundingClientRect } of places) {
      const place = /** @type {HTMLElement} */ (target);
      if (!isIntersecting) continue;
      if (place.dataset.shape || boundingClientRect.top >= innerHeight) load(place);
    }
  },
  { rootMargin: "100% 0%" },
);

always(() => all(".embed[data-embed]:not(:has(.embed-ask, iframe))").forEach(prepare));
forget?.addEventListener("click", refuse);

/** @returns {string[]} */
function allowed() {
  return kept(ALLOWED).split(" ").filter(Boolean);
}

/** @param {HTMLElement} place */
function provider(place) {
  return place.dataset.provider ?? "";
}

/** @param {HTMLElement} place */
function prepare(place) {
  const may = settings.consent === false || allowed().includes(provider(place));
  if (may) near.observe(place);
  place.querySelector(".embed-ask")?.remove();
  // What would move the page waits for a press even then.
  if (may && !place.dataset.shape) offer(place, "", settings.words.show);
  if (!may) offer(place, question(place), settings.words.allow_button);
  if (forget) forget.hidden = allowed().length === 0;
}

/** @param {HTMLElement} place */
function question(place) {
  return settings.words.allow.replace("%(provider)s", name(place));
}

/** The name of whose frame it is, for the reader.
 * @param {HTMLElement} place */
function name(place) {
  return place.dataset.name ?? new URL(place.dataset.embed ?? "", location.href).host;
}

/**
 * @param {HTMLElement} place
 * @param {string} asked
 * @param {string} words
 */
function offer(place, asked, words) {
  const ask = document.createElement("div");
  const yes = document.createElement("button");
  ask.className = "embed-ask";
  if (asked) ask.append(Object.assign(document.createElement("p"), { textContent: asked }));
  yes.type = "button";
  yes.textContent = words;
  yes.addEventListener("click", () => {
    if (asked) allow(provider(place));
    load(place).focus();
  });
  ask.append(yes);
  place.append(ask);
}

/** @param {string} name */
function allow(name) {
  keep(ALLOWED, [...allowed(), name].join(" "));
  const others = all(".embed[data-embed]:not(:has(iframe))");
  others.filter((place) => provider(place) === name).forEach(prepare);
}

/** Put the frame in its place, and return it.
 * @param {HTMLElement} place */
function load(place) {
  const frame = document.createElement("iframe");
  const said = place.querySelector("strong, p")?.textContent;
  near.unobserve(place);
  place.querySelector(".embed-ask")?.remove();
  frame.title = said ? `${name(place)}: ${said}` : name(place);
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.allow = "encrypted-media; fullscreen; picture-in-picture";
  frame.sandbox.value =
    "allow-popups allow-popups-to-escape-sandbox allow-presentation allow-same-origin allow-scripts";
  frame.loading = "lazy";
  frame.src = place.dataset.embed ?? "";
  place.append(frame);
  return frame;
}

/** Take back what was allowed: the frames go, and the places ask again. */
function refuse() {
  keep(ALLOWED, "");
  for (const place of all(".embed[data-embed]")) {
    place.querySelector("iframe")?.remove();
    near.unobserve(place);
    prepare(place);
  }
  // The button goes, so the focus goes to where it stood.
  const foot = forget?.closest("footer");
  foot?.setAttribute("tabindex", "-1");
  foot?.focus();
}
