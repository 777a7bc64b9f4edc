import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRelayToken } from "../src/tokens/command.ts";
import { FakeDevice, stampSecret } from "./fake-device.ts";
import { startPostgres } from "./postgres-server.ts";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-relay-token-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function relaysOnline({ api }: RunningPortal): Promise<number> {
  return (await api("GET", "/connections")).body.metadata.relays_online;
}

async function expectRelayWith(running: RunningPortal, token: string): Promise<void> {
  const relay = await FakeDevice.connect(running.url, "relay", token);
  await relay.join({ stamp_secret: stampSecret(crypto.randomUUID()) });
  await expect.poll(() => relaysOnline(running)).toBe(1);
  relay.close();
  await expect.poll(() => relaysOnline(running)).toBe(0);
}

test(
  "a further token for relays is made by the portal that runs on the folder, or without it, and lets relays in",
  async () => {
    const database = { folder, poolSize: 5 };
    let running = await runPortal({ database });
    const { config } = running.portal.context;
    await expectRelayWith(running, await makeRelayToken(config));
    await running[Symbol.asyncDispose]();
    const token = await makeRelayToken(config);
    running = await runPortal({ database });
    await expectRelayWith(running, token);
    await running[Symbol.asyncDispose]();
  },
  START_TIMEOUT_MS,
);

test(
  "over a database server it is made beside the running portal",
  async () => {
    await using server = await startPostgres();
    await using running = await runPortal({ database: { url: await server.createDatabase(), poolSize: 5 } });
    await expectRelayWith(running, await makeRelayToken(running.portal.context.config));
  },
  START_TIMEOUT_MS,
);
