import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Device, type DeviceKind, type DeviceListener, type Identity, type Target } from "./device.ts";

const TICK_MS = 100;
const LOOK_MS = 50;

export type MessageListener = (device: Device, event: string, frame: Buffer) => void;

export interface Arrivals {
  /** Seconds from the first attempt until the last device had its `init`. */
  readonly seconds: number;
  readonly failed: number;
  /** Attempts that came to nothing though the device got in later, by reason. */
  readonly retries: Readonly<Record<string, number>>;
}

/** All devices of a benchmark. */
export class Herd {
  readonly clients: readonly Device[];
  readonly gateways: readonly Device[];
  readonly #devices: readonly Device[];
  readonly #listeners = new Set<MessageListener>();
  readonly #failures: string[] = [];
  #retries = new Map<string, number>();
  #joinedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(target: Target, tokens: Readonly<Record<DeviceKind, readonly string[]>>) {
    const listener: DeviceListener = {
      joined: () => {
        this.#joinedAt = performance.now();
      },
      message: (device, event, frame) => {
        for (const listen of this.#listeners) listen(device, event, frame);
      },
      hiccup: (_device, reason) => this.#retries.set(reason, (this.#retries.get(reason) ?? 0) + 1),
      failed: (device, reason) => this.#failures.push(`${device.identity.kind} ${device.identity.number}: ${reason}`),
    };
    const made = (kind: DeviceKind) =>
      tokens[kind].map((token, number) => new Device(identity(kind, number, token), target, listener));
    this.clients = made("client");
    this.gateways = made("gateway");
    this.#devices = [...this.gateways, ...this.clients];
  }

  /** All devices try at once. */
  connect(): void {
    const now = performance.now();
    for (const device of this.#devices) device.connect(now);
    this.#timer = setInterval(() => {
      for (const device of this.#devices) device.tick(performance.now());
    }, TICK_MS);
  }

  /** Waits for everybody, whatever it takes up to a limit; who is not in by then counts as failed. */
  async arrivals(since: number, limitMs: number, signal: AbortSignal): Promise<Arrivals> {
    const deadline = since + limitMs;
    const retriesBefore = this.#retries;
    while (this.missing() > this.#failures.length && performance.now() < deadline) {
      await sleep(LOOK_MS, undefined, { signal });
    }
    this.#retries = new Map();
    return {
      seconds: (this.#joinedAt - since) / 1_000,
      failed: this.missing(),
      retries: Object.fromEntries(retriesBefore),
    };
  }

  missing(): number {
    return this.#devices.reduce((count, device) => count + (device.isJoined ? 0 : 1), 0);
  }

  get failures(): readonly string[] {
    return this.#failures;
  }

  onMessage(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const device of this.#devices) device.close();
  }
}

function identity(kind: DeviceKind, number: number, token: string): Identity {
  const hash = createHash("sha256").update(`${kind} ${number}`).digest();
  return {
    kind,
    number,
    token,
    externalId: hash.toString("hex"),
    publicKey: hash.toString("base64"),
    address: loopbackAddress(kind, number),
  };
}

/** Each device calls from an address of its own: limits by address then mean what they mean outside. */
function loopbackAddress(kind: DeviceKind, number: number): string {
  const host = number + 1;
  return `127.${(kind === "client" ? 64 : 32) + (host >> 16)}.${(host >> 8) & 0xff}.${host & 0xff}`;
}
