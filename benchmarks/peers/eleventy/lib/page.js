// What every page is wrapped in, and the small things that pages share.
export const SITE = {
  title: "The Bench Courier",
  url: "https://example.org",
  description: "The same stories, built by each tool.",
};

const CHARACTERS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const CLOCK = new Intl.DateTimeFormat("en-US", {
  dateStyle: "long",
  timeStyle: "short",
  timeZone: "UTC",
});

export const escaped = (text) => text.replace(/[&<>"]/g, (c) => CHARACTERS[c]);
export const titled = (name) => name[0].toUpperCase() + name.slice(1);
export const stamp = (time) => time.toISOString().replace(".000Z", "Z");
export const spoken = (time) => `${CLOCK.format(time)} UTC`;
export const timed = (time) => `<time datetime="${stamp(time)}">${spoken(time)}</time>`;

export function page({ title, description = SITE.description, url, feed, head = "", main }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<meta name="description" content="${escaped(description)}">
<link rel="canonical" href="${SITE.url}${url}">
${feed ? `<link rel="alternate" type="application/rss+xml" href="${feed}">` : ""}
<meta property="og:title" content="${escaped(title)}">
<meta property="og:url" content="${SITE.url}${url}">
<meta property="og:site_name" content="${SITE.title}">
<link rel="stylesheet" href="/site.css">
${head}
</head>
<body>
<header><a href="/">${SITE.title}</a></header>
<main id="main">
${main}
</main>
<footer><p>${SITE.description}</p></footer>
</body>
</html>
`;
}

export function list({ stories, number, total, base }) {
  const at = (n) => (n === 1 ? base : `${base}page/${n}/`);
  return `<ul class="stories">
${stories.map(teaser).join("\n")}
</ul>
<nav>${number > 1 ? `<a href="${at(number - 1)}">Newer</a>` : ""} ${number < total ? `<a href="${at(number + 1)}">Older</a>` : ""} Page ${number} of ${total}</nav>`;
}

function teaser({ url, data }) {
  const section = url.split("/")[1];
  return `<li><article data-status="${data.status}">
<h2><a href="${url}">${escaped(data.title)}</a></h2>
<p>${escaped(data.summary)}</p>
<p><a href="/${section}/">${titled(section)}</a> ${timed(data.lastmod)}</p>
</article></li>`;
}

export function rss({ title, url, description, items }) {
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
<title>${escaped(title)}</title>
<link>${SITE.url}${url}</link>
<description>${escaped(description)}</description>
${items.map(item).join("\n")}
</channel>
</rss>
`;
}

function item({ title, url, time, html }) {
  return `<item>
<title>${escaped(title)}</title>
<link>${SITE.url}${url}</link>
<guid>${SITE.url}${url}</guid>
<pubDate>${time.toUTCString()}</pubDate>
<description>${escaped(html)}</description>
</item>`;
}
