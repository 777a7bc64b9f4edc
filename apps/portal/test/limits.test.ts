import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { parseAddressBlock } from "@fz/policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakeDevice } from "./fake-device.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const METRICS_TOKEN = "a-token-for-metrics";
const MIB = 1_048_576;
let running: RunningPortal;
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  running = await runPortal({
    metrics: { token: METRICS_TOKEN, networks: blocks("198.51.100.0/24") },
    trustedProxies: blocks("127.0.0.2/32"),
  });
  world = await populate(running);
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

function blocks(...networks: string[]) {
  return networks.map((network) => parseAddressBlock(network) ?? expect.fail(network));
}

/** A request whose body is begun and never ended, unless an answer comes first. */
async function unfinished(headers: Record<string, string>, part: string, path = "/sites"): Promise<IncomingMessage> {
  const request = httpRequest(`${running.url}${path}`, { method: "POST", headers });
  request.write(part);
  const [answer]: IncomingMessage[] = await once(request, "response");
  answer.once("error", () => undefined);
  request.once("error", () => undefined);
  request.destroy();
  return answer;
}

async function raw(text: string): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(Number(new URL(running.url).port), "127.0.0.1");
  let received = "";
  socket.on("data", (chunk) => {
    received += chunk.toString();
  });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return { socket, received: () => received };
}

const JSON_TYPE = { "content-type": "application/json" };

describe("what is read before the caller is known", () => {
  test("a long body of a stranger is refused unread, whether its length is announced or not", async () => {
    for (const length of [{ "content-length": "7000000" }, { "transfer-encoding": "chunked" }]) {
      expect((await unfinished({ ...JSON_TYPE, ...length }, "{")).statusCode).toBe(401);
      const authorization = "Bearer x";
      expect((await unfinished({ ...JSON_TYPE, ...length, authorization }, "{")).statusCode).toBe(401);
    }
  });

  test("a body that is too long for anybody is refused unread", async () => {
    const authorization = `Bearer ${running.account.apiToken}`;
    expect((await unfinished({ ...JSON_TYPE, "content-length": "8000001" }, "{")).statusCode).toBe(413);
    expect((await unfinished({ ...JSON_TYPE, authorization, "content-length": "8000001" }, "{")).statusCode).toBe(413);
  });

  test("a body for a path that there is not is refused unread", async () => {
    expect((await unfinished({ ...JSON_TYPE, "content-length": "7000000" }, "{", "/nowhere")).statusCode).toBe(404);
  });

  test("a caller with a token may send long bodies, and hears of malformed ones", async () => {
    const headers = { ...JSON_TYPE, authorization: `Bearer ${running.account.apiToken}` };
    const site = { name: "Long", padding: "x".repeat(7 * MIB) };
    const post = (body: string) => fetch(`${running.url}/sites`, { method: "POST", headers, body });
    expect((await post(JSON.stringify({ site }))).status).toBe(201);
    expect((await post(`{"site":"${"x".repeat(MIB)}`)).status).toBe(400);
  });

  test("a short body of a stranger is judged before the missing token, as the API promises", async () => {
    const post = (body: string) => fetch(`${running.url}/sites`, { method: "POST", headers: JSON_TYPE, body });
    expect([(await post("{")).status, (await post("{}")).status]).toEqual([400, 401]);
  });
});

