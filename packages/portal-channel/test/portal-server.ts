// A WebSocket server on loopback that plays the portal; each test says how it behaves.

import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type Frame, PortalInboundFrameSchema } from "@fz/wire";
import { type WebSocket, WebSocketServer } from "ws";

export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One accepted connection, with all that arrived on it. */
export class DeviceSocket {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  readonly frames: Frame[] = [];
  closeCode: number | undefined;
  #waiting: (() => void)[] = [];

  constructor(request: IncomingMessage, socket: WebSocket, autoReply: boolean) {
    this.request = request;
    this.socket = socket;
    socket.on("message", (data) => {
      const frame = PortalInboundFrameSchema.parse(JSON.parse(data.toString()));
      this.frames.push({ ...frame, payload: frame.payload });
      if (autoReply && (frame.event === "phx_join" || frame.event === "heartbeat")) this.replyOk(frame);
      this.#wake();
    });
    socket.on("close", (code) => {
      this.closeCode = code;
      this.#wake();
    });
  }

  replyOk({ topic, ref }: Pick<Frame, "topic" | "ref">): void {
    this.send({ topic, event: "phx_reply", ref, payload: { status: "ok", response: {} } });
  }

  send(frame: Frame): void {
    this.socket.send(JSON.stringify(frame));
  }

  push(event: string, payload: unknown): void {
    this.send({ topic: "client", event, payload, ref: null });
  }

  /** The n-th frame, from 0. */
  async frame(n: number): Promise<Frame> {
    await this.until(() => this.frames.length > n);
    return this.frames[n];
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

export class PortalServer {
  readonly #http: Pick<Server, "on" | "listen" | "close" | "address">;
  readonly #ws = new WebSocketServer({ noServer: true });
  readonly #raw = new Set<Duplex>();
  readonly sockets: DeviceSocket[] = [];
  /** Upgrade requests answered with this; undefined: accepted. */
  refuse: Refusal | undefined;
  /** Upgrade requests never answered. */
  silent = false;
  /** Joins and heartbeats answered at once. */
  autoReply = true;
  requests = 0;
  #waiting: (() => void)[] = [];

  constructor(tls?: { readonly key: string; readonly cert: string }) {
    this.#http = tls ? createTlsServer(tls) : createServer();
    this.#http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.requests++;
      this.#raw.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => this.#raw.delete(socket));
      if (this.refuse) this.#refuse(socket, this.refuse);
      else if (!this.silent) {
        this.#ws.handleUpgrade(request, socket, head, (device) => {
          this.sockets.push(new DeviceSocket(request, device, this.autoReply));
          this.#wake();
        });
      }
      this.#wake();
    });
  }

  async listen(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(port, "127.0.0.1", resolve));
  }

  get port(): number {
    const address = this.#http.address() as AddressInfo | null;
    return address?.port ?? 0;
  }

  /** The n-th accepted connection, from 0. */
  async socket(n: number): Promise<DeviceSocket> {
    await this.until(() => this.sockets.length > n);
    return this.sockets[n];
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** As if the process died: every connection is cut without a word. */
  async kill(): Promise<void> {
    for (const socket of this.#raw) socket.destroy();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #refuse(socket: Duplex, { status, headers = {}, body = "" }: Refusal): void {
    const lines = Object.entries({
      ...headers,
      "content-length": String(Buffer.byteLength(body)),
      connection: "close",
    });
    const head = [`HTTP/1.1 ${status} Refused`, ...lines.map(([key, value]) => `${key}: ${value}`)].join("\r\n");
    socket.end(`${head}\r\n\r\n${body}`);
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
