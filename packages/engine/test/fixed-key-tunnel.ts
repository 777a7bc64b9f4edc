// A tunnel between two hosts with one key that never changes and no handshake; answers go to where the peer was heard from last. Just enough for the packet loop to carry
// real traffic in the tests. Module for `EngineSettings.tunnel`.
import { getEcn, type SocketAddress, sameSocketAddress, setCongestionExperienced } from "@fz/ip";
import type { OutboundPath, Transmit } from "@fz/snownet";
import type { PeerVerdict, Tunnel } from "@fz/tunnel";
import type { Aead } from "@fz/wireguard";
import type { TunnelEnvironment } from "../src/tunnel-module.ts";

export interface FixedKeyOptions {
  readonly peer: SocketAddress;
  readonly source?: SocketAddress;
  /** Every packet takes the slow path, as it does before a connection is up. */
  readonly slowly?: boolean;
}

const HEADER_BYTES = 16;
const TAG_BYTES = 16;
const COUNTER_OFFSET = 8;
const TRANSPORT_DATA = 4;
const KEY_BYTES = 32;
const CONGESTION_EXPERIENCED = 3;
const ADMITTED: PeerVerdict = { translation: undefined, count: undefined };

export function createTunnel(options: FixedKeyOptions, { crypto }: TunnelEnvironment): Tunnel<unknown, unknown> {
  return new FixedKeyTunnel(options, crypto.aead(new Uint8Array(KEY_BYTES).fill(7)));
}

class FixedKeyTunnel implements Tunnel<unknown, unknown> {
  readonly routedCount = undefined;
  readonly headerBytes = 0;
  readonly lastConnection = "the only peer";
  readonly publicKey = new Uint8Array(KEY_BYTES);
  readonly #aead: Aead;
  readonly #slowly: boolean;
  #path: OutboundPath;
  readonly #transmits: Transmit[] = [];
  readonly #tunPackets: Uint8Array[] = [];
  readonly #events: unknown[] = [];
  #view: DataView = new DataView(new ArrayBuffer(0));
  #counter = 0;
  #rejected = 0;

  constructor({ peer, source, slowly = false }: FixedKeyOptions, aead: Aead) {
    this.#aead = aead;
    this.#slowly = slowly;
    this.#path = this.#pathTo(peer, source);
  }

  routeTun(): OutboundPath | undefined {
    return this.#slowly ? undefined : this.#path;
  }

  handleTun(buf: Uint8Array, offset: number, length: number): void {
    const payload = new Uint8Array(length + this.#path.overhead);
    this.#seal(buf, offset, length, payload, 0);
    const { source, destination } = this.#path;
    this.#transmits.push({ source, destination, payload, ecn: getEcn(buf, offset) });
  }

  decapsulate(
    _local: SocketAddress,
    remote: SocketAddress,
    ecn: number,
    buf: Uint8Array,
    offset: number,
    length: number,
    out: Uint8Array,
    outOffset: number,
  ): number {
    const counter = this.#viewOf(buf).getUint32(offset + COUNTER_OFFSET, true);
    const sealed = length - HEADER_BYTES;
    if (!this.#aead.open(counter, buf, offset + HEADER_BYTES, sealed, out, outOffset)) {
      this.#rejected++;
      return -1;
    }
    if (!sameSocketAddress(remote, this.#path.destination)) this.#path = this.#pathTo(remote, this.#path.source);
    if (ecn === CONGESTION_EXPERIENCED) setCongestionExperienced(out, outOffset);
    return sealed - TAG_BYTES;
  }

  admitPeerPacket(): PeerVerdict | undefined {
    return this.#slowly ? undefined : ADMITTED;
  }

  handlePeerPacket(buf: Uint8Array, offset: number, length: number): void {
    this.#tunPackets.push(buf.slice(offset, offset + length));
  }

  pollTunPacket(): Uint8Array | undefined {
    return this.#tunPackets.shift();
  }

  pollTransmit(): Transmit | undefined {
    return this.#transmits.shift();
  }

  pollEvent(): unknown {
    return this.#events.shift();
  }

  handleTimeout(): void {
    // nothing ever times out
  }

  pollTimeout(): number | undefined {
    return undefined;
  }

  /** Answers every command with an event, so that tests see both ways work; `throw` stands for a bug. */
  handleCommand(command: unknown): void {
    if (command === "throw") throw new Error("a bug in the tunnel");
    this.#events.push({ type: "echo", command });
  }

  setEpochOffset(): void {
    // nothing goes by the wall clock
  }

  counters(): Record<string, number> {
    return { sealed: this.#counter, rejected: this.#rejected };
  }

  status(): unknown {
    return { peer: this.#path.destination };
  }

  #pathTo(destination: SocketAddress, source: SocketAddress | undefined): OutboundPath {
    return {
      source,
      destination,
      overhead: HEADER_BYTES + TAG_BYTES,
      seal: (buf, offset, length, out, outOffset) => this.#seal(buf, offset, length, out, outOffset),
    };
  }

  /** Buffers here start where their memory starts. */
  #viewOf(buf: Uint8Array): DataView {
    if (this.#view.buffer !== buf.buffer) this.#view = new DataView(buf.buffer);
    return this.#view;
  }

  #seal(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number): number {
    const view = this.#viewOf(out);
    const counter = this.#counter++;
    view.setUint32(outOffset, TRANSPORT_DATA, true);
    view.setUint32(outOffset + 4, 1, true);
    view.setUint32(outOffset + COUNTER_OFFSET, counter, true);
    view.setUint32(outOffset + COUNTER_OFFSET + 4, 0, true);
    this.#aead.seal(counter, buf, offset, length, out, outOffset + HEADER_BYTES);
    return HEADER_BYTES + length + TAG_BYTES;
  }
}
