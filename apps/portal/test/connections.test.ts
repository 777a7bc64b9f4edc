import { createHash } from "node:crypto";
import { Writable } from "node:stream";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callerWithRole } from "./caller.ts";
import { DescribedAnswers, readDescription } from "./described-answers.ts";
import { EventListener } from "./event-listener.ts";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

/** A device that left is news after two seconds. */
const SOON = { timeout: 60_000 };
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

const NOTHING = {
  data: [],
  metadata: {
    count: 0,
    limit: 1_000,
    next_page: null,
    prev_page: null,
    truncated: false,
    unreported_count: 0,
    bits_per_second_down: null,
    bits_per_second_up: null,
    relays_online: 0,
  },
};

let running: RunningPortal;
let described: DescribedAnswers;
let world: Awaited<ReturnType<typeof populate>>;
let client: FakeDevice;
let gateway: FakeDevice;
let round = 0;

let clockOffset = 0;
const logged: string[] = [];

beforeAll(async () => {
  const lines = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  running = await runPortal({}, () => Date.now() + clockOffset, pino({ level: "warn" }, lines));
  described = new DescribedAnswers(await readDescription(running.url));
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

beforeEach(async () => {
  logged.length = 0;
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
    expect(await connections()).toEqual(NOTHING);
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
    expect(await connections()).toEqual({
      data: [connection],
      metadata: { ...NOTHING.metadata, count: 1, unreported_count: 1 },
    });
    await running.api("DELETE", `/policies/${world.policy.id}`);
    await gateway.next("reject_access");
    expect((await connections()).data).toMatchObject([{ resources: [{ id: other.id }] }]);
    gateway.close();
    await gateway.untilClosed();
    await expect.poll(async () => (await connections()).data).toEqual([]);
  });

  test("are narrowed to a site and to somebody's clients", async () => {
    await connect();
    const counted = async (query: string) => {
      const { status, body } = await running.api("GET", `/connections?${query}`);
      return [status, body.data?.length, body.metadata?.count];
    };
    expect(await counted(`site_id=${world.site.id}&actor_id=${world.actor.id}`)).toEqual([200, 1, 1]);
    expect(await counted(`site_id=${running.account.accountId}`)).toEqual([200, 0, 0]);
    expect(await counted(`actor_id=${world.site.id}`)).toEqual([200, 0, 0]);
    expect((await counted("site_id=Quay"))[0]).toBe(400);
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

interface Reported {
  readonly peer_id: string;
  readonly path?: string;
  readonly rtt_ms?: number | null;
  readonly sent?: number;
  readonly received?: number;
  readonly connected_at?: number;
}

function report(device: FakeDevice, ...reported: Reported[]): void {
  const connections = reported.map(({ sent = 0, received = 0, path = "direct", rtt_ms = 12, ...rest }) => ({
    ...rest,
    path,
    rtt_ms,
    bytes_sent: sent,
    bytes_received: received,
  }));
  device.send("connection_report", { connections });
}

/** What was sent before this was taken. */
const taken = async (device: FakeDevice) => void (await device.heartbeat());

describe("connections of devices that report", () => {
  test("are asked for in init", async () => {
    const inits = [client, gateway].map(({ received }) => received.find(({ event }) => event === "init"));
    for (const init of inits) expect(init?.payload.connection_reports).toEqual({ interval_seconds: 15 });
  });

  test("are what the client reports, in figures", async () => {
    const { gatewayId } = await connect();
    report(client);
    await taken(client);
    expect((await connections()).data).toEqual([]);
    const connected_at = Math.floor(Date.now() / 1_000) - 60;
    report(client, { peer_id: gatewayId, rtt_ms: 23.5, sent: 1_000, received: 5_000, connected_at });
    await taken(client);
    const [first] = (await connections()).data;
    expect(first).toMatchObject({ path: "direct", rtt_ms: 23.5, bytes_up: 1_000, bytes_down: 5_000 });
    expect(first).toMatchObject({ bits_per_second_up: null, bits_per_second_down: null });
    expect(Date.parse(first.connected_at)).toBe(connected_at * 1_000);
    expect(Date.now() - Date.parse(first.reported_at)).toBeLessThan(5_000);
    clockOffset += 10_000;
    report(client, { peer_id: gatewayId, sent: 11_000, received: 1_005_000 });
    await taken(client);
    const [second] = (await connections()).data;
    expect(second.connected_at).toBe(first.connected_at);
    // Ten seconds by the portal's clock, and what the test itself takes.
    expect(second.bits_per_second_up).toBeGreaterThan(7_000);
    expect(second.bits_per_second_up).toBeLessThanOrEqual(8_000);
    expect(second.bits_per_second_down / second.bits_per_second_up).toBeCloseTo(100, 0);
    clockOffset += 10_000;
    report(client, { peer_id: gatewayId, sent: 11_000, received: 1_005_000 });
    await taken(client);
    expect((await connections()).data).toMatchObject([{ bits_per_second_up: 0, bits_per_second_down: 0 }]);
  });

  test("are the gateway's word where the client is silent, and both ends' where it is not", async () => {
    const { clientId, gatewayId } = await connect();
    report(gateway, { peer_id: clientId, path: "relayed", rtt_ms: 44, sent: 700, received: 300 });
    await taken(gateway);
    const [ofGateway] = (await connections()).data;
    expect(ofGateway).toMatchObject({ path: "relayed", rtt_ms: 44, bytes_down: 700, bytes_up: 300 });
    report(client, { peer_id: gatewayId, path: "direct", rtt_ms: 41, sent: 310, received: 690 });
    await taken(client);
    const [ofBoth] = (await connections()).data;
    expect(ofBoth).toMatchObject({ path: "relayed", rtt_ms: 41, bytes_down: 690, bytes_up: 310 });
    report(client);
    await taken(client);
    expect((await connections()).data).toMatchObject([{ rtt_ms: 44, bytes_down: 700 }]);
    report(gateway);
    await taken(gateway);
    expect(await connections()).toEqual(NOTHING);
  });

  test("are forgotten with the device that reported them", async () => {
    const { gatewayId } = await connect();
    report(client, { peer_id: gatewayId });
    await taken(client);
    client.close();
    await expect.poll(async () => (await connections()).data).toEqual([]);
    client = await joined("client");
    expect((await connections()).data).toMatchObject([UNREPORTED]);
  });

  test("are only those that a grant stands for, whatever a device claims", async () => {
    const { gatewayId } = await connect();
    const stranger = await joined("client", "stranger");
    const { body } = await running.api("GET", `/clients?firezone_id=${externalId("stranger")}`);
    const strangerId = body.data[0].id;
    report(stranger, { peer_id: gatewayId }, { peer_id: crypto.randomUUID() }, { peer_id: strangerId });
    report(gateway, { peer_id: strangerId }, { peer_id: gatewayId });
    await Promise.all([taken(stranger), taken(gateway)]);
    expect((await connections()).data).toEqual([]);
    expect(logged.filter((line) => line.includes("no access to"))).toHaveLength(2);
    expect(stranger.closed).toBeUndefined();
    stranger.close();
  });

  test("end with the grant, though the device goes on reporting", async () => {
    const { clientId, gatewayId } = await connect();
    await running.api("DELETE", `/policies/${world.policy.id}`);
    await gateway.next("reject_access");
    report(client, { peer_id: gatewayId });
    report(gateway, { peer_id: clientId });
    await Promise.all([taken(client), taken(gateway)]);
    expect((await connections()).data).toEqual([]);
  });

  const good = { peer_id: crypto.randomUUID(), path: "direct", rtt_ms: 1, bytes_sent: 0, bytes_received: 0 };
  test.each<[string, unknown]>([
    ["no report", null],
    ["no list", { connections: "all" }],
    ["too many connections", { connections: Array.from({ length: 1_001 }, () => good) }],
    ["no id", { connections: [{ ...good, peer_id: "gateway" }] }],
    ["another path", { connections: [{ ...good, path: "teleport" }] }],
    ["a negative RTT", { connections: [{ ...good, rtt_ms: -1 }] }],
    ["no number", { connections: [{ ...good, rtt_ms: "12" }] }],
    ["bytes beyond counting", { connections: [{ ...good, bytes_sent: 1e300 }] }],
    ["half a byte", { connections: [{ ...good, bytes_received: 0.5 }] }],
  ])("a report that makes no sense costs the device nothing: %s", async (_, payload) => {
    const { gatewayId } = await connect();
    report(client, { peer_id: gatewayId });
    await taken(client);
    for (const device of [client, gateway]) {
      await device.during(0);
      device.send("connection_report", payload);
      device.send("connection_report", payload);
      const refusals = [await device.next("phx_reply"), await device.next("phx_reply")];
      const refused = { status: "error", response: { reason: "unknown_message" } };
      expect(refusals.map((reply) => reply.payload)).toEqual([refused, refused]);
    }
    expect(logged.filter((line) => line.includes("message refused"))).toHaveLength(2);
    expect((await connections()).data).toMatchObject([{ path: "direct" }]);
    expect([client.closed, gateway.closed]).toEqual([undefined, undefined]);
  });

  test("are news", async () => {
    const { gatewayId } = await connect();
    await using auditor = await listen("auditor");
    report(client, { peer_id: gatewayId });
    const hasPath = async () => (await connections()).data[0]?.path === "direct";
    await expect.poll(async () => (await hasPath()) && auditor.of("connections").length > 0, SOON).toBe(true);
  });
});

describe("the list of connections", () => {
  interface Shown {
    readonly client_name: string;
    readonly bits_per_second_down: number | null;
  }
  const names = (body: { data: readonly Shown[] }) => body.data.map(({ client_name }) => client_name);
  const asked = async (query: string) => (await running.api("GET", `/connections?${query}`)).body;
  const others: FakeDevice[] = [];
  afterEach(() => {
    for (const device of others.splice(0)) device.close();
  });

  /** A client with that name, whose traffic is so many bits a second; null reports nothing. */
  async function busy(name: string, bitsPerSecond: number | null): Promise<void> {
    const device = await FakeDevice.connect(running.url, "client", world.clientToken.token, {
      externalId: externalId(name),
      query: { name },
    });
    others.push(device);
    await device.join();
    device.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: [] });
    const { payload } = await gateway.next("create_authorization");
    gateway.send("authorization_created", { ref: payload.ref });
    const { gateway_id: peer_id } = (await device.next("authorization_created")).payload;
    if (bitsPerSecond === null) return;
    report(device, { peer_id });
    await taken(device);
    clockOffset += 10_000;
    report(device, { peer_id, received: (bitsPerSecond / 8) * 10 });
    await taken(device);
  }

  test("is sorted, searched and paged like others, and its sums are of all that was found", async () => {
    await busy("Anchor", 8_000_000);
    await busy("buoy", 80_000);
    await busy("Capstan", null);
    expect(names(await asked("sort=client_name"))).toEqual(["Anchor", "buoy", "Capstan"]);
    expect(names(await asked("sort=-client_name"))).toEqual(["Capstan", "buoy", "Anchor"]);
    expect(names(await asked("sort=bits_per_second_down"))).toEqual(["buoy", "Anchor", "Capstan"]);
    expect(names(await asked("sort=-bits_per_second_down"))).toEqual(["Anchor", "buoy", "Capstan"]);
    const first = await asked("sort=-client_name&limit=2");
    expect([names(first), first.metadata.count, first.metadata.prev_page]).toEqual([["Capstan", "buoy"], 3, null]);
    expect(first.metadata).toMatchObject({ limit: 2, truncated: false, unreported_count: 1 });
    expect(first.metadata.bits_per_second_down / 8_080_000).toBeCloseTo(1, 1);
    const second = await asked(`sort=-client_name&limit=2&page_cursor=${first.metadata.next_page}`);
    expect([names(second), second.metadata.next_page]).toEqual([["Anchor"], null]);
    const found = await asked("search=UOY");
    expect([names(found), found.metadata.count, found.metadata.unreported_count]).toEqual([["buoy"], 1, 0]);
    expect(names(await asked(`search=${world.resource.name}`))).toHaveLength(3);
    expect(names(await asked("search=nobody"))).toEqual([]);
    expect((await running.api("GET", "/connections?sort=age")).status).toBe(400);
    expect((await running.api("GET", "/connections?page_cursor=abc")).status).toBe(400);
  });

  test("forgets what was measured when reports that have to come stay away", async () => {
    await busy("Dinghy", 8_000);
    expect((await asked("")).data).toMatchObject([{ rtt_ms: 12, path: "direct" }]);
    clockOffset += 60_000;
    const [old] = (await asked("")).data;
    expect(old).toMatchObject({ path: "direct", rtt_ms: null, bits_per_second_down: null, bytes_down: 10_000 });
  });
});

test("sites are counted and ordered by how their gateways are, however many there are", async () => {
  const { api } = running;
  const more = Array.from({ length: 120 }, (_, i) => ({
    account_id: running.account.accountId,
    id: crypto.randomUUID(),
    name: `A site ${i}`,
  }));
  await running.portal.context.db.insertInto("sites").values(more).execute();
  const { status, body } = await api("GET", "/sites/health?limit=3");
  expect(described.objection("GET", "/sites/health", status, "application/json", body)).toBeUndefined();
  const own = body.data.find(({ id }: { id: string }) => id === world.site.id);
  // Gateways of former tests are gone, so their sites want care.
  expect(body.data[0].health).toBe("offline");
  expect(body.metadata.online_gateways_count).toBe(1);
  expect(body.metadata.count).toBeGreaterThan(120);
  const all = [body.data, ...(await pagesAfter(body.metadata.next_page))].flat();
  expect(all.length).toBe(body.metadata.count);
  const ofSite = own ?? all.find(({ id }: { id: string }) => id === world.site.id);
  expect(ofSite).toMatchObject({ health: "healthy", gateways_count: 1, online_gateways_count: 1 });
  expect(all.at(-1)).toMatchObject({ health: "empty" });
  expect(body.metadata.gateways_count).toBe(all.reduce((sum, { gateways_count: count }) => sum + count, 0));

  async function pagesAfter(cursor: string | null): Promise<(typeof body.data)[]> {
    if (cursor === null) return [];
    const next = (await api("GET", `/sites/health?limit=100&page_cursor=${cursor}`)).body;
    return [next.data, ...(await pagesAfter(next.metadata.next_page))];
  }
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
    // What is kept of it is another matter.
    expect(auditor.of("sessions").length).toBeGreaterThan(0);
    again.close();
  });

  test("say that connections changed", async () => {
    await using network = await listen("network_admin");
    await connect();
    await expect.poll(() => network.of("connections").map(({ data }) => data), SOON).toContainEqual({});
    const count = network.of("connections").length;
    await running.api("DELETE", `/policies/${world.policy.id}`);
    await expect.poll(() => network.of("connections").length, SOON).toBeGreaterThan(count);
  });

  test("say that access was refused, to those who may know whom", async () => {
    await using auditor = await listen("auditor");
    await using network = await listen("network_admin");
    for (let i = 0; i < 3; i++) client.send("request_authorization", { resource_id: crypto.randomUUID() });
    await expect.poll(() => auditor.of("denials").map(({ data }) => data), SOON).toEqual([{}]);
    expect((await running.api("GET", "/access/denials")).body.metadata.count).toBeGreaterThanOrEqual(3);
    expect(network.of("denials")).toEqual([]);
  });
});