describe("requests that stall or swell", () => {
  test("headers and paths have an end", async () => {
    const long = "x".repeat(20_000);
    expect((await fetch(`${running.url}/healthz`, { headers: { "x-long": long } })).status).toBe(431);
    expect((await fetch(`${running.url}/healthz?${long}`)).status).toBe(431);
  });

  test("headers that never end are given up", async () => {
    const { socket, received } = await raw("GET /healthz HTTP/1.1\r\nhost: x\r\n");
    const drip = setInterval(() => socket.write("x-more: 1\r\n"), 500);
    await once(socket, "close");
    clearInterval(drip);
    expect(received()).toContain("408 Request Timeout");
  }, 20_000);

  test("a device that hangs up while its upgrade is waiting for the database is let go at once", async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const holding = running.portal.context.db.connection().execute(() => held);
    const token = `x-authorization: Bearer ${world.clientToken.token}`;
    const head = ["GET /client/v2/websocket?external_id=x HTTP/1.1", "host: x", "upgrade: websocket", token];
    const { socket } = await raw(`${[...head, "connection: upgrade"].join("\r\n")}\r\n\r\n`);
    const before = performance.now();
    socket.end();
    await once(socket, "close");
    // Nothing else would have ended it for 15 s.
    expect(performance.now() - before).toBeLessThan(10_000);
    release();
    await holding;
  });

  test("what a device says before its upgrade is answered reaches its socket", async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const holding = running.portal.context.db.connection().execute(() => held);
    const query = new URLSearchParams({ external_id: "early", name: "early", public_key: "A".repeat(43).concat("=") });
    const head = [
      `GET /client/v2/websocket?${query} HTTP/1.1`,
      "host: x",
      "user-agent: Debian/12.0.0 headless-client/1.5.9 (x86_64; 6.1.0)",
      `x-authorization: Bearer ${world.clientToken.token}`,
      "connection: upgrade",
      "upgrade: websocket",
      "sec-websocket-version: 13",
      "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==",
    ];
    const { socket, received } = await raw(`${head.join("\r\n")}\r\n\r\n`);
    // A masked ping with nothing in it.
    socket.write(Buffer.from([0x89, 0x80, 0, 0, 0, 0]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    await holding;
    await expect.poll(() => received()).toContain("101 Switching Protocols");
    // And a pong, whose first byte is no UTF-8.
    await expect.poll(() => received().endsWith("\ufffd\0")).toBe(true);
    socket.destroy();
  });

  test("an upgrade that was refused and is not hung up on is hung up", async () => {
    const upgrade = "GET /client/v2/websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n";
    const { socket, received } = await raw(upgrade);
    await once(socket, "end");
    expect(received()).toContain("401 Unauthorized");
    await once(socket, "close");
  }, 10_000);
});

test("text that no database holds is a bad request, not a failure", async () => {
  expect((await running.api("GET", "/sites?name=%00")).status).toBe(400);
  expect((await running.api("POST", "/sites", { site: { name: "a\u0000b" } })).status).toBeLessThan(500);
  const description = "\u0000";
  const policy = { description, group_id: world.group.id, resource_id: world.resource.id };
  expect((await running.api("POST", "/policies", { policy })).status).toBeLessThan(500);
  const condition = { property: "remote_ip", operator: "is_in_cidr", values: ["\u0000"] };
  expect(
    (await running.api("PATCH", `/policies/${world.policy.id}`, { policy: { conditions: [condition] } })).status,
  ).toBeLessThan(500);
});

describe("sockets of devices", () => {
  const client = () => FakeDevice.connect(running.url, "client", world.clientToken.token);

  test("a frame longer than any device says ends the socket", async () => {
    const device = await client();
    device.sendText("x".repeat(MIB + 1));
    expect(await device.untilClosed()).toBe(1009);
  });

  test("a flood of messages ends it", async () => {
    const device = await client();
    await device.join();
    for (let i = 0; i < 1_200; i++) device.send("no_relays", {});
    expect(await device.untilClosed()).toBe(1008);
  });

  test("what a client has passed on to a gateway is little, and comes once", async () => {
    const gateway = await FakeDevice.connect(running.url, "gateway", world.gatewayToken.token);
    await gateway.join();
    const { body } = await running.api("GET", `/sites/${world.site.id}/gateways`);
    const gateway_id = body.data.find(({ online }: { online: boolean }) => online).id;
    const device = await client();
    await device.join();
    device.send("broadcast_ice_candidates", { gateway_ids: Array(500).fill(gateway_id), candidates: ["c"] });
    await device.fence();
    await gateway.fence();
    const passedOn = () => gateway.received.filter(({ event }) => event === "ice_candidates");
    expect(passedOn()).toHaveLength(1);
    const candidates = ["x".repeat(200_000)];
    for (let i = 0; i < 20; i++) device.send("new_gateway_ice_candidates", { gateway_id, candidates });
    expect(await device.untilClosed()).toBe(1008);
    await gateway.fence();
    expect(passedOn().length).toBeLessThan(10);
    gateway.close();
  });
});

