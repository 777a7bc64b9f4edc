import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { PushFrames, textFrame } from "./text-frame.ts";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
afterAll(() => server.close());

test("a WebSocket library reads messages of every length as they were written", async () => {
  if (!server.address()) await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const reader = new WebSocket(`ws://127.0.0.1:${port}`);
  const connected: Promise<IncomingMessage> = once(server, "connection").then(([, request]) => request);
  const received: string[] = [];
  reader.on("message", (data) => received.push(data.toString()));
  const { socket } = await connected;
  const texts = ["", "é", ..."125 126 127 65535 65536 200000".split(" ").map((length) => "x".repeat(Number(length)))];
  for (const text of texts) socket.write(textFrame(text));
  while (received.length < texts.length) await once(reader, "message");
  expect(received).toEqual(texts);
  reader.terminate();
});

test("the same push is encoded once, another one anew", () => {
  const frames = new PushFrames();
  const first = frames.get("client", "resource_deleted", '"a"');
  expect(first.subarray(2).toString()).toBe('{"topic":"client","event":"resource_deleted","ref":null,"payload":"a"}');
  expect(frames.get("client", "resource_deleted", '"a"')).toBe(first);
  for (const payload of ['"b"', '"c"', '"d"', '"e"']) {
    expect(frames.get("client", "resource_deleted", payload).subarray(2).toString()).toContain(payload);
  }
  expect(frames.get("client", "resource_deleted", '"a"')).toEqual(first);
});
