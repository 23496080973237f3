// The site's stories, in pages.
import { list, page, SITE } from "../lib/page.js";

export const data = {
  pagination: { data: "collections.stories", size: 30, alias: "stories" },
  permalink: ({ pagination }) => (pagination.pageNumber ? `/page/${pagination.pageNumber + 1}/` : "/"),
  eleventyExcludeFromCollections: true,
};

export function render({ stories, pagination, page: { url } }) {
  const lists = { stories, number: pagination.pageNumber + 1, total: pagination.pages.length, base: "/" };
  return page({
    title: SITE.title,
    url,
    feed: "/rss.xml",
    main: `<h1>${SITE.title}</h1>\n${list(lists)}`,
  });
}
