// @ts-check
// What a reader can do with a page besides reading it. It can all be read without.

import { tellAges } from "./reading/ages.js";
import { all } from "./reading/page.js";
import { offerSchemes } from "./reading/scheme.js";
import { shareLinks } from "./reading/share.js";
import { markLastVisit } from "./reading/visits.js";
import { offerZones } from "./reading/zones.js";

tellAges();
offerZones();
markLastVisit();
shareLinks();
offerSchemes();
document.addEventListener("play", playOneAtATime, true);

/** @param {Event} event */
function playOneAtATime({ target }) {
  for (const player of /** @type {HTMLMediaElement[]} */ (all("video, audio"))) {
    if (player !== target) player.pause();
  }
}
