import { connect as connectTcp, type Socket } from "node:net";
import { encodeFrame, heartbeatFrame, joinFrame } from "@fz/wire";
import { Backoff } from "./backoff.ts";
import { clientFrame, OPCODE, readFrame, readUpgradeAnswer, upgradeRequest } from "./web-socket.ts";

const ATTEMPT_MS = 15_000;
const JOIN_MS = 5_000;
const HEARTBEAT_MS = 10_000;
const UNANSWERED_HEARTBEATS = 3;
const SWITCHING_PROTOCOLS = 101;
const UNAUTHORIZED = 401;
const JOIN_REF = 0;
const EVENT_KEY = '"event":"';
const TOPIC_AT = '{"topic":"'.length;
const NOTHING = Buffer.alloc(0);

export type DeviceKind = "client" | "gateway";

export interface Identity {
  readonly kind: DeviceKind;
  readonly number: number;
  readonly token: string;
  readonly externalId: string;
  readonly publicKey: string;
  /** Where it calls from: one of the loopback addresses. */
  readonly address: string;
}

const AGENTS: Readonly<Record<DeviceKind, string>> = {
  client: "Debian/12.0.0 headless-client/1.5.9 (x86_64; 6.1.0)",
  gateway: "Debian/12.0.0 gateway/1.5.9 (x86_64; 6.1.0)",
};

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What happens to devices. */
export interface DeviceListener {
  /** `init` is there. */
  joined(device: Device): void;
  message(device: Device, event: string, frame: Buffer): void;
  /** An attempt came to nothing, or a connection was lost; the device tries again. */
  hiccup(device: Device, reason: string): void;
  /** It does not try again: its token was refused, or it gave up. */
  failed(device: Device, reason: string): void;
}

type Phase = "idle" | "waiting" | "upgrading" | "joining" | "joined" | "over";

/**
 * A device that speaks to the portal as stock ones do, attempts, time-outs and heartbeats included, with nothing behind
 * it. Time comes from `tick`, one timer for all devices.
 */
export class Device {
  readonly identity: Identity;
  readonly #target: Target;
  readonly #listener: DeviceListener;
  readonly #backoff = new Backoff();
  #phase: Phase = "idle";
  #socket: Socket | undefined;
  #unread: Buffer = NOTHING;
  #ref = JOIN_REF;
  /** While waiting: when to try; while connecting: when to give the attempt up. Milliseconds of `performance.now()`. */
  #deadline = Number.POSITIVE_INFINITY;
  #nextHeartbeat = Number.POSITIVE_INFINITY;
  #unanswered = 0;

  constructor(identity: Identity, target: Target, listener: DeviceListener) {
    this.identity = identity;
    this.#target = target;
    this.#listener = listener;
  }

  get isJoined(): boolean {
    return this.#phase === "joined";
  }

