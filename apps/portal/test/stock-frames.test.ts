// What the portal pushes has the members and types of what a stock portal pushes, no less, and no more but what is named
// here.

import { shapeDifferences, stockFrame } from "@fz/wire/stock-frames";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeDevice, stampSecret } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const CLIENT = "Mac OS/15.5.0 apple-client/1.5.17 (arm64; 24.5.0)";
const GATEWAY = "Alpine Linux/3.21.3 gateway/1.5.17 (x86_64; 6.6.87)";
const CANDIDATES = ["candidate:1 1 udp 2130706431 192.0.2.1 52625 typ host"];
const FILTERS = [{ protocol: "tcp", ports: ["443"] }, { protocol: "icmp" }];

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;
let relay: FakeDevice;
let gateway: FakeDevice;
let client: FakeDevice;
let inits: Readonly<Record<"relay" | "gateway" | "client", Push>>;

type Push = Awaited<ReturnType<FakeDevice["next"]>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
  await running.portal.context.db
    .updateTable("accounts")
    .set({
      config: JSON.stringify({
        search_domain: "lumen.example",
        clients_upstream_dns: { type: "custom", addresses: [{ address: "192.0.2.53" }] },
      }),
    })
    .where("id", "=", running.account.accountId)
    .execute();
  const dns = { name: "Wiki", type: "dns", address: "wiki.lumen.example", site_id: world.site.id, filters: FILTERS };
  const resource = await world.created("/resources", { resource: dns });
  await world.created("/policies", { policy: { group_id: world.group.id, resource_id: resource.id } });
  relay = await FakeDevice.connect(running.url, "relay", running.account.relayToken);
  const relayInit = await relay.join({ stamp_secret: stampSecret("shape") });
  gateway = await FakeDevice.connect(running.url, "gateway", world.gatewayToken.token, { userAgent: GATEWAY });
  const gatewayInit = await gateway.join();
  client = await FakeDevice.connect(running.url, "client", world.clientToken.token, { userAgent: CLIENT });
  inits = { relay: relayInit, gateway: gatewayInit, client: await client.join() };
}, START_TIMEOUT_MS);
afterAll(async () => {
  for (const device of [client, gateway, relay]) device?.close();
  await running[Symbol.asyncDispose]();
});

function resourceId(name: string): string {
  return inits.client.payload.resources.find((resource: { name: string }) => resource.name === name).id;
}

/** What we say beyond stock portals: members that stock devices pass over. */
const ADDITIONS = ["payload.connection_reports is unknown to stock"];

function expectStock(push: Push, name: string, additions: readonly string[] = []): void {
  const stock = stockFrame(name);
  expect(push).toMatchObject({ topic: stock.topic, event: stock.event });
  expect(push.ref).toBe(stock.ref);
  expect(shapeDifferences(push.payload, stock.payload)).toEqual(additions);
}

test("the first messages", () => {
  expect(inits.client.payload.resources).toHaveLength(2);
  expect(inits.client.payload.relays).toHaveLength(1);
  expectStock(inits.client, "client.to-device.init.full", ADDITIONS);
  expectStock(inits.gateway, "gateway.to-device.init.full", ADDITIONS);
  expectStock(inits.relay, "relay.to-device.init");
});

test.each([
  ["dns", "Wiki"],
  ["cidr", "Shed"],
])("access to a resource of type %s", async (type, name) => {
  client.send("request_authorization", { resource_id: resourceId(name), connected_gateway_ids: [] });
  const create = await gateway.next("create_authorization");
  expectStock(create, `gateway.to-device.create_authorization.${type}`);
  gateway.send("authorization_created", { ref: create.payload.ref });
  expect(shapeDifferences((await gateway.next("phx_reply")).payload, { status: "ok", response: {} })).toEqual([]);
  const created = await client.next("authorization_created");
  expectStock(created, "client.to-device.authorization_created");

  gateway.send("broadcast_ice_candidates", { client_ids: [create.payload.client.id], candidates: CANDIDATES });
  expectStock(await client.next("ice_candidates"), "client.to-device.ice_candidates");
  gateway.send("broadcast_invalidated_ice_candidates", {
    client_ids: [create.payload.client.id],
    candidates: CANDIDATES,
  });
  expectStock(await client.next("invalidate_ice_candidates"), "client.to-device.invalidate_ice_candidates");
  const candidates = { gateway_id: created.payload.gateway_id, candidates: CANDIDATES };
  client.send("new_gateway_ice_candidates", candidates);
  expectStock(await gateway.next("ice_candidates"), "gateway.to-device.ice_candidates");
  client.send("invalidate_gateway_ice_candidates", candidates);
  expectStock(await gateway.next("invalidate_ice_candidates"), "gateway.to-device.invalidate_ice_candidates");
});

test("what is refused", async () => {
  client.send("request_authorization", { resource_id: crypto.randomUUID(), connected_gateway_ids: [] });
  const name = "client.to-device.authorization_creation_failed.not_found";
  expectStock(await client.next("authorization_creation_failed"), name);
});

test("what changes, and what goes", async () => {
  const changed = { filters: [{ protocol: "tcp", ports: ["443"] }] };
  const id = resourceId("Wiki");
  await running.api("PATCH", `/resources/${id}`, { resource: changed });
  const name = "client.to-device.resource_created_or_updated";
  expectStock(await client.next("resource_created_or_updated"), `${name}.dns`);
  expectStock(await gateway.next("resource_updated"), "gateway.to-device.resource_updated.dns");
  const ip = { name: "Printer", type: "ip", address: "10.61.9.4", site_id: world.site.id };
  const printer = await world.created("/resources", { resource: ip });
  await world.created("/policies", { policy: { group_id: world.group.id, resource_id: printer.id } });
  const told = await client.next("resource_created_or_updated");
  expectStock(told, `${name}.ip-v4`);
  expect(told.payload).toMatchObject({ type: "cidr", address: "10.61.9.4/32" });
  await running.api("DELETE", `/resources/${id}`);
  expectStock(await client.next("resource_deleted"), "client.to-device.resource_deleted");
  expectStock(await gateway.next("reject_access"), "gateway.to-device.reject_access");
  await running.portal.context.db
    .updateTable("accounts")
    .set({ config: JSON.stringify({ clients_upstream_dns: { type: "secure", doh_provider: "quad9" } }) })
    .where("id", "=", running.account.accountId)
    .execute();
  expectStock(await client.next("config_changed"), "client.to-device.config_changed.secure");
  const second = await FakeDevice.connect(running.url, "relay", running.account.relayToken);
  await second.join({ stamp_secret: stampSecret("another") });
  expectStock(await client.next("relays_presence"), "client.to-device.relays_presence.replace");
  expectStock(await gateway.next("relays_presence"), "gateway.to-device.relays_presence.replace");
  second.close();
});

test("the end of a session", async () => {
  await running.api("DELETE", `/actors/${world.actor.id}/client_tokens/${world.clientToken.id}`);
  expectStock(await client.next("disconnect"), "client.to-device.disconnect.token_expired");
});
