import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { DeviceSocket, type OpenSocket } from "./device-socket.ts";

const KIB = 1_024;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Our end of a device that does not read. */
async function connectDeaf(): Promise<OpenSocket> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const device = new WebSocket(`ws://127.0.0.1:${port}`);
  const connected: Promise<[WebSocket, IncomingMessage]> = once(server, "connection").then(([socket, request]) => [
    socket,
    request,
  ]);
  const [[socket, request]] = await Promise.all([connected, once(device, "open")]);
  device.pause();
  closing.push(() => {
    device.terminate();
    server.close();
  });
  return { socket, stream: request.socket };
}

test("a device that does not read is let go once too much waits for it, and what waits goes with it", async () => {
  const open = await connectDeaf();
  const accepted = open.socket;
  const socket = new DeviceSocket(open, "client", "v2", pino({ level: "silent" }), Date.now);
  const closed = new Promise<void>((resolve) => {
    socket.run({ join: async () => undefined, handle: async () => undefined, leave: () => undefined }, resolve);
  });
  let sent = 0;
  while (accepted.readyState === WebSocket.OPEN && sent < 1_000) {
    socket.push("config_changed", "x".repeat(64 * KIB));
    sent++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  expect(sent * 64 * KIB).toBeGreaterThan(4 * KIB * KIB);
  expect(sent).toBeLessThan(1_000);
  expect(accepted.bufferedAmount).toBeLessThan(5 * KIB * KIB);
});
