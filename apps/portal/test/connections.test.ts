import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callerWithRole } from "./caller.ts";
import { DescribedAnswers, readDescription } from "./described-answers.ts";
import { EventListener } from "./event-listener.ts";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

/** A device that left is news after two seconds. */
const SOON = { timeout: 5_000 };
const UNREPORTED = {
  path: null,
  rtt_ms: null,
  bits_per_second_down: null,
  bits_per_second_up: null,
  bytes_down: null,
  bytes_up: null,
  connected_at: null,
  reported_at: null,
};

let running: RunningPortal;
let described: DescribedAnswers;
let world: Awaited<ReturnType<typeof populate>>;
let client: FakeDevice;
let gateway: FakeDevice;
let round = 0;

beforeAll(async () => {
  running = await runPortal();
  described = new DescribedAnswers(await readDescription(running.url));
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

beforeEach(async () => {
  world = await populate(running, ` ${++round}`);
  gateway = await joined("gateway");
  client = await joined("client");
});
afterEach(() => {
  client.close();
  gateway.close();
});

async function joined(topic: "client" | "gateway", name = ""): Promise<FakeDevice> {
  const { token } = topic === "client" ? world.clientToken : world.gatewayToken;
  const device = await FakeDevice.connect(running.url, topic, token, { externalId: externalId(name) });
  await device.join();
  return device;
}

function externalId(name: string): string {
  return createHash("sha256").update(`${name} ${round}`).digest("hex");
}

/** A client that comes while somebody listens, with its id. */
async function newcomer(listener: EventListener) {
  const device = await joined("client", "newcomer");
  const { body } = await running.api("GET", `/clients?firezone_id=${externalId("newcomer")}`);
  const there = { object: "clients", id: body.data[0].id, online: true };
  await expect.poll(() => presence(listener), SOON).toContainEqual(there);
  return { device, there, gone: { ...there, online: false } };
}

/** Full access: the client asks, the gateway agrees. Gives the ids of both. */
async function connect(resourceId = world.resource.id) {
  client.send("request_authorization", { resource_id: resourceId, connected_gateway_ids: [] });
  const { payload } = await gateway.next("create_authorization");
  gateway.send("authorization_created", { ref: payload.ref });
  const created = await client.next("authorization_created");
  return { clientId: payload.client.id, gatewayId: created.payload.gateway_id };
}

async function connections() {
  const { status, body } = await running.api("GET", "/connections");
  expect(described.objection("GET", "/connections", status, "application/json", body)).toBeUndefined();
  return body;
}

async function listen(role: "auditor" | "network_admin"): Promise<EventListener> {
  const owner = await world.created("/api_clients", { api_client: { name: role, role } });
  const token = { api_token: { expires_at: "2041-03-04T05:06:07Z" } };
  const { token: secret } = await world.created(`/api_clients/${owner.id}/tokens`, token);
  return EventListener.open(running, secret);
}

const presence = (listener: EventListener) => listener.of("presence").map(({ data }) => data);

describe("connections of devices that report nothing", () => {
  test("are what was granted between devices that are both online", async () => {
    expect(await connections()).toEqual({ data: [], metadata: { count: 0, truncated: false } });
    const { clientId, gatewayId } = await connect();
    const crane = { name: "Crane", type: "cidr", address: "10.77.16.0/22", site_id: world.site.id };
    const other = await world.created("/resources", { resource: crane });
    await world.created("/policies", { policy: { group_id: world.group.id, resource_id: other.id } });
    await client.next("resource_created_or_updated");
    await connect(other.id);
    const connection = {
      client_id: clientId,
      client_name: "client",
      actor_id: world.actor.id,
      actor_name: "Winch",
      gateway_id: gatewayId,
      gateway_name: "gateway",
      site_id: world.site.id,
      site_name: world.site.name,
      resources: [
        { id: other.id, name: "Crane" },
        { id: world.resource.id, name: "Shed" },
      ],
      ...UNREPORTED,
    };
    expect(await connections()).toEqual({ data: [connection], metadata: { count: 1, truncated: false } });
    await running.api("DELETE", `/policies/${world.policy.id}`);
    await gateway.next("reject_access");
    expect((await connections()).data).toMatchObject([{ resources: [{ id: other.id }] }]);
    gateway.close();
    await gateway.untilClosed();
    await expect.poll(async () => (await connections()).data).toEqual([]);
  });

  test("are shown to whoever runs the network, and not to everyone", async () => {
    await connect();
    for (const role of ["auditor", "network_admin"] as const) {
      const { status, body } = await (await callerWithRole(running, role))("GET", "/connections");
      expect([status, body.data.length]).toEqual([200, 1]);
    }
    const bare = await fetch(`${running.url}/connections`);
    expect(bare.status).toBe(401);
  });
});

describe("news of devices", () => {
  test("tell who comes and goes, clients only to those who may see them", async () => {
    await using auditor = await listen("auditor");
    await using network = await listen("network_admin");
    const { gatewayId } = await connect();
    const { device, gone } = await newcomer(auditor);
    device.close();
    await expect.poll(() => presence(auditor), SOON).toContainEqual(gone);
    gateway.close();
    const gatewayGone = { object: "gateways", id: gatewayId, online: false };
    await expect.poll(() => presence(auditor), SOON).toContainEqual(gatewayGone);
    gateway = await joined("gateway");
    await expect.poll(() => presence(auditor).at(-1), SOON).toEqual({ ...gatewayGone, online: true });
    expect(presence(network).at(-1)).toEqual({ ...gatewayGone, online: true });
    expect(new Set(presence(network).map(({ object }) => object))).toEqual(new Set(["gateways"]));
  });

  test("leave out a device that comes back at once", async () => {
    await using auditor = await listen("auditor");
    const { gatewayId } = await connect();
    const { device, there } = await newcomer(auditor);
    device.terminate();
    const again = await joined("client", "newcomer");
    gateway.close();
    const gatewayGone = { object: "gateways", id: gatewayId, online: false };
    await expect.poll(() => presence(auditor), SOON).toContainEqual(gatewayGone);
    expect(presence(auditor).filter(({ id }) => id === there.id)).toEqual([there]);
    again.close();
  });

  test("say that connections changed, at most once a second", async () => {
    await using network = await listen("network_admin");
    await connect();
    await expect.poll(() => network.of("connections").length, SOON).toBe(1);
    await running.api("DELETE", `/policies/${world.policy.id}`);
    await expect.poll(() => network.of("connections").length, SOON).toBe(2);
    const [first, second] = network.of("connections");
    expect(first.data).toEqual({});
    expect(second.at - first.at).toBeGreaterThan(990);
  });
});
