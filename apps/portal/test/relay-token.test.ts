import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeRelayToken, revokeRelayToken, showRelayTokens } from "../src/tokens/command.ts";
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

/** A token of the command line is in its list, and its deletion lets the relay go. */
async function expectRevocable(running: RunningPortal): Promise<void> {
  const { config } = running.portal.context;
  const before = await showRelayTokens(config);
  const relay = await FakeDevice.connect(running.url, "relay", await makeRelayToken(config));
  await relay.join({ stamp_secret: stampSecret(crypto.randomUUID()) });
  const added = (await showRelayTokens(config)).split("\n").filter((line) => !before.includes(line));
  expect(added).toEqual([expect.stringMatching(/^[0-9a-f-]{36} {2}\d{4}-\d\d-\d\dT/)]);
  const [id] = added[0].split(" ");
  await revokeRelayToken(config, id);
  await relay.untilClosed();
  expect(await showRelayTokens(config)).toBe(before);
  await expect(revokeRelayToken(config, id)).rejects.toThrow("There is no token");
  await expect(revokeRelayToken(config, "all")).rejects.toThrow("is no id");
}

test(
  "a further token for relays is made by the portal that runs on the folder, or without it, and lets relays in",
  async () => {
    const database = { folder, poolSize: 5 };
    let running = await runPortal({ database });
    const { config } = running.portal.context;
    await expectRelayWith(running, await makeRelayToken(config));
    await expectRevocable(running);
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
    await expectRevocable(running);
  },
  START_TIMEOUT_MS,
);
