// Each section's stories, in pages.
import { list, page, SITE, titled } from "../lib/page.js";

export const data = {
  pagination: { data: "collections.sectionPages", size: 1, alias: "part" },
  permalink: ({ part }) => (part.number > 1 ? `/${part.name}/page/${part.number}/` : `/${part.name}/`),
  eleventyExcludeFromCollections: true,
};

export function render({ part, page: { url } }) {
  const base = `/${part.name}/`;
  return page({
    title: `${titled(part.name)} – ${SITE.title}`,
    url,
    feed: `${base}rss.xml`,
    main: `<h1>${titled(part.name)}</h1>\n${list({ ...part, base })}`,
  });
}
