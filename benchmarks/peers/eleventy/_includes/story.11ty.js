// A story's page.
import { escaped, page, SITE, stamp, timed, titled } from "../lib/page.js";
import { updatesOf } from "../lib/updates.js";

export function render(data) {
  const updates = updatesOf(data);
  return page({
    title: `${data.title} – ${SITE.title}`,
    description: data.summary,
    url: data.page.url,
    feed: `${data.page.url}rss.xml`,
    head: structured(data, updates),
    main: story(data, updates),
  });
}

function story(data, updates) {
  const [newest] = updates;
  const section = data.page.url.split("/")[1];
  return `<article class="story" data-status="${data.status}">
<div class="banner banner-${data.status}">
<p><strong>${titled(data.status)}</strong> ${escaped(newest.title ?? "Update")} ${timed(newest.time)}</p>
<p><a href="#${newest.id}">See the update</a></p>
</div>
<header>
<p><a href="/${section}/">${titled(section)}</a></p>
<h1>${escaped(data.title)}</h1>
<p>${escaped(data.summary)}</p>
<p>${data.authors.join(", ")}</p>
<p>Published ${timed(data.page.date)}</p>
<p>Updated ${timed(data.lastmod)}</p>
</header>
<div class="text">${data.content}</div>
${(data.corrections ?? []).map(correction).join("\n")}
<nav class="key-events"><ol>
${updates.filter((update) => update.key).map(keyEvent).join("\n")}
</ol></nav>
<section id="updates">
${updates.map((update) => drawn(update, data.page.url)).join("\n")}
</section>
<p>${data.topics.map((topic) => `<span>${topic}</span>`).join(" ")}</p>
</article>`;
}

function keyEvent({ id, time, title }) {
  return `<li><a href="#${id}">${timed(time)} ${escaped(title ?? "Update")}</a></li>`;
}

function drawn({ id, time, title, author, html, corrections = [] }, url) {
  return `<article class="update" id="${id}">
<p><a rel="bookmark" href="${url}#${id}">${timed(time)}</a></p>
${title ? `<h3>${escaped(title)}</h3>` : ""}
<p>${author}</p>
<div class="update-body">${html}</div>
${corrections.map(correction).join("\n")}
</article>`;
}

function correction({ time, text }) {
  return `<p class="correction"><strong>Correction</strong> ${timed(time)} ${escaped(text)}</p>`;
}

function structured(data, updates) {
  const url = SITE.url + data.page.url;
  const person = (name) => ({ "@type": "Person", name });
  const coverage = {
    "@context": "https://schema.org",
    "@type": "LiveBlogPosting",
    headline: data.title,
    description: data.summary,
    url,
    datePublished: stamp(data.page.date),
    dateModified: stamp(data.lastmod),
    author: data.authors.map(person),
    liveBlogUpdate: updates.map(({ id, time, title, author, text }) => ({
      "@type": "BlogPosting",
      headline: title ?? "Update",
      datePublished: stamp(time),
      author: person(author),
      articleBody: text,
      url: `${url}#${id}`,
    })),
  };
  return `<script type="application/ld+json">${JSON.stringify(coverage).replaceAll("<", "\\u003c")}</script>`;
}
