import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const GENERATE = fileURLToPath(new URL("../tools/generate-api.ts", import.meta.url));

test("the console's types are those of the API's description", () => {
  const run = spawnSync(process.execPath, [GENERATE, "--check"], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
});
