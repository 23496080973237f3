// The feed of the site.
import { rss, SITE } from "../lib/page.js";

export const data = { permalink: "/rss.xml", eleventyExcludeFromCollections: true };

export function render({ collections }) {
  return stories(SITE.title, "/", collections.stories);
}

export function stories(title, url, all) {
  return rss({
    title,
    url,
    description: SITE.description,
    items: all.slice(0, 50).map(({ url, data }) => ({
      title: data.title,
      url,
      time: data.date,
      html: data.summary,
    })),
  });
}
