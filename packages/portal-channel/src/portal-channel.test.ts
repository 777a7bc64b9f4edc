// The channel against a real WebSocket server on loopback; only time is ours.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeClock } from "../test/fake-clock.ts";
import { PortalServer } from "../test/portal-server.ts";
import { PARTITION_BUDGET } from "./backoff.ts";
import { type Fatal, PortalChannel, type PortalChannelOptions } from "./portal-channel.ts";

const KEY = "vaQvIHkf1giHsoVeOfDT0s8iuEYuxZlw2TPhEcMg1m8=";
const OTHER_KEY = "JD6GfY2VtpcxmyXj/fyr9pEJOFyUh+2UcyDrLEHpoh8=";
const NOW = Date.UTC(2030, 0, 1);
const EXPIRY = { reason: "token_expired" };
const REJECT = {
  client_id: "e8b02af4-0ffe-4f97-b050-6c19917756f6",
  resource_id: "76d40e6e-e55a-429a-af28-142b69f145e4",
};

let portal: PortalServer;
let clock: FakeClock;
let channel: PortalChannel<"client">;
const events: unknown[] = [];

beforeEach(async () => {
  portal = new PortalServer();
  await portal.listen();
  clock = new FakeClock(NOW);
  events.length = 0;
});

afterEach(async () => {
  const closed = channel.close();
  clock.advance(2000);
  await closed;
  await portal.kill();
});

function start(options: Partial<PortalChannelOptions<"client">> = {}): PortalChannel<"client"> {
  channel = new PortalChannel({
    topic: "client",
    base: `ws://127.0.0.1:${portal.port}`,
    query: [
      ["external_id", "abc"],
      ["name", "Mara's Notebook"],
      ["public_key", KEY],
    ],
    token: "nonce.SFMy\nNTY.x.y",
    userAgent: "Debian/12 headless-client/1.5.9 (x86_64; 6.1.0)",
    budget: PARTITION_BUDGET.headlessClient,
    clock,
    random: () => 0,
    ...options,
  });
  channel.on("joined", () => events.push("joined"));
  channel.on("message", (message) => events.push(message));
  channel.on("skipped", (skipped) => events.push({ skipped }));
  channel.on("hiccup", ({ delay }) => events.push({ hiccup: delay }));
  channel.on("fatal", (fatal) => events.push({ fatal }));
  channel.connect();
  return channel;
}

const next = async <E extends "joined" | "message" | "hiccup" | "fatal" | "skipped">(event: E) => once(channel, event);
const fatal = async (): Promise<Fatal> => (await next("fatal"))[0];

