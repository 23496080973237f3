// The feed of each story.
import { rss } from "../lib/page.js";
import { updatesOf } from "../lib/updates.js";

export const data = {
  pagination: { data: "collections.stories", size: 1, alias: "story" },
  permalink: ({ story }) => `${story.url}rss.xml`,
  eleventyExcludeFromCollections: true,
};

export function render({ story }) {
  return rss({
    title: story.data.title,
    url: story.url,
    description: story.data.summary,
    items: updatesOf(story.data).map(({ id, title, time, html }) => ({
      title: title ?? "Update",
      url: `${story.url}#${id}`,
      time,
      html,
    })),
  });
}
