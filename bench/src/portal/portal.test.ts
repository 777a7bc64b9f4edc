import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@fz/portal/postgres-server";
import { afterAll, expect, test } from "vitest";
import { measurePortal } from "./measure.ts";

const LIMIT_MS = 150_000;
const folder = mkdtempSync(join(tmpdir(), "bench-portal-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  "a small herd gets in, hears of every change, is authorised, and comes back after a restart",
  async () => {
    await using server = await startPostgres();
    const told: string[] = [];
    const figures = await measurePortal(
      { store: { url: await server.createDatabase() }, serverPid: server.pid },
      {
        size: { clients: 300, gateways: 10 },
        wideEdits: 2,
        narrowEdits: 2,
        ends: 1,
        authorizationsPerSecond: 50,
        authorizationSeconds: 1,
        idleSeconds: 1,
        nodeOptions: [],
        folder,
      },
      (text) => told.push(text),
      AbortSignal.timeout(LIMIT_MS),
    );
    expect(figures.herd.failed, told.join("\n")).toBe(0);
    expect(figures.wide).toMatchObject({ edits: 4, devices: 300, missed: 0 });
    expect(figures.narrow).toMatchObject({ edits: 4, devices: 50, missed: 0 });
    expect(figures.ends).toMatchObject({ ends: 1, devices: 300, missed: 0 });
    expect(figures.authorizations).toMatchObject({ failed: 0, unanswered: 0 });
    expect(figures.restart.failed).toBe(0);
  },
  LIMIT_MS,
);
