// The feed of each section.
import { SITE, titled } from "../lib/page.js";
import { stories } from "./rss.11ty.js";

export const data = {
  pagination: { data: "collections.sections", size: 1, alias: "section" },
  permalink: ({ section }) => `/${section.name}/rss.xml`,
  eleventyExcludeFromCollections: true,
};

export function render({ section }) {
  const title = `${titled(section.name)} – ${SITE.title}`;
  return stories(title, `/${section.name}/`, section.all);
}
