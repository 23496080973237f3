// @ts-check
// Light or dark, as the reader chooses: kept only while it is not what the system says anyway.

import { button, keep, kept } from "./page.js";

const root = document.documentElement;

export function offerSchemes() {
  const toggle = button("scheme");
  if (!toggle) return;
  toggle.addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.scheme || system) === "dark" ? "light" : "dark";
    root.dataset.scheme = next === system ? "" : next;
    keep("scheme", root.dataset.scheme);
  });
  // On another page the reader may have chosen otherwise before coming back to this one.
  addEventListener("pageshow", () => (root.dataset.scheme = kept("scheme")));
  toggle.hidden = false;
}
