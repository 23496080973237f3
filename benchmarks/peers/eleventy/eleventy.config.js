// The settings that Eleventy's own pages on speed name: templates in JavaScript, no template
// language in front of the Markdown, nothing on disk but the output.
import { markdown } from "./lib/updates.js";

const PAGE = 30;

export default function (config) {
  config.setLibrary("md", markdown);
  config.addCollection("stories", stories);
  config.addCollection("sections", (api) => [...bySection(stories(api))].map(([name, all]) => ({ name, all })));
  config.addCollection("sectionPages", (api) => [...bySection(stories(api))].flatMap(([name, all]) => paged(name, all)));
  config.setQuietMode(true);
  return {
    dir: { input: ".", output: "site" },
    templateFormats: ["md", "11ty.js"],
    markdownTemplateEngine: false,
    htmlTemplateEngine: false,
  };
}

function stories(api) {
  return api.getFilteredByGlob("content/**/*.md").sort((a, b) => b.date - a.date);
}

function bySection(all) {
  const sections = new Map();
  for (const story of all) {
    const name = story.url.split("/")[1];
    if (!sections.has(name)) sections.set(name, []);
    sections.get(name).push(story);
  }
  return sections;
}

function paged(name, all) {
  const total = Math.ceil(all.length / PAGE);
  return Array.from({ length: total }, (_, n) => ({
    name,
    number: n + 1,
    total,
    stories: all.slice(n * PAGE, (n + 1) * PAGE),
  }));
}
