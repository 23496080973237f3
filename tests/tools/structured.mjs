// Judges JSON-LD with Adobe's validator. In: a JSON list of blocks. Out: of each block the faults.

import { readFileSync } from "node:fs";
import Validator from "@adobe/structured-data-validator";

const vocabulary = new URL("../schemas/schemaorg.jsonld", import.meta.url);
const validator = new Validator(JSON.parse(readFileSync(vocabulary, "utf8")));

const judged = async (block) => {
  const items = block["@graph"] ?? [block];
  const faults = items.map((item) => validator.validate({ jsonld: { [item["@type"]]: [item] } }));
  return (await Promise.all(faults)).flat();
};

const blocks = JSON.parse(readFileSync(0, "utf8"));
const faults = await Promise.all(blocks.map(judged));
process.stdout.write(
  JSON.stringify(
    faults.map((found) => found.map((it) => `${it.severity}: ${it.issueMessage} (${it.path.map((at) => at.property ?? at.type).join(".")})`)),
  ),
);
