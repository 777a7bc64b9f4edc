import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type Frame, heartbeatFrame, joinFrame, parseUuid, type Topic } from "@fz/wire";
import { WebSocket } from "ws";

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the portal sends
type Received = { readonly topic: string; readonly event: string; readonly payload: any; readonly ref: unknown };

const AGENTS: Readonly<Record<Topic, string>> = {
  client: "Debian/12.0.0 headless-client/1.5.9 (x86_64; 6.1.0)",
  gateway: "Alpine Linux/3.21.3 gateway/1.5.4 (x86_64; 6.6.87)",
  relay: "Ubuntu/24.4.0 relay/1.5.0 (x86_64; 6.8.0)",
};
const PATHS: Readonly<Record<Topic, string>> = {
  client: "/client/v2/websocket",
  gateway: "/gateway/v2/websocket",
  relay: "/relay/websocket",
};
const PATIENCE_MS = 20_000;

export interface DeviceOptions {
  readonly path?: string;
  readonly userAgent?: string;
  readonly externalId?: string;
  readonly publicKey?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of the certificate to trust, for wss. */
  readonly ca?: string;
}

/** A device as the portal sees it: a real WebSocket with nothing behind it. */
export class FakeDevice {
  readonly topic: Topic;
  readonly publicKey: string;
  readonly received: Received[] = [];
  readonly #socket: WebSocket;
  #ref = 0;
  #seen = 0;
  #wake: () => void = () => undefined;
  closed: { code: number } | undefined;

  private constructor(topic: Topic, socket: WebSocket, publicKey: string) {
    this.topic = topic;
    this.#socket = socket;
    this.publicKey = publicKey;
    socket.on("message", (data) => {
      this.received.push(JSON.parse(data.toString()));
      this.#wake();
    });
    socket.on("close", (code) => {
      this.closed = { code };
      this.#wake();
    });
  }

  /** Throws the refusal (status and body) where the upgrade is refused. */
  static async connect(url: string, topic: Topic, token: string, options: DeviceOptions = {}): Promise<FakeDevice> {
    const publicKey = options.publicKey ?? randomBytes(32).toString("base64");
    const identity: Record<string, string> =
      topic === "relay"
        ? { ipv4: "198.51.100.17", port: "3478" }
        : { external_id: options.externalId ?? randomBytes(32).toString("hex"), name: topic, public_key: publicKey };
    const query = new URLSearchParams({ ...identity, ...options.query });
    const socket = new WebSocket(`${url.replace("http", "ws")}${options.path ?? PATHS[topic]}?${query}`, {
      headers: {
        "user-agent": options.userAgent ?? AGENTS[topic],
        ...(token === "" ? {} : { "x-authorization": `Bearer ${token}` }),
        ...options.headers,
      },
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    const device = new FakeDevice(topic, socket, publicKey);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
      socket.once("unexpected-response", (_request, response) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => reject(new Refused(response.statusCode ?? 0, response.headers, body)));
      });
    });
    return device;
  }

  async join(payload: unknown = null): Promise<Received> {
    this.sendFrame(joinFrame(this.topic, payload, this.#ref++));
    await this.next("phx_reply");
    return this.next("init");
  }

  send(event: string, payload: unknown): number {
    const ref = this.#ref++;
    this.sendFrame({ topic: this.topic, event, payload, ref });
    return ref;
  }

  sendFrame(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  async heartbeat(): Promise<Received> {
    this.sendFrame(heartbeatFrame(this.#ref++));
    return this.next("phx_reply");
  }

  /** The next frame with that event; what came before it is skipped. */
  async next(event: string): Promise<Received> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      while (this.#seen < this.received.length) {
        const frame = this.received[this.#seen++];
        if (frame.event === event) return frame;
      }
      if (this.closed) throw new Error(`closed with ${this.closed.code} while waiting for ${event}`);
      if (!(await this.#change(deadline - Date.now()))) {
        throw new Error(`no ${event}; got ${JSON.stringify(this.received.slice(-5))}`);
      }
    }
  }

  /** Everything that arrives within a time, seen or not; answers to heartbeats left out. */
  async during(ms: number): Promise<Received[]> {
    const from = this.#seen;
    await new Promise((resolve) => setTimeout(resolve, ms));
    this.#seen = this.received.length;
    return this.received.slice(from).filter(({ topic }) => topic !== "phoenix");
  }

  /** Waits, unless it is closed, until all that the portal has sent by now is here. Nothing counts as seen. */
  async fence(): Promise<void> {
    const ref = this.#ref++;
    this.sendFrame(heartbeatFrame(ref));
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.closed && !this.received.some((frame) => frame.topic === "phoenix" && frame.ref === ref)) {
      if (!(await this.#change(deadline - Date.now()))) throw new Error("no answer to a heartbeat");
    }
  }

  async untilClosed(): Promise<number> {
    if (!this.closed) await once(this.#socket, "close");
    return this.closed?.code ?? 0;
  }

  close(): void {
    this.#socket.close();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Stops reading, so that pings stay unanswered. */
  freeze(): void {
    this.#socket.pause();
  }

  #change(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), Math.max(0, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

export class Refused extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;

  constructor(status: number, headers: Readonly<Record<string, string | string[] | undefined>>, body: string) {
    super(`${status} ${body}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  get code(): unknown {
    return JSON.parse(this.body).code;
  }
}

/** A relay id that must be a UUID, derived from the stamp secret. */
export function stampSecret(seed: string): string {
  return createHash("sha256").update(seed).digest("hex");
}

export function isUuid(text: string): boolean {
  return parseUuid(text) === text;
}
