import {
  AuthorizationCreatedSchema,
  ClientInitSchema,
  CreateAuthorizationSchema,
  GatewayInitSchema,
  verifyIngestToken,
} from "@fz/wire";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bootstrapAccount } from "../src/index.ts";
import { FakeDevice, Refused, stampSecret } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

/** Sessions are written a moment after the connection. */
const SESSION_WRITTEN_MS = 60_000;

let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal();
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

const client = (options = {}) => FakeDevice.connect(running.url, "client", world.clientToken.token, options);
const gateway = (options = {}) => FakeDevice.connect(running.url, "gateway", world.gatewayToken.token, options);

async function refusal(attempt: Promise<unknown>): Promise<Refused> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refused)) throw new Error("not refused", { cause: error });
  return error;
}

/** A client of another account of the same portal. */
async function connectStranger(): Promise<FakeDevice> {
  const { context } = running.portal;
  const other = await bootstrapAccount(context, { name: "Other", slug: "other" });
  const { token, ...secret } = context.tokens.mint("client", other.accountId, Date.now());
  await context.db
    .insertInto("client_tokens")
    .values({ ...secret, account_id: other.accountId, actor_id: other.apiActorId, expires_at: "2041-01-01T00:00:00Z" })
    .execute();
  const stranger = await FakeDevice.connect(running.url, "client", token);
  await stranger.join();
  return stranger;
}

/** A gateway that agrees to everything. */
async function readyGateway() {
  const device = await gateway();
  const init = await device.join();
  device.send("set_snownet_capabilities", { iceless: true });
  return { device, init };
}

describe("connecting", () => {
  test("no token, rubbish and tokens of another kind are refused in the form that devices read", async () => {
    const missing = await refusal(FakeDevice.connect(running.url, "client", ""));
    expect(missing.status).toBe(401);
    expect(missing.code).toBe("missing_token");
    expect(missing.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(missing.headers["content-length"]).toBe(String(Buffer.byteLength(missing.body)));
    expect((await refusal(FakeDevice.connect(running.url, "client", ".x.y.z"))).code).toBe("invalid_token");
    const wrong = await refusal(FakeDevice.connect(running.url, "client", world.gatewayToken.token));
    expect(wrong.code).toBe("invalid_token");
  });

  test("bad parameters name their field", async () => {
    const refused = await refusal(client({ query: { public_key: "short" } }));
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.body)).toMatchObject({ code: "invalid_connect_params", detail: /public_key/ });
    const noVersion = await refusal(client({ userAgent: "curl/8.9.1" }));
    expect(noVersion.code).toBe("invalid_connect_params");
    const relay = FakeDevice.connect(running.url, "relay", running.account.relayToken, { query: { ipv4: "" } });
    expect((await refusal(relay)).status).toBeGreaterThanOrEqual(400);
  });

  test("an unknown socket is not found", async () => {
    expect((await refusal(client({ path: "/nowhere/websocket" }))).status).toBe(404);
  });

  test("a device keeps its row and addresses when it comes back", async () => {
    const externalId = "cafe".repeat(16);
    const first = await client({ externalId });
    const { payload } = await first.join();
    first.close();
    await first.untilClosed();
    const second = await client({ externalId, userAgent: "Windows/10.0.26100 gui-client/1.5.13 (x86_64)" });
    const again = await second.join();
    expect(again.payload.interface).toEqual(payload.interface);
    await vi.waitFor(async () => {
      const { body } = await running.api("GET", `/clients?firezone_id=${externalId}`);
      expect(body.data).toHaveLength(1);
      expect(body.data[0]).toMatchObject({
        ipv4: payload.interface.ipv4,
        online: true,
        last_seen_version: "1.5.13",
        public_key: second.publicKey,
      });
    }, SESSION_WRITTEN_MS);
    second.close();
  });

  test("a second client with the same id ends the first one's session", async () => {
    const externalId = "beef".repeat(16);
    const first = await client({ externalId });
    await first.join();
    const second = await client({ externalId });
    await second.join();
    expect((await first.next("disconnect")).payload).toEqual({ reason: "token_expired" });
    second.close();
  });

  test("a gateway that is there stays; one that no longer answers makes room", async () => {
    const externalId = "f00d".repeat(16);
    const first = await gateway({ externalId });
    await first.join();
    const refused = await refusal(gateway({ externalId }));
    expect(refused.status).toBe(409);
    expect(refused.code).toBe("gateway_already_connected");
    first.freeze();
    const second = await gateway({ externalId });
    await second.join();
    second.close();
    first.terminate();
  });

  test("a portal that closes lets nobody in, however long those inside take to go", async () => {
    await using closing = await runPortal();
    const connect = () => FakeDevice.connect(closing.url, "relay", closing.account.relayToken);
    const deaf = await connect();
    deaf.freeze();
    const closed = closing.portal.close();
    expect((await refusal(connect())).status).toBe(503);
    await closed;
    deaf.terminate();
  });

  test("attempts beyond the budget of an address and token wait", async () => {
    await using strict = await runPortal({ socketBucket: { refillPerSecond: 1, capacity: 1 } });
    const connect = () => FakeDevice.connect(strict.url, "relay", strict.account.relayToken);
    const relay = await connect();
    const refused = await refusal(connect());
    expect(refused.status).toBe(503);
    expect(refused.code).toBe("rate_limit");
    expect(refused.headers["retry-after"]).toBe("1");
    relay.close();
  });
});