  connect(now: number): void {
    this.#phase = "upgrading";
    this.#deadline = now + ATTEMPT_MS;
    this.#unread = NOTHING;
    this.#ref = JOIN_REF;
    this.#unanswered = 0;
    const socket = connectTcp({ ...this.#target, localAddress: this.identity.address, noDelay: true });
    this.#socket = socket;
    socket.once("connect", () => socket.write(this.#request()));
    socket.on("data", (bytes) => this.#receive(socket, bytes));
    socket.on("error", (error) => this.#lost(socket, "code" in error ? String(error.code) : error.message));
    socket.on("close", () => this.#lost(socket, "closed"));
  }

  send(event: string, payload: unknown): void {
    this.#sendText(encodeFrame({ topic: this.identity.kind, event, payload, ref: this.#ref++ }));
  }

  tick(now: number): void {
    switch (this.#phase) {
      case "waiting":
        if (now >= this.#deadline) this.connect(now);
        return;
      case "upgrading":
      case "joining":
        if (now >= this.#deadline) this.#hiccup(`no answer while ${this.#phase}`);
        return;
      case "joined":
        if (now >= this.#nextHeartbeat) this.#beat(now);
        return;
    }
  }

  close(): void {
    this.#phase = "over";
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #request(): string {
    const { kind, token, externalId, publicKey } = this.identity;
    const query = new URLSearchParams({ external_id: externalId, name: `bench-${kind}`, public_key: publicKey });
    return upgradeRequest(`/${kind}/v2/websocket?${query}`, {
      host: this.#target.host,
      "user-agent": AGENTS[kind],
      "x-authorization": `Bearer ${token}`,
    });
  }

  #receive(socket: Socket, chunk: Buffer): void {
    if (socket !== this.#socket) return;
    const bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    let at = 0;
    if (this.#phase === "upgrading") {
      const answered = this.#upgraded(bytes);
      if (answered === undefined) return;
      at = answered;
    }
    for (let frame = readFrame(bytes, at); frame; frame = readFrame(bytes, at)) {
      at = frame.end;
      this.#frame(frame.opcode, bytes.subarray(frame.start, frame.end));
      if (socket !== this.#socket) return;
    }
    this.#unread = at === bytes.length ? NOTHING : bytes.subarray(at);
  }

  /** How many bytes the answer took; undefined where it is not complete, or no socket. */
  #upgraded(bytes: Buffer): number | undefined {
    const answer = readUpgradeAnswer(bytes);
    if (!answer) {
      this.#unread = bytes;
      return undefined;
    }
    if (answer.status === SWITCHING_PROTOCOLS) {
      this.#phase = "joining";
      this.#deadline = performance.now() + JOIN_MS;
      this.#sendText(encodeFrame(joinFrame(this.identity.kind, null, this.#ref++)));
      return answer.bytes;
    }
    if (answer.status === UNAUTHORIZED) this.#fail("token refused");
    else this.#hiccup(`refused with ${answer.status}`, answer.retryAfter);
    return undefined;
  }

  #frame(opcode: number, frame: Buffer): void {
    if (opcode === OPCODE.text) return this.#text(frame);
    if (opcode === OPCODE.ping) this.#socket?.write(clientFrame(OPCODE.pong, frame));
    if (opcode === OPCODE.close) this.#hiccup("closed by the portal");
  }

  #text(frame: Buffer): void {
    const from = frame.indexOf(EVENT_KEY) + EVENT_KEY.length;
    const event = frame.toString("latin1", from, frame.indexOf('"', from));
    switch (event) {
      case "phx_reply":
        return this.#replied(frame);
      case "phx_close":
        return this.#hiccup("phx_close");
      case "disconnect":
        return this.#fail("disconnected for good");
      case "init":
        if (this.#phase !== "joined") this.#joined();
    }
    this.#listener.message(this, event, frame);
  }

  #replied(frame: Buffer): void {
    const isHeartbeat = frame.toString("latin1", TOPIC_AT, TOPIC_AT + "phoenix".length) === "phoenix";
    if (isHeartbeat) this.#unanswered = 0;
    else if (this.#phase === "joining") {
      if (frame.includes('"status":"error"')) this.#fail("join refused");
      else this.#deadline = Number.POSITIVE_INFINITY;
    }
  }

  #joined(): void {
    this.#phase = "joined";
    this.#backoff.joined();
    this.#nextHeartbeat = performance.now() + HEARTBEAT_MS;
    this.send("set_snownet_capabilities", { iceless: true });
    this.#listener.joined(this);
  }

  #beat(now: number): void {
    this.#nextHeartbeat = now + HEARTBEAT_MS;
    if (++this.#unanswered > UNANSWERED_HEARTBEATS) return this.#hiccup("heartbeats unanswered");
    this.#sendText(encodeFrame(heartbeatFrame(this.#ref++)));
  }

  #sendText(text: string): void {
    this.#socket?.write(clientFrame(OPCODE.text, Buffer.from(text)));
  }

  #lost(socket: Socket, reason: string): void {
    if (socket === this.#socket) this.#hiccup(reason);
  }

  #hiccup(reason: string, retryAfterSeconds?: number): void {
    if (this.#phase === "over") return;
    this.#drop();
    const wait = retryAfterSeconds === undefined ? this.#backoff.next() : retryAfterSeconds * 1_000;
    if (wait === undefined) return this.#fail(`gave up: ${reason}`);
    this.#phase = "waiting";
    this.#deadline = performance.now() + wait;
    this.#listener.hiccup(this, reason);
  }

  #fail(reason: string): void {
    this.#drop();
    this.#phase = "over";
    this.#listener.failed(this, reason);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }
}
