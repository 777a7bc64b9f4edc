// At the chattiest level, over a relayed connection, no program's log has a secret in it. The secrets are read where they
// really pass: from the portal's connections, which are plain in the lab.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "../src/network/leftovers.ts";
import { expectPage, waitForPath } from "../src/scenarios/checks.ts";
import { UPLOADING } from "../src/scenarios/flow-logs.ts";
import * as at from "../src/world/addresses.ts";
import { CORP, Company } from "../src/world/company.ts";
import { until } from "../src/world/until.ts";
import { World } from "../src/world/world.ts";

const LEVELS = { RUST_LOG: "trace", LOG_LEVEL: "trace" };
const PROGRAMS = ["portal", "relay-1", "gateway-1", "client"];
/** Members of messages to devices whose values are nobody else's business. */
const SECRETS = /"(preshared_key|password|flow_logs_ingest_token)":"([^"]+)"/g;

const before = { ...process.env };
let world: World;
let company: Company;
let capture: string;

beforeAll(async () => {
  Object.assign(process.env, LEVELS);
  world = await World.build({ ...UPLOADING, officeNat: "symmetric", homeNat: "symmetric" });
  capture = join(makeFolder("canary"), "portal.pcap");
  const words = ["-i", "any", "-s", "0", "-U", "--immediate-mode", "-w", capture, `tcp port ${at.PORTAL_PORT}`];
  await world.premises.portal.start("tcpdump", "tcpdump", words).line(/listening on/);
  company = await Company.found(world);
  await company.add(CORP);
  await company.open();
});
afterAll(async () => {
  await world.remove();
  for (const name of Object.keys(LEVELS)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

test("no token, key or password is in any log", async () => {
  await expectPage(world.laptop, `http://${at.INTRANET}`);
  await waitForPath(world, "relayed");
  const passed = () =>
    [...readFileSync(capture, "latin1").matchAll(SECRETS)].map(([, name, value]) => ({ name, value }));
  await until("the authorization in the capture", async () => passed().some(({ name }) => name === "preshared_key"));
  const uploads = () => readFileSync(capture, "latin1").split("POST /ingestion/flow_logs").length - 1;
  await until("uploads of flow logs in the capture", () => uploads() >= 2);
  const secrets = new Map(passed().map(({ name, value }) => [value, name]));
  expect(new Set(secrets.values())).toEqual(new Set(["preshared_key", "password", "flow_logs_ingest_token"]));
  const { apiToken, relayToken } = world.account;
  for (const token of [apiToken, relayToken, company.gatewayToken, company.clientToken]) secrets.set(token, "token");

  await world.end();
  for (const name of PROGRAMS) {
    const { output } = world.program(name);
    expect(output.length, `${name} said something`).toBeGreaterThan(0);
    const leaked = [...secrets].filter(([value]) => output.includes(value)).map(([, kind]) => kind);
    expect(leaked, name).toEqual([]);
  }
});