describe("connecting", () => {
  test("asks for the socket as devices do and joins with null", async () => {
    start();
    const device = await portal.socket(0);
    expect(await device.frame(0)).toEqual({ topic: "client", event: "phx_join", payload: null, ref: 0 });
    await next("joined");
    const { url, headers } = device.request;
    expect(url).toBe(
      "/client/v2/websocket?external_id=abc&name=Mara%27s+Notebook&public_key=vaQvIHkf1giHsoVeOfDT0s8iuEYuxZlw2TPhEcMg1m8%3D",
    );
    expect(headers["x-authorization"]).toBe("Bearer nonce.SFMyNTY.x.y");
    expect(headers.authorization).toBeUndefined();
    expect(headers["user-agent"]).toBe("Debian/12 headless-client/1.5.9 (x86_64; 6.1.0)");
    expect(headers["sec-websocket-extensions"]).toBeUndefined();
    expect(headers.origin).toBeUndefined();
  });

  test("keeps messages until the join is granted, once each, and drops them while no socket is up", async () => {
    portal.autoReply = false;
    start();
    expect(channel.send("no_relays", {})).toBe("dropped");
    const device = await portal.socket(0);
    await device.frame(0);
    expect(channel.send("no_relays", {})).toBe("queued");
    expect(channel.send("no_relays", {})).toBe("dropped");
    expect(channel.send("set_snownet_capabilities", { iceless: false })).toBe("queued");
    expect(device.frames).toHaveLength(1);
    device.replyOk({ topic: "client", ref: 0 });
    expect(await device.frame(1)).toEqual({ topic: "client", event: "no_relays", payload: {}, ref: 1 });
    expect(await device.frame(2)).toMatchObject({ event: "set_snownet_capabilities", ref: 2 });
    expect(channel.send("no_relays", {})).toBe("sent");
    expect(await device.frame(3)).toMatchObject({ event: "no_relays", ref: 3 });
  });

  test("uses the sockets it is given", async () => {
    const dialled: unknown[] = [];
    start({
      base: `ws://portal.test:${portal.port}`,
      lookup: async () => ["192.0.2.1", "127.0.0.1"],
      createConnection: (address, signal) => {
        dialled.push(address);
        return new Promise((resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
          // The first address never answers.
          if (address.ip === "127.0.0.1") {
            const socket = connect(address.port, address.ip, () => resolve(socket));
          }
        });
      },
    });
    await next("joined");
    expect(dialled).toEqual([
      { ip: "192.0.2.1", port: portal.port },
      { ip: "127.0.0.1", port: portal.port },
    ]);
    expect(portal.sockets[0].request.headers.host).toBe(`portal.test:${portal.port}`);
  });

  test("speaks TLS over the sockets it is given, to the portal's name", async () => {
    const pem = (name: string) => readFileSync(new URL(`../test/tls/${name}.pem`, import.meta.url), "utf8");
    await portal.kill();
    portal = new PortalServer({ key: pem("key"), cert: pem("cert") });
    await portal.listen();
    const options = { base: `https://portal.test:${portal.port}`, lookup: async () => ["127.0.0.1"] };
    start(options);
    expect((await next("hiccup"))[0].error).toMatch(/self-signed certificate/);
    await channel.close();
    start({ ...options, tls: { ca: pem("cert") } });
    await next("joined");
  });

  test("refuses what is no URL of a portal", () => {
    start();
    const options = { topic: "client", query: [], token: undefined, userAgent: "x", budget: undefined } as const;
    expect(() => new PortalChannel({ ...options, base: "ftp://x" })).toThrow(/not a portal URL: ftp:\/\/x/);
  });

  test("gives up after 16 failed attempts a second apart", async () => {
    portal.refuse = { status: 502 };
    start();
    for (let i = 0; i < 15; i++) {
      const [{ delay, error }] = await next("hiccup");
      expect({ delay, error }).toEqual({ delay: 1000, error: "HTTP 502" });
      clock.advance(delay);
    }
    expect(await fatal()).toEqual({ reason: "retries_exhausted", signInRequired: false, detail: "HTTP 502" });
    expect(portal.requests).toBe(16);
  });

  test("tries again when nobody answers the upgrade within 15 s, or the TCP connection within 5 s", async () => {
    portal.silent = true;
    start();
    await portal.until(() => portal.requests === 1);
    clock.advance(15_000);
    expect((await next("hiccup"))[0]).toEqual({ error: "no connection within 15 s", delay: 1000 });
    await channel.close();
    start({ createConnection: () => new Promise<Socket>(() => undefined) });
    clock.advance(5000);
    expect((await next("hiccup"))[0].error).toMatch(/^no TCP connection to 127\.0\.0\.1/);
  });

  test("says why it cannot connect", async () => {
    const closedPort = portal.port;
    await portal.kill();
    start({ base: `ws://127.0.0.1:${closedPort}` });
    expect((await next("hiccup"))[0].error).toMatch(/ECONNREFUSED/);
  });
});

