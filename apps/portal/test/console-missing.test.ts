import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { expect, test } from "vitest";
import { consoleRoutes } from "../src/console/routes.ts";
import { runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

test("a console that was not built says so, and how it is", { timeout: START_TIMEOUT_MS }, async () => {
  const empty = mkdtempSync(join(tmpdir(), "console-missing-"));
  await using running = await runPortal();
  const app = fastify();
  try {
    await consoleRoutes(app, running.portal.context, empty);
    for (const url of ["/acme/console", "/acme/console/sites"]) {
      const answer = await app.inject({ url, headers: { accept: "text/html" } });
      expect(answer.statusCode).toBe(503);
      expect(answer.body).toContain("npm run build");
    }
  } finally {
    await app.close();
    rmSync(empty, { recursive: true });
  }
});
