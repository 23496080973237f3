// A story's updates, each read once for its page and its feed.
import MarkdownIt from "markdown-it";

export const markdown = new MarkdownIt({ html: false, typographer: true });

const read = new WeakMap();

export function updatesOf(story) {
  if (!read.has(story.updates)) read.set(story.updates, story.updates.map(drawn));
  return read.get(story.updates);
}

function drawn(update) {
  const html = markdown.render(update.body);
  return { ...update, html, text: html.replace(/<[^>]*>/g, "") };
}