describe("a refused upgrade", () => {
  const problem = (status: number, code: string) => ({
    status,
    headers: { "content-type": "application/problem+json; charset=utf-8" },
    body: JSON.stringify({ type: "about:blank", title: "x", status, detail: "why", code }),
  });

  test("with a bad token asks for a new sign-in", async () => {
    portal.refuse = problem(401, "invalid_token");
    start();
    expect(await fatal()).toEqual({
      reason: "unauthorized",
      signInRequired: true,
      detail: "HTTP 401 (invalid_token: why)",
    });
    clock.advance(60_000);
    expect(portal.requests).toBe(1);
  });

  test("with 401 and nothing else ends the session but keeps the token", async () => {
    portal.refuse = { status: 401, headers: { "content-type": "text/html" }, body: "<html>denied</html>" };
    start();
    expect(await fatal()).toMatchObject({ reason: "unauthorized", signInRequired: false });
  });

  test.each([400, 402, 403, 404, 409, 500, 301])("with %i is only a hiccup", async (status) => {
    portal.refuse = { status, headers: { location: "http://127.0.0.1:1/" } };
    start();
    expect((await next("hiccup"))[0]).toMatchObject({ delay: 1000 });
  });

  test("that says when to come back is obeyed to the second and costs no budget", async () => {
    portal.refuse = { ...problem(503, "rate_limit"), headers: { "retry-after": "90" } };
    start();
    for (let i = 0; i < 20; i++) {
      expect((await next("hiccup"))[0].delay).toBe(90_000);
      clock.advance(90_000);
    }
    portal.refuse = { status: 503, headers: { "retry-after": "Tue, 01 Jan 2030 01:00:00 GMT" } };
    // The twenty waits before took half an hour.
    expect((await next("hiccup"))[0].delay).toBe(1_800_000);
    portal.refuse = undefined;
    clock.advance(1_800_000);
    await next("joined");
  });
});

