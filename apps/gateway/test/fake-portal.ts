// Plays the portal towards a gateway: accepts one token, grants the join, pushes the init of the fixtures.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import {
  connectProblem,
  encodeFrame,
  JOIN_EVENT,
  okReply,
  PortalInboundFrameSchema,
  PROBLEM_CONTENT_TYPE,
  parseConnectRequest,
  pushFrame,
  TOKEN_HEADER,
} from "@fz/wire";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

const FIXTURES = new URL("../../../packages/wire/fixtures/", import.meta.url);
const FixtureSchema = z.object({ event: z.string(), payload: z.record(z.string(), z.unknown()) });

export interface FromGateway {
  readonly event: string;
  readonly payload: unknown;
}

export class FakePortal {
  readonly #token: string;
  readonly #http: Server = createServer();
  readonly #ws = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<WebSocket>();
  readonly received: FromGateway[] = [];
  /** Query parameters of each upgrade, refused ones as well. */
  readonly upgrades: URLSearchParams[] = [];
  #waiting: (() => void)[] = [];

  private constructor(token: string) {
    this.#token = token;
    this.#http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#accept(request, socket, head);
    });
  }

  static async listen(token: string, ip: string, port: number): Promise<FakePortal> {
    const portal = new FakePortal(token);
    portal.#http.listen(port, ip);
    await once(portal.#http, "listening");
    return portal;
  }

  push(event: string, payload: unknown): void {
    for (const socket of this.#sockets) socket.send(encodeFrame(pushFrame("gateway", event, payload)));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const header = request.headers[TOKEN_HEADER.toLowerCase()];
    const asked = parseConnectRequest(request.url ?? "", typeof header === "string" ? header : undefined);
    if (asked) this.upgrades.push(asked.query);
    if (asked?.token !== this.#token) refuse(socket);
    else this.#ws.handleUpgrade(request, socket, head, (gateway) => this.#serve(gateway));
    this.#wake();
  }

  #serve(gateway: WebSocket): void {
    this.#sockets.add(gateway);
    gateway.on("close", () => this.#sockets.delete(gateway));
    gateway.on("message", (text) => {
      const { topic, event, payload, ref } = PortalInboundFrameSchema.parse(JSON.parse(text.toString()));
      if (event === JOIN_EVENT || event === "heartbeat") gateway.send(encodeFrame(okReply(topic, ref)));
      if (event === JOIN_EVENT) gateway.send(encodeFrame(pushFrame("gateway", "init", fixture("init.minimal"))));
      this.received.push({ event, payload });
      this.#wake();
    });
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** Payload of `gateway.to-device.<name>.json`. */
export function fixture(name: string): Readonly<Record<string, unknown>> {
  const text = readFileSync(new URL(`gateway.to-device.${name}.json`, FIXTURES), "utf8");
  return FixtureSchema.parse(JSON.parse(text)).payload;
}

function refuse(socket: Duplex): void {
  const body = JSON.stringify(connectProblem("invalid_token", "This credential is not valid here."));
  const head = [
    "HTTP/1.1 401 Unauthorized",
    `content-type: ${PROBLEM_CONTENT_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
