// node netlify.mjs REPOSITORY SITE…
// Prints as JSON what Netlify's own parsers make of a repository's netlify.toml, and of the
// `_headers` and `_redirects` of each built site.

import { resolveConfig } from "@netlify/config";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";
import { join } from "node:path";

const [repository, ...folders] = process.argv.slice(2);
const { config, configPath } = await resolveConfig({
  repositoryRoot: repository,
  cwd: repository,
  offline: true,
  mode: "require",
  env: {},
});
const sites = await Promise.all(folders.map(site));
console.log(JSON.stringify({ configPath, build: config.build, sites }));

async function site(folder) {
  const ours = await parseAllHeaders({ headersFiles: [join(folder, "_headers")], minimal: false });
  const leads = await parseAllRedirects({
    redirectsFiles: [join(folder, "_redirects")],
    minimal: false,
  });
  return {
    headers: ours.headers.map(({ forRegExp, ...rule }) => ({ ...rule, matches: forRegExp.source })),
    redirects: leads.redirects,
    errors: [...ours.errors, ...leads.errors].map(String),
  };
}