describe("a joined channel", () => {
  const joined = async (options: Partial<PortalChannelOptions<"client">> = {}) => {
    start(options);
    await next("joined");
    return portal.socket(0);
  };

  test("hands out what the portal says", async () => {
    const device = await joined();
    device.push("reject_access", REJECT);
    expect((await next("message"))[0]).toEqual({ event: "reject_access", payload: REJECT });
  });

  test("survives garbage", async () => {
    const device = await joined();
    device.socket.send("nonsense");
    device.socket.send(Buffer.from([1, 2, 3]));
    device.socket.send("[1]");
    device.socket.ping();
    device.push("from_the_future", { a: 1 });
    device.push("phx_error", {});
    device.push("resource_created_or_updated", { id: "x", type: "quantum" });
    device.push("disconnect", { reason: "certificate_revoked" });
    device.send({
      topic: "client",
      event: "phx_reply",
      ref: 77,
      payload: { status: "error", response: { reason: "x" } },
    });
    device.push("reject_access", REJECT);
    await next("message");
    expect(events).toEqual([
      "joined",
      { skipped: { id: "x", reason: expect.any(String) } },
      { event: "reject_access", payload: REJECT },
    ]);
  });

  test("logs what of a malformed message was wrong, by its path, and goes on over the same socket", async () => {
    const lines: { reason?: unknown }[] = [];
    const ignore = () => undefined;
    const log = { debug: ignore, info: ignore, warn: (fields: object) => void lines.push(fields) };
    const device = await joined({ log });
    device.push("relays_presence", { disconnected_ids: [], connected: [{ id: REJECT.client_id, type: "turn" }] });
    device.push("reject_access", { client_id: REJECT.client_id, resource_id: 7 });
    device.push("reject_access", REJECT);
    await next("message");
    expect(lines.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^relays_presence: .*connected\.0\.addr/),
      expect.stringMatching(/^reject_access: .*resource_id/),
    ]);
    expect(portal.sockets).toHaveLength(1);
  });

  test("beats every ten seconds and reconnects at 40 s without an answer", async () => {
    const device = await joined();
    clock.advance(10_000);
    expect(await device.frame(1)).toEqual({ topic: "phoenix", event: "heartbeat", payload: {}, ref: 1 });
    device.push("reject_access", REJECT);
    await next("message");
    // Half-open from here: nothing comes back any more.
    device.socket.removeAllListeners("message");
    clock.advance(39_999);
    expect(channel.isJoined).toBe(true);
    clock.advance(1);
    expect(events.at(-1)).toEqual({ hiccup: 500 });
    clock.advance(500);
    await next("joined");
    expect(portal.sockets).toHaveLength(2);
  });

  test("reconnects when the join is not answered in 5 s", async () => {
    portal.autoReply = false;
    start();
    await (await portal.socket(0)).frame(0);
    clock.advance(5000);
    expect(events).toEqual([{ hiccup: 1000 }]);
  });

  test("joins again on the same socket when the portal has lost the topic", async () => {
    const device = await joined();
    channel.send("no_relays", {});
    const { ref } = await device.frame(1);
    const response = { reason: "unmatched topic" };
    device.send({ topic: "client", event: "phx_reply", ref, payload: { status: "error", response } });
    expect(await device.frame(2)).toEqual({ topic: "client", event: "phx_join", payload: null, ref: 2 });
    await next("joined");
    expect(portal.sockets).toHaveLength(1);
    expect(events).toEqual(["joined", "joined"]);
  });

  test.each([
    ["phx_close", JSON.stringify({ topic: "client", event: "phx_close", payload: {}, ref: null })],
    ["a frame that ends early", '{"topic":"client","event":"in'],
  ])("reconnects after %s", async (_, text) => {
    const device = await joined();
    device.socket.send(text);
    expect((await next("hiccup"))[0]).toMatchObject({ delay: 500 });
    await device.until(() => device.closeCode !== undefined);
    clock.advance(500);
    await next("joined");
  });

  test("reconnects after a close frame, whatever its code", async () => {
    const device = await joined();
    device.socket.close(1012, "service restart");
    expect((await next("hiccup"))[0]).toEqual({ error: "socket closed (1012 service restart)", delay: 500 });
  });

  test("comes back when the portal restarts, waiting longer each time", async () => {
    await joined();
    const { port } = portal;
    await portal.kill();
    if (channel.isJoined) await next("hiccup");
    for (const delay of [500, 750, 1125, 1687.5]) {
      expect(events.at(-1)).toEqual({ hiccup: delay });
      clock.advance(delay);
      await next("hiccup");
    }
    portal = new PortalServer();
    await portal.listen(port);
    clock.advance(2531.25);
    await next("joined");
    expect(channel.send("no_relays", {})).toBe("sent");
  });

  test("gives up once its budget is spent", async () => {
    await joined({ budget: 1000 });
    await portal.kill();
    if (channel.isJoined) await next("hiccup");
    clock.advance(500);
    expect(await fatal()).toMatchObject({ reason: "retries_exhausted" });
  });

  test("ends when its token has expired", async () => {
    const device = await joined();
    device.push("disconnect", EXPIRY);
    expect(await fatal()).toMatchObject({ reason: "token_expired", signInRequired: true });
    await device.until(() => device.closeCode !== undefined);
    clock.advance(60_000);
    expect(portal.requests).toBe(1);
    expect(channel.send("no_relays", {})).toBe("dropped");
  });

  test("ends when its join is refused", async () => {
    portal.autoReply = false;
    start();
    const device = await portal.socket(0);
    await device.frame(0);
    const response = { reason: "invalid_version" };
    device.send({ topic: "client", event: "phx_reply", ref: 0, payload: { status: "error", response } });
    expect(await fatal()).toEqual({ reason: "join_refused", signInRequired: false, detail: "invalid_version" });
  });

  test("dials again at once with a new public key", async () => {
    const device = await joined();
    channel.reconnect(OTHER_KEY);
    await next("joined");
    await device.until(() => device.closeCode !== undefined);
    const url = new URL(portal.sockets[1].request.url ?? "", "ws://x");
    expect(url.searchParams.get("public_key")).toBe(OTHER_KEY);
    expect(events).toEqual(["joined", "joined"]);
  });

  test("says goodbye when closed", async () => {
    const device = await joined();
    channel.send("no_relays", {});
    await channel.close();
    await device.until(() => device.closeCode !== undefined);
    expect(device.closeCode).toBe(1000);
    expect(device.frames.at(-1)).toMatchObject({ event: "no_relays" });
    expect(events).toEqual(["joined"]);
  });

  test("a relay shows its stamp secret when it joins", async () => {
    start();
    const secret = "8dcc1a20540cab6b985a022296debc0968cf8029056e95dd2706b730f8858d57";
    const relay = new PortalChannel({
      topic: "relay",
      base: `http://127.0.0.1:${portal.port}/base/`,
      query: [["port", "3478"]],
      token: undefined,
      userAgent: "Debian/12 relay/1.5.0",
      joinPayload: { stamp_secret: secret },
      budget: PARTITION_BUDGET.relay,
      clock,
    });
    relay.connect();
    await once(relay, "joined");
    const device = portal.sockets.find(({ request }) => request.url === "/base/relay/websocket?port=3478");
    expect(device?.frames[0].payload).toEqual({ stamp_secret: secret });
    expect(device?.request.headers["x-authorization"]).toBeUndefined();
    await relay.close();
  });
});
