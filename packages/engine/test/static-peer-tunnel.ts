// A plain WireGuard tunnel to one peer whose key and endpoint are known beforehand: what `wg-quick` sets up. For the packet
// loop against other implementations. Module for `EngineSettings.tunnel`.
import { fromBase64 } from "@fz/bytes";
import { getEcn, type SocketAddress } from "@fz/ip";
import type { OutboundPath, Transmit } from "@fz/snownet";
import type { PeerVerdict, Tunnel } from "@fz/tunnel";
import { classifyWireGuard, HandshakeLimiter, TRANSPORT_OVERHEAD_BYTES, WireGuardTunnel } from "@fz/wireguard";
import type { TunnelEnvironment } from "../src/tunnel-module.ts";

export interface StaticPeerOptions {
  /** Keys as base64. */
  readonly privateKey: string;
  readonly peerPublicKey: string;
  readonly presharedKey: string;
  readonly peer: SocketAddress;
}

export type StaticPeerCommand = { readonly type: "handshake" };

const CONNECTION_INDEX = 0x00_be_ef;
const ADMITTED: PeerVerdict = { translation: undefined, count: undefined };

export function createTunnel(options: StaticPeerOptions, environment: TunnelEnvironment): Tunnel<unknown, unknown> {
  return new StaticPeerTunnel(options, environment);
}

class StaticPeerTunnel implements Tunnel<unknown, unknown> {
  readonly routedCount = undefined;
  readonly headerBytes = 0;
  readonly lastConnection = "the only peer";
  readonly publicKey: Uint8Array;
  readonly #wireguard: WireGuardTunnel;
  readonly #path: OutboundPath;
  readonly #transmits: Transmit[] = [];
  #sessions = 0;
  #refused = 0;

  constructor(options: StaticPeerOptions, environment: TunnelEnvironment) {
    const privateKey = key(options.privateKey);
    this.publicKey = environment.crypto.publicKey(privateKey);
    const limiter = new HandshakeLimiter({ publicKey: this.publicKey, random: environment.random });
    this.#wireguard = new WireGuardTunnel({
      ...environment,
      privateKey,
      publicKey: this.publicKey,
      peerPublicKey: key(options.peerPublicKey),
      presharedKey: key(options.presharedKey),
      index: CONNECTION_INDEX,
      limiter,
    });
    this.#path = {
      source: undefined,
      destination: options.peer,
      overhead: TRANSPORT_OVERHEAD_BYTES,
      seal: (buf, offset, length, out, outOffset, now) =>
        this.#wireguard.seal(buf, offset, length, out, outOffset, now),
    };
  }

  routeTun(_buf: Uint8Array, _off: number, _len: number, _partial: boolean, now: number): OutboundPath | undefined {
    return this.#wireguard.canSeal(now) ? this.#path : undefined;
  }

  /** Without a session the packet is lost, as on any link that comes up only now; it starts the handshake. */
  handleTun(buf: Uint8Array, offset: number, length: number, now: number): void {
    const payload = new Uint8Array(length + this.#path.overhead);
    if (this.#path.seal(buf, offset, length, payload, 0, now) > 0) this.#transmit(payload, getEcn(buf, offset));
    else this.#wireguard.startHandshake(now);
  }

  decapsulate(
    _local: SocketAddress,
    remote: SocketAddress,
    _ecn: number,
    buf: Uint8Array,
    offset: number,
    length: number,
    out: Uint8Array,
    outOffset: number,
    now: number,
  ): number {
    const kind = classifyWireGuard(buf, offset, length);
    if (kind === "data") return this.#wireguard.open(buf, offset, length, out, outOffset, now);
    if (kind === undefined) return -1;
    const outcome = this.#wireguard.handleHandshake(buf.slice(offset, offset + length), remote.ip, now);
    if (outcome !== "ok") this.#refused++;
    return 0;
  }

  admitPeerPacket(): PeerVerdict {
    return ADMITTED;
  }

  handlePeerPacket(): void {
    // every packet is admitted
  }

  pollTunPacket(): undefined {
    return undefined;
  }

  pollTransmit(): Transmit | undefined {
    const payload = this.#wireguard.pollTransmit();
    if (payload) this.#transmit(payload, 0);
    return this.#transmits.shift();
  }

  pollEvent(): unknown {
    const event = this.#wireguard.pollEvent();
    if (event?.type === "established" || event?.type === "session") this.#sessions++;
    return event;
  }

  pollTimeout(): number | undefined {
    return this.#wireguard.pollTimeout();
  }

  handleTimeout(now: number): void {
    this.#wireguard.handleTimeout(now);
  }

  /** The only command asks for a new session. */
  handleCommand(_command: unknown, now: number): void {
    this.#wireguard.startHandshake(now);
  }

  setEpochOffset(): void {
    // nothing goes by the wall clock
  }

  counters(): Record<string, number> {
    return { sessions: this.#sessions, refused_handshakes: this.#refused };
  }

  status(): unknown {
    return { peer: this.#path.destination };
  }

  #transmit(payload: Uint8Array, ecn: number): void {
    this.#transmits.push({ source: undefined, destination: this.#path.destination, payload, ecn });
  }
}

function key(text: string): Uint8Array {
  const bytes = fromBase64(text);
  if (!bytes) throw new TypeError("a key is base64 of 32 bytes");
  return bytes;
}