describe("frames", () => {
  test("heartbeats are answered, unknown messages and topics are told so", async () => {
    const device = await client();
    expect((await device.heartbeat()).payload).toEqual({ status: "ok", response: {} });
    device.send("request_authorization", { resource_id: world.resource.id });
    expect((await device.next("phx_reply")).payload.response).toEqual({ reason: "unmatched topic" });
    await device.join();
    const ref = device.send("create_flow", { resource_id: world.resource.id });
    expect(await device.next("phx_reply")).toMatchObject({ ref, payload: { response: { reason: "unknown_message" } } });
    device.sendText("{");
    await device.untilClosed();
  });

  test("joining again gives a new init and nothing else", async () => {
    const device = await client();
    await device.join();
    await device.join();
    expect(device.received.map(({ event }) => event)).toEqual(["phx_reply", "init", "phx_reply", "init"]);
    device.close();
  });
});

describe("init", () => {
  test("both kinds of device get what their own schemas demand", async () => {
    const device = await client();
    const { payload } = await device.join();
    const init = ClientInitSchema.parse(payload);
    expect(init.interface.ipv4).toMatch(/^100\./);
    expect(init.interface.ipv6).toMatch(/^fd00:2021:1111:/);
    expect(init.resources).toMatchObject([
      { id: world.resource.id, type: "cidr", address: "10.77.8.0/22", sites: [{ id: world.site.id, name: "Quay" }] },
    ]);
    expect(init.flow_logs).toEqual({ api_url: "", upload_interval_secs: 0, upload_batch_size: 1000 });
    const gate = await gateway();
    const gateInit = GatewayInitSchema.parse((await gate.join()).payload);
    expect(gateInit).toMatchObject({
      account_slug: running.account.slug,
      authorizations: [],
      config: { ipv4_masquerade_enabled: true, ipv6_masquerade_enabled: true },
    });
    device.close();
    gate.close();
  });

  test("older clients read gateway groups", async () => {
    const device = await client({
      userAgent: "Debian/12.0.0 headless-client/1.5.4 (x86_64)",
      path: "/client/websocket",
    });
    const { payload } = await device.join();
    expect(payload.resources[0].gateway_groups).toEqual([{ id: world.site.id, name: "Quay" }]);
    expect(payload.resources[0].sites).toBeUndefined();
    device.close();
  });
});

