// Writes what the console knows of the portal's REST API from the OpenAPI document of a portal in memory: its types,
// src/api/schema.d.ts, and how long its texts may be, src/api/limits.ts.
// `--check` only compares: exit code 1 where a file is not what the portal says.

import { readFileSync, writeFileSync } from "node:fs";
import { createPortal, readConfig } from "@fz/portal";
import openapiTS, { astToString } from "openapi-typescript";
import { limitsOf } from "./text-limits.ts";

const HEADER =
  "// Made by `npm run generate -w apps/console` from the portal's OpenAPI document; not to be edited.\n\n";

const portal = await createPortal(readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent" }));
try {
  const { url } = await portal.listen();
  const document = await (await fetch(`${url}/openapi.json`)).text();
  const plain = JSON.stringify(JSON.parse(document, (key, value) => (key === "example" ? undefined : value)));
  write("schema.d.ts", astToString(await openapiTS(plain, { alphabetize: true })));
  const limits = JSON.stringify(limitsOf(JSON.parse(plain)), null, 2)
    .replace(/"(\w+)":/g, "$1:")
    .replace(/(\w|\})\n/g, "$1,\n");
  write(
    "limits.ts",
    `/** The most characters of texts that the API takes, by the member that wraps them. */\nexport const LIMITS = ${limits} as const;\n`,
  );
} finally {
  await portal.close();
}

function write(name: string, content: string): void {
  const file = new URL(`../src/api/${name}`, import.meta.url);
  const wanted = HEADER + content;
  if (!process.argv.includes("--check")) writeFileSync(file, wanted);
  else if (readFileSync(file, "utf8") !== wanted) {
    process.stderr.write(`src/api/${name} is not up to date: npm run generate -w apps/console\n`);
    process.exitCode = 1;
  }
}