describe("metrics", () => {
  const metrics = (headers: Record<string, string>) => fetch(`${running.url}/metrics`, { headers });

  test("are for this machine, and for others with the token", async () => {
    expect((await metrics({})).status).toBe(200);
    const elsewhere = { "x-forwarded-for": "203.0.113.9" };
    expect((await metrics(elsewhere)).status).toBe(403);
    expect((await metrics({ ...elsewhere, authorization: "Bearer wrong" })).status).toBe(403);
    expect((await metrics({ ...elsewhere, authorization: `Bearer ${METRICS_TOKEN}` })).status).toBe(200);
  });

  test("are not opened by a name that means this machine, or a header that claims an allowed network", async () => {
    expect((await metrics({ "x-forwarded-for": "198.51.100.7" })).status).toBe(403);
    const { received, socket } = await raw(
      "GET /metrics HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\n\r\n",
    );
    await once(socket, "close");
    expect(received()).toContain("403 Forbidden");
  });
});

test("every answer carries headers that keep browsers from making more of it", async () => {
  for (const path of ["/healthz", "/sites", "/nowhere", "/openapi.json", "/metrics"]) {
    const { headers } = await fetch(`${running.url}${path}`);
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("referrer-policy"), path).toBe("no-referrer");
    expect(headers.get("x-frame-options"), path).toBe("DENY");
    expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
    expect(headers.get("strict-transport-security"), path).toBeNull();
  }
});

describe("what a proxy says", () => {
  const PROXY = "127.0.0.2";

  /** Where the portal thinks a request comes from, and whether it would tell a browser to stay with https. */
  async function seen(localAddress: string, headers: Record<string, string>) {
    const authorization = `Bearer ${running.account.apiToken}`;
    const request = httpRequest(`${running.url}/me`, { localAddress, headers: { authorization, ...headers } }).end();
    const [answer]: IncomingMessage[] = await once(request, "response");
    answer.resume();
    await once(answer, "end");
    const row = await running.portal.context.db
      .selectFrom("api_tokens")
      .select(["last_seen_remote_ip as ip", "last_seen_remote_ip_location_region as region"])
      .where("account_id", "=", running.account.accountId)
      .where("actor_id", "=", running.account.apiActorId)
      .executeTakeFirst();
    return { ...row, isHttps: answer.headers["strict-transport-security"] !== undefined };
  }
  const claims = { "x-forwarded-for": "203.0.113.9", "x-azure-geo-country": "CH", "x-forwarded-proto": "https" };

  test("counts where it is one of ours", async () => {
    expect(await seen(PROXY, claims)).toEqual({ ip: "203.0.113.9", region: "CH", isHttps: true });
    const chain = { "x-forwarded-for": `198.51.100.1, [2001:db8::9]:443, ${PROXY}`, "x-geo-location-region": "NO" };
    expect(await seen(PROXY, chain)).toEqual({ ip: "2001:db8::9", region: "NO", isHttps: false });
  });

  test("counts for nothing where anybody else says it", async () => {
    expect(await seen("127.0.0.1", { ...claims, "x-geo-location-region": "CH" })).toMatchObject({
      ip: "127.0.0.1",
      region: null,
      isHttps: false,
    });
  });

  test("is not filled up with what the caller made up before it", async () => {
    const broken = await seen(PROXY, { "x-forwarded-for": "203.0.113.9, unknown" });
    expect(broken.ip).toBe(PROXY);
  });
});
