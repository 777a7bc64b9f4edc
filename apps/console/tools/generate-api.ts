// Writes src/api/schema.d.ts, the types of the portal's REST API, from the OpenAPI document of a portal in memory.
// `--check` only compares: exit code 1 where the file is not what the portal says.

import { readFileSync, writeFileSync } from "node:fs";
import { createPortal, readConfig } from "@fz/portal";
import openapiTS, { astToString } from "openapi-typescript";

const SCHEMA = new URL("../src/api/schema.d.ts", import.meta.url);
const HEADER =
  "// Made by `npm run generate -w apps/console` from the portal's OpenAPI document; not to be edited.\n\n";

const portal = await createPortal(readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent" }));
try {
  const { url } = await portal.listen();
  const document = await (await fetch(`${url}/openapi.json`)).text();
  const plain = JSON.stringify(JSON.parse(document, (key, value) => (key === "example" ? undefined : value)));
  const types = HEADER + astToString(await openapiTS(plain, { alphabetize: true }));
  if (!process.argv.includes("--check")) writeFileSync(SCHEMA, types);
  else if (readFileSync(SCHEMA, "utf8") !== types) {
    process.stderr.write("src/api/schema.d.ts is not up to date: npm run generate -w apps/console\n");
    process.exitCode = 1;
  }
} finally {
  await portal.close();
}
