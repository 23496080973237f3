// Reads feeds with feedsmith. In: a JSON list of files. Out: of each file what all formats have.

import { readFileSync } from "node:fs";
import { parseFeed } from "feedsmith";

const names = (people) => (people ?? []).map((person) => person.name ?? person);

const READ = {
  atom: (feed) => ({
    title: feed.title.value,
    subtitle: feed.subtitle?.value,
    url: feed.links.find((link) => link.rel === "alternate").href,
    itself: feed.links.find((link) => link.rel === "self").href,
    older: feed.links.find((link) => link.rel === "prev-archive")?.href,
    hub: feed.links.find((link) => link.rel === "hub")?.href,
    entries: feed.entries.map((entry) => ({
      id: entry.id,
      title: entry.title.value,
      url: entry.links.find((link) => link.rel === "alternate").href,
      published: entry.published,
      updated: entry.updated,
      html: entry.content?.value,
      summary: entry.summary?.value,
      authors: names(entry.authors),
      tags: (entry.categories ?? []).map((category) => category.term),
      image: entry.media?.contents?.[0]?.url,
    })),
  }),
  rss: (feed) => ({
    title: feed.title,
    subtitle: feed.description,
    url: feed.link,
    itself: feed.atom.links.find((link) => link.rel === "self").href,
    older: feed.atom.links.find((link) => link.rel === "prev-archive")?.href,
    hub: feed.atom.links.find((link) => link.rel === "hub")?.href,
    entries: feed.items.map((item) => ({
      id: item.guid.value,
      title: item.title,
      url: item.link,
      published: item.pubDate,
      updated: item.atom?.updated ?? item.pubDate,
      html: item.content?.encoded ?? item.description,
      summary: item.content?.encoded && item.description,
      authors: item.dc?.creators ?? [],
      tags: (item.categories ?? []).map((category) => category.name),
      image: item.media?.contents?.[0]?.url,
    })),
  }),
  json: (feed) => ({
    title: feed.title,
    subtitle: feed.description,
    url: feed.home_page_url,
    itself: feed.feed_url,
    older: feed.next_url,
    hub: feed.hubs?.[0].url,
    entries: feed.items.map((item) => ({
      id: item.id,
      title: item.title,
      url: item.url,
      published: item.date_published,
      updated: item.date_modified,
      html: item.content_html,
      summary: item.summary,
      authors: names(item.authors),
      tags: item.tags ?? [],
      image: item.image,
    })),
  }),
};

const read = (file) => {
  const { format, feed } = parseFeed(readFileSync(file, "utf8"));
  return READ[format](feed);
};

const files = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(files.map(read)));
