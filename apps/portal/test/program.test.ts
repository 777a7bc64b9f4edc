// The portal as a program: what it says and how it ends.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { START_TIMEOUT_MS } from "./running-portal.ts";

const PROGRAM = new URL("../src/main.ts", import.meta.url).pathname;

const occupier = createServer();
let folder: string;
let takenPort: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portal-program-"));
  await new Promise<void>((resolve) => occupier.listen(0, "127.0.0.1", resolve));
  const address = occupier.address();
  takenPort = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => {
  occupier.close();
  rmSync(folder, { recursive: true });
});

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the portal to its end; once it has said `enough`, it is asked to end. */
function portal(words: readonly string[], env: Record<string, string> = {}, enough?: string): Promise<Ending> {
  const child = spawn(process.execPath, [PROGRAM, ...words], { env: { PATH: process.env.PATH, ...env } });
  let [stdout, stderr] = ["", ""];
  let isAsked = false;
  child.stdout.on("data", (data) => {
    stdout += data;
    if (isAsked || enough === undefined || !stdout.includes(enough)) return;
    isAsked = child.kill("SIGTERM");
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, stdout, stderr })));
}

describe("a portal that cannot start says why in one line, and ends", () => {
  test(
    "where its port is taken",
    async () => {
      const at = `127.0.0.1:${takenPort}`;
      const { code, stderr } = await portal(["--listen", at, "--data", join(folder, "taken"), "serve"]);
      expect(stderr).toBe(`portal: Cannot listen on ${at}: another program has that port. Choose another --listen.\n`);
      expect(code).toBe(1);
    },
    START_TIMEOUT_MS,
  );

  test("with a DATABASE_URL that is none", async () => {
    const { code, stderr } = await portal(["serve"], { DATABASE_URL: "db.example" });
    expect(stderr).toMatch(/^portal: .*DATABASE_URL: is no URL such as postgres:[^\n]+\n$/);
    expect(code).toBe(1);
  });

  test("with a data folder that cannot be made", async () => {
    const { code, stderr } = await portal(["--data", "/dev/null/data", "serve"]);
    expect(stderr).toMatch(/^portal: The data folder cannot be made: [^\n]+ Choose another with --data\.\n$/);
    expect(code).toBe(1);
  });
});

test(
  "bootstrap prints an account and nothing else, so that its answer can be kept as a file",
  async () => {
    const words = ["--data", join(folder, "account"), "bootstrap", "--name", "Acme", "--slug", "acme"];
    const { code, stdout } = await portal(words);
    expect(JSON.parse(stdout)).toMatchObject({ slug: "acme", apiToken: expect.any(String) });
    expect(code).toBe(0);
  },
  START_TIMEOUT_MS,
);

test(
  "a portal that is asked to end does so with 0",
  async () => {
    const words = ["--listen", "127.0.0.1:0", "--data", join(folder, "orderly"), "serve"];
    const { code, stdout, stderr } = await portal(words, {}, "portal is up");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain('"msg":"stopped"');
  },
  START_TIMEOUT_MS,
);
