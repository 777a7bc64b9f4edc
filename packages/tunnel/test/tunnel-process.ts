import { getEcn, translate } from "@fz/ip";
import type { Datagram, OutgoingDatagram, Process } from "@fz/simnet";
import type { Tunnel } from "../src/tunnel.ts";

const MAX_PACKET = 2048;

/** Drives a tunnel as the packet loop does: the fast path where it has an answer, the slow one where not. */
export class TunnelProcess<C, E> implements Process {
  readonly tunnel: Tunnel<C, E>;
  /** Every packet that went to the TUN device. */
  readonly received: Uint8Array[] = [];
  readonly events: E[] = [];
  /** Asked with every packet that goes to the TUN device. */
  onPacket: (packet: Uint8Array, now: number) => void = () => undefined;
  onEvent: (event: E, now: number) => void = () => undefined;
  /** The machine sleeps: time goes on without it, and what is sent to it is lost. */
  isAsleep = false;
  /** How many packets took the fast path. */
  fastPackets = 0;
  readonly #outgoing: OutgoingDatagram[] = [];
  readonly #plaintext = new Uint8Array(MAX_PACKET);

  constructor(tunnel: Tunnel<C, E>) {
    this.tunnel = tunnel;
  }

  /** A packet of the operating system's for the TUN device. */
  write(packet: Uint8Array, now: number): void {
    const copy = packet.slice();
    const path = this.tunnel.routeTun(copy, 0, copy.length, false, now);
    if (!path) return this.tunnel.handleTun(copy, 0, copy.length, now);
    this.fastPackets++;
    const sealed = new Uint8Array(copy.length + path.overhead);
    const length = path.seal(copy, 0, copy.length, sealed, 0, now);
    const { source, destination } = path;
    if (length > 0) {
      this.tunnel.routedCount?.count(copy.length - this.tunnel.headerBytes, now);
      this.#outgoing.push({ source, destination, payload: sealed.subarray(0, length), ecn: getEcn(copy, 0) });
    }
  }

  handleDatagram({ source, destination, payload, ecn }: Datagram, now: number): void {
    if (this.isAsleep) return;
    const out = this.#plaintext;
    const length = this.tunnel.decapsulate(destination, source, ecn, payload, 0, payload.length, out, 0, now);
    if (length <= 0) return;
    const verdict = this.tunnel.admitPeerPacket(out, 0, length, now);
    if (!verdict) return this.tunnel.handlePeerPacket(out, 0, length, now);
    this.fastPackets++;
    verdict.count?.count(length - this.tunnel.headerBytes, now);
    const packet = out.slice(0, length);
    if (verdict.translation) translate(packet, 0, length, verdict.translation, false);
    this.#toTun(packet, now);
  }

  pollTransmit(): OutgoingDatagram | undefined {
    return this.#outgoing.shift() ?? this.tunnel.pollTransmit();
  }

  handleTimeout(now: number): void {
    this.tunnel.handleTimeout(now);
  }

  pollTimeout(): number | undefined {
    return this.isAsleep ? undefined : this.tunnel.pollTimeout();
  }

  work(now: number): boolean {
    let worked = false;
    for (let packet = this.tunnel.pollTunPacket(); packet; packet = this.tunnel.pollTunPacket()) {
      this.#toTun(packet, now);
      worked = true;
    }
    for (let event = this.tunnel.pollEvent(); event; event = this.tunnel.pollEvent()) {
      this.events.push(event);
      this.onEvent(event, now);
      worked = true;
    }
    return worked;
  }

  #toTun(packet: Uint8Array, now: number): void {
    this.received.push(packet);
    this.onPacket(packet, now);
  }
}
