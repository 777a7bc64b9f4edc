import { HandshakeLimiter, type WireGuardCrypto, type WireGuardEvent, WireGuardTunnel } from "../src/index.ts";
import { classifyWireGuard, type WireGuardMessage } from "../src/messages.ts";
import { nodeCrypto, seededRandom } from "./node-crypto.ts";

/** A whole IPv4 packet of `length` bytes whose last ones are `fill`. */
export function ipv4Packet(length = 84, fill = 0x42): Uint8Array {
  const packet = new Uint8Array(length).fill(fill);
  packet.set([0x45, 0, length >> 8, length & 0xff]);
  return packet;
}

type End = "a" | "b";

interface Datagram {
  readonly from: End;
  readonly at: number;
  readonly kind: WireGuardMessage | undefined;
  readonly bytes: Uint8Array;
}

export interface LinkOptions {
  readonly latency?: number;
  /** What every draw of a jitter gives; random where absent. */
  readonly jitter?: number;
  readonly rekeyAttemptTime?: number;
  readonly crypto?: WireGuardCrypto;
  readonly seed?: string;
}

export const INDEX_A = 0x00ab01;
export const INDEX_B = 0xfffffe;
export const IP_OF = { a: "192.0.2.1", b: "2001:db8::b" } as const;

/** Two tunnels, a virtual clock, and a network between them that delays and, where told to, loses. */
export class Link {
  now = 0;
  readonly a: WireGuardTunnel;
  readonly b: WireGuardTunnel;
  readonly limiters: { readonly a: HandshakeLimiter; readonly b: HandshakeLimiter };
  readonly publicKeys: { readonly a: Uint8Array; readonly b: Uint8Array };
  readonly privateKeys: { readonly a: Uint8Array; readonly b: Uint8Array };
  /** All that was ever sent, also what was lost. */
  readonly sent: Datagram[] = [];
  readonly packets: { a: Uint8Array[]; b: Uint8Array[] } = { a: [], b: [] };
  readonly events: { a: WireGuardEvent["type"][]; b: WireGuardEvent["type"][] } = { a: [], b: [] };
  readonly results: { a: (string | number)[]; b: (string | number)[] } = { a: [], b: [] };
  /** True: the network loses it. */
  loses: (datagram: Datagram) => boolean = () => false;
  latency: number;
  readonly #inFlight: { readonly due: number; readonly datagram: Datagram }[] = [];

  constructor(options: LinkOptions = {}) {
    const { jitter, crypto = nodeCrypto, rekeyAttemptTime } = options;
    this.latency = options.latency ?? 20;
    const bytes = seededRandom(options.seed ?? "link");
    const random = (length: number) =>
      length === 2 && jitter !== undefined ? Uint8Array.of(jitter & 0xff, jitter >> 8) : bytes(length);
    const presharedKey = random(32);
    this.privateKeys = { a: random(32), b: random(32) };
    this.publicKeys = { a: crypto.publicKey(this.privateKeys.a), b: crypto.publicKey(this.privateKeys.b) };
    this.limiters = {
      a: new HandshakeLimiter({ publicKey: this.publicKeys.a, random }),
      b: new HandshakeLimiter({ publicKey: this.publicKeys.b, random }),
    };
    const common = { presharedKey, crypto, random, now: 0, epochOffset: 1_700_000_000_000 };
    const attempt = rekeyAttemptTime === undefined ? {} : { rekeyAttemptTime };
    const end = (own: End, peer: End, index: number) =>
      new WireGuardTunnel({
        ...common,
        ...attempt,
        index,
        privateKey: this.privateKeys[own],
        publicKey: this.publicKeys[own],
        peerPublicKey: this.publicKeys[peer],
        limiter: this.limiters[own],
      });
    this.a = end("a", "b", INDEX_A);
    this.b = end("b", "a", INDEX_B);
  }

  /** Lets `milliseconds` pass, all that is due in them happening at its time. */
  run(milliseconds: number): void {
    const until = this.now + milliseconds;
    for (;;) {
      this.#collect();
      const next = Math.min(
        this.#inFlight[0]?.due ?? Number.POSITIVE_INFINITY,
        this.a.pollTimeout() ?? Number.POSITIVE_INFINITY,
        this.b.pollTimeout() ?? Number.POSITIVE_INFINITY,
      );
      if (next > until) break;
      this.now = Math.max(this.now, next);
      const due = this.#inFlight.filter((item) => item.due <= this.now);
      this.#inFlight.splice(0, due.length);
      for (const { datagram } of due) this.#deliver(datagram);
      this.a.handleTimeout(this.now);
      this.b.handleTimeout(this.now);
    }
    this.now = until;
  }

  /** A handshake that `from` starts, to its end, and the keepalive after it. */
  connect(from: End = "a"): void {
    this[from].startHandshake(this.now);
    this.run(4 * this.latency);
  }

  /** False where the tunnel has no session to send on. */
  send(from: End, packet = ipv4Packet()): boolean {
    const out = new Uint8Array(packet.length + 32);
    const length = this[from].seal(packet, 0, packet.length, out, 0, this.now);
    if (length === 0) return false;
    this.post(from, out.subarray(0, length));
    return true;
  }

  /** Puts a datagram on the network. */
  post(from: End, bytes: Uint8Array): void {
    const datagram = { from, at: this.now, kind: classifyWireGuard(bytes, 0, bytes.length), bytes };
    this.sent.push(datagram);
    if (!this.loses(datagram)) this.#inFlight.push({ due: this.now + this.latency, datagram });
  }

  /** When `from` sent messages of this kind. */
  times(from: End, kind: WireGuardMessage): number[] {
    return this.sent.filter((d) => d.from === from && d.kind === kind).map((d) => d.at);
  }

  keepaliveTimes(from: End): number[] {
    return this.sent.filter((d) => d.from === from && d.kind === "data" && d.bytes.length === 32).map((d) => d.at);
  }

  /** Where a test looks only at what comes from now on. */
  forget(): void {
    this.sent.length = 0;
    for (const end of ["a", "b"] as const) {
      this.packets[end].length = 0;
      this.events[end].length = 0;
      this.results[end].length = 0;
    }
  }

  #collect(): void {
    for (const end of ["a", "b"] as const) {
      for (let bytes = this[end].pollTransmit(); bytes; bytes = this[end].pollTransmit()) this.post(end, bytes);
      for (let event = this[end].pollEvent(); event; event = this[end].pollEvent()) this.events[end].push(event.type);
    }
  }

  #deliver({ from, kind, bytes }: Datagram): void {
    const to = from === "a" ? "b" : "a";
    if (kind !== "data") {
      this.results[to].push(this[to].handleHandshake(bytes, IP_OF[from], this.now));
      return;
    }
    const out = new Uint8Array(bytes.length);
    const length = this[to].open(bytes, 0, bytes.length, out, 0, this.now);
    this.results[to].push(length);
    if (length > 0) this.packets[to].push(out.subarray(0, length));
  }
}