describe("asking for access", () => {
  test("the gateway is told first, then the client; secrets match and stay the same", async () => {
    const { device: gate } = await readyGateway();
    const device = await client();
    await device.join();
    const ask = async (connected: string[]) => {
      device.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: connected });
      const create = await gate.next("create_authorization");
      const ref = gate.send("authorization_created", { ref: create.payload.ref });
      expect(await gate.next("phx_reply")).toMatchObject({ ref, payload: { status: "ok", response: {} } });
      return { create: create.payload, created: (await device.next("authorization_created")).payload };
    };
    const { create, created } = await ask([]);
    CreateAuthorizationSchema.parse(create);
    AuthorizationCreatedSchema.parse(created);
    expect(created.preshared_key).toBe(create.client.preshared_key);
    expect(created.client_ice_credentials).toEqual(create.client_ice_credentials);
    expect(created.gateway_ice_credentials).toEqual(create.gateway_ice_credentials);
    expect(created.gateway_public_key).toBe(gate.publicKey);
    expect(create.client.public_key).toBe(device.publicKey);
    expect(create.expires_at).toBe(Date.parse("2041-03-04T05:06:07Z") / 1_000);
    expect(created.use_iceless).toBe(false);
    const key = (
      await running.portal.context.db
        .selectFrom("accounts")
        .select("ingest_signing_key")
        .where("id", "=", running.account.accountId)
        .executeTakeFirstOrThrow()
    ).ingest_signing_key;
    expect(verifyIngestToken(created.flow_logs_ingest_token, key)).toMatchObject({
      role: "initiator",
      resource_id: world.resource.id,
    });
    const again = await ask([created.gateway_id]);
    expect(again.created.preshared_key).toBe(created.preshared_key);
    expect(again.created.gateway_ice_credentials).toEqual(created.gateway_ice_credentials);
    gate.close();
    device.close();
  });

  test("the grant outlives the gateway's connection", async () => {
    const externalId = "feed".repeat(16);
    const gate = await gateway({ externalId });
    await gate.join();
    const device = await client();
    await device.join();
    device.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: [] });
    const { payload } = await gate.next("create_authorization");
    gate.close();
    await gate.untilClosed();
    const back = await gateway({ externalId });
    const init = await back.join();
    expect(init.payload.authorizations).toEqual([
      { client_id: payload.client.id, resource_id: world.resource.id, expires_at: payload.expires_at },
    ]);
    back.close();
    device.close();
  });

  test("unknown resources, absent and incompatible gateways each have their reason", async () => {
    const device = await client();
    await device.join();
    const unknown = crypto.randomUUID();
    device.send("request_authorization", { resource_id: unknown, connected_gateway_ids: [] });
    expect((await device.next("authorization_creation_failed")).payload).toEqual({
      resource_id: unknown,
      reason: "not_found",
    });
    device.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: [] });
    expect((await device.next("authorization_creation_failed")).payload.reason).toBe("offline");
    const old = await gateway({ userAgent: "Alpine Linux/3.21.3 gateway/1.1.0 (x86_64)" });
    await old.join();
    device.send("request_authorization", { resource_id: world.resource.id, connected_gateway_ids: [] });
    expect((await device.next("authorization_creation_failed")).payload.reason).toBe("version_mismatch");
    old.close();
    device.close();
  });

  test("a ref is good once", async () => {
    const { device: gate } = await readyGateway();
    gate.send("authorization_created", { ref: "never given" });
    expect((await gate.next("phx_reply")).payload.response).toEqual({ reason: "invalid_ref" });
    gate.close();
  });

  test("legacy sockets use the older event names", async () => {
    const gate = await gateway({ path: "/gateway/websocket" });
    await gate.join();
    const device = await client({ path: "/client/websocket" });
    await device.join();
    device.send("create_flow", { resource_id: world.resource.id, connected_gateway_ids: [] });
    const create = await gate.next("authorize_flow");
    gate.send("flow_authorized", { ref: create.payload.ref });
    expect((await device.next("flow_created")).payload.resource_id).toBe(world.resource.id);
    gate.close();
    device.close();
  });
});

describe("candidates", () => {
  test("travel both ways within the account and nowhere else", async () => {
    const { device: gate, init } = await readyGateway();
    const device = await client();
    await device.join();
    const lists = await running.api("GET", `/sites/${world.site.id}/gateways?ipv4=${init.payload.interface.ipv4}`);
    const gatewayId = lists.body.data[0].id;
    const candidates = ["candidate:1 1 udp 2130706431 192.0.2.1 52625 typ host"];
    device.send("new_gateway_ice_candidates", { gateway_id: gatewayId, candidates });
    const forwarded = await gate.next("ice_candidates");
    expect(forwarded.payload.candidates).toEqual(candidates);
    gate.send("broadcast_invalidated_ice_candidates", { client_ids: [forwarded.payload.client_id], candidates });
    expect((await device.next("invalidate_ice_candidates")).payload).toEqual({ gateway_id: gatewayId, candidates });
    const stranger = await connectStranger();
    stranger.send("new_gateway_ice_candidates", { gateway_id: gatewayId, candidates });
    stranger.send("broadcast_ice_candidates", { gateway_ids: [gatewayId], candidates });
    expect((await gate.during(200)).map(({ event }) => event)).toEqual([]);
    stranger.close();
    gate.close();
    device.close();
  });
});

describe("relays", () => {
  test("devices are told of relays that come, and of those that go", async () => {
    const device = await client();
    expect((await device.join()).payload.relays).toEqual([]);
    const relay = await FakeDevice.connect(running.url, "relay", running.account.relayToken, {
      query: { ipv6: "2001:db8::17" },
    });
    await relay.join({ stamp_secret: stampSecret("a") });
    const came = await device.next("relays_presence");
    expect(came.payload.disconnected_ids).toEqual([]);
    expect(came.payload.connected.map(({ addr }: { addr: string }) => addr)).toEqual([
      "198.51.100.17:3478",
      "[2001:db8::17]:3478",
    ]);
    const [{ id, username, expires_at }] = came.payload.connected;
    expect(username.startsWith(`${expires_at}:`)).toBe(true);
    relay.close();
    expect((await device.next("relays_presence")).payload).toEqual({ disconnected_ids: [id], connected: [] });
    device.close();
  });

  test("a relay without its stamp secret cannot join", async () => {
    const relay = await FakeDevice.connect(running.url, "relay", running.account.relayToken);
    relay.send("phx_join", {});
    expect((await relay.next("phx_reply")).payload.status).toBe("error");
    relay.close();
  });
});
