// The program as a process, on loopback, with a portal that only knows how to take a join.

import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { createLog } from "@fz/program";
import { METHOD_BINDING, parseStun, StunBuilder, xorMappedAddress } from "@fz/stun";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { createRelay, parseConfiguration } from "./index.ts";

const PROGRAM = new URL("./main.ts", import.meta.url).pathname;
const TOKEN = "a-token-that-must-not-be-logged";
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Starts the program with nothing of this process's own configuration. */
function start(words: string[], env: Record<string, string> = {}): { child: ChildProcess; lines: string[] } {
  const child = spawn(process.execPath, [PROGRAM, ...words], { env: { PATH: process.env.PATH, ...env } });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  stops.push(async () => {
    if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "exit");
  });
  return { child, lines };
}

async function until(condition: () => boolean | Promise<boolean>, lines: readonly string[]): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`it did not happen:\n${lines.join("\n")}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A UDP port that was free a moment ago. */
async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port < 49_152 ? port : freePort();
}

/** A TCP port that was free a moment ago. */
async function freeHttpAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return `127.0.0.1:${address.port}`;
}

async function portal(): Promise<{ url: string; requests: IncomingMessage[]; frames: unknown[] }> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const requests: IncomingMessage[] = [];
  const frames: unknown[] = [];
  server.on("connection", (socket, request) => {
    requests.push(request);
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      frames.push(frame);
      const payload = { status: "ok", response: {} };
      socket.send(JSON.stringify({ topic: frame.topic, event: "phx_reply", ref: frame.ref, payload }));
      socket.send(JSON.stringify({ topic: frame.topic, event: "init", ref: null, payload: {} }));
    });
  });
  stops.push(async () => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { url: `ws://127.0.0.1:${address.port}`, requests, frames };
}

test("joins its portal with its addresses and secret, is ready then, and ends cleanly", async () => {
  const { url, requests, frames } = await portal();
  const port = await freePort();
  const health = await freeHttpAddress();
  const { child, lines } = start(["--public-ip4-addr", "127.0.0.1", "--listen-port", String(port)], {
    FIREZONE_API_URL: url,
    FIREZONE_TOKEN: TOKEN,
    FIREZONE_NAME: "lab relay",
    HEALTH_CHECK_ADDR: health,
    LOG_FORMAT: "json",
    RUST_LOG: "debug",
  });
  const status = async (path: string) => (await fetch(`http://${health}${path}`).catch(() => undefined))?.status;
  await until(async () => (await status("/readyz")) === 200, lines);
  expect([await status("/healthz"), await status("/metrics"), await status("/")]).toEqual([200, 200, 404]);
  expect(requests[0].url).toBe(`/relay/websocket?name=lab+relay&ipv4=127.0.0.1&port=${port}`);
  expect(requests[0].headers).toMatchObject({ "x-authorization": `Bearer ${TOKEN}` });
  expect(requests[0].headers["user-agent"]).toMatch(/^\S+ relay\/\d+\.\d+\.\d+( |$)/);
  const stampSecret = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(frames[0]).toEqual({ topic: "relay", event: "phx_join", payload: { stamp_secret: stampSecret }, ref: 0 });
  child.kill("SIGTERM");
  await once(child, "exit");
  expect(child.exitCode).toBe(0);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  const secret = /stamp_secret":"([0-9a-f]+)/.exec(JSON.stringify(frames))?.[1];
  expect(lines.join("\n")).not.toContain(TOKEN);
  expect(lines.join("\n")).not.toContain(secret);
});

test("is not ready while the portal is away, but serves", async () => {
  const health = await freeHttpAddress();
  const configuration = parseConfiguration({
    publicIp4Addr: "127.0.0.1",
    listenPort: String(await freePort()),
    healthCheckAddr: health,
    apiUrl: "ws://127.0.0.1:1",
    token: TOKEN,
  });
  const relay = await createRelay(configuration, createLog("relay", "json", "silent"));
  stops.push(() => relay.close());
  expect(relay.isReady).toBe(false);
  const ready = await fetch(`http://${health}/readyz`);
  expect(ready.status).toBe(503);
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  stops.push(async () => socket.close());
  const [listening] = relay.listening;
  socket.send(new StunBuilder("request", METHOD_BINDING, new Uint8Array(12)).build(), listening.port, listening.ip);
  const [answer] = await once(socket, "message");
  const message = parseStun(answer);
  expect(message && xorMappedAddress(message)).toEqual({ ip: "127.0.0.1", port: socket.address().port });
});

test.each([
  [[], /^error: --public-ip4-addr \(PUBLIC_IP4_ADDR\): give the address/],
  [
    ["--public-ip4-addr", "192.0.2.1", "--bind-ip4-addr", "192.0.2.1"],
    /^error: cannot listen on 192\.0\.2\.1:3478: this machine does not have the address/,
  ],
  [["--nonsense"], /unknown option '--nonsense'/],
])("says in one line what is wrong: %j", async (words, message) => {
  const { child, lines } = start(words);
  await once(child, "close");
  expect(child.exitCode).not.toBe(0);
  expect(lines[0]).toMatch(message);
});

test("ends with what to do where the portal refuses its token, after one attempt", async () => {
  const server = createHttpServer();
  let attempts = 0;
  server.on("upgrade", (_request, stream) => {
    attempts++;
    const body = JSON.stringify({ type: "about:blank", status: 401, detail: "No.", code: "invalid_token" });
    const head = `HTTP/1.1 401 Unauthorized\r\ncontent-type: application/problem+json\r\ncontent-length: ${body.length}`;
    stream.end(`${head}\r\nconnection: close\r\n\r\n${body}`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stops.push(async () => void server.close());
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const { child, lines } = start(["--public-ip4-addr", "127.0.0.1", "--listen-port", String(await freePort())], {
    FIREZONE_API_URL: `ws://127.0.0.1:${address.port}`,
    FIREZONE_TOKEN: TOKEN,
    HEALTH_CHECK_ADDR: "off",
  });
  await once(child, "close");
  expect(child.exitCode).toBe(1);
  expect(lines.at(-1)).toMatch(
    /^error: the portal refuses the token \(.*invalid_token.*\)\. Give it the token of a relay/,
  );
  expect(attempts).toBe(1);
});

test("says that its port is taken", async () => {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  stops.push(async () => socket.close());
  const { port } = socket.address();
  const words = ["--public-ip4-addr", "127.0.0.1", "--listen-port", String(port), "--lowest-port", "65000"];
  const { child, lines } = start(port < 65_000 ? words : [...words, "--highest-port", "65000"]);
  await once(child, "close");
  expect(child.exitCode).toBe(2);
  expect(lines).toEqual([`error: cannot listen on 127.0.0.1:${port}: the port is taken by another program`]);
});
