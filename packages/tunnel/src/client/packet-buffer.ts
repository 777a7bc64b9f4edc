import { equal } from "@fz/bytes";
import { PacketView, PROTOCOL_TCP, sameFlow, TCP_SYN } from "@fz/ip";

/**
 * Keeps copies of packets that wait for something, the oldest giving way. A packet that is there already is not kept
 * twice, and a retransmitted SYN takes the place of the one before.
 */
export class PacketBuffer {
  readonly #capacity: number;
  #packets: Uint8Array[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#packets.length;
  }

  push(packet: Uint8Array): void {
    const replaced = this.#packets.findIndex((kept) => equal(kept, packet) || isSameSyn(kept, packet));
    if (replaced >= 0) {
      this.#packets[replaced] = packet.slice();
      return;
    }
    this.#packets.push(packet.slice());
    if (this.#packets.length > this.#capacity) this.#packets.shift();
  }

  /** Gives all packets, oldest first, and keeps none. */
  drain(): Uint8Array[] {
    const packets = this.#packets;
    this.#packets = [];
    return packets;
  }
}

const SEQUENCE_OFFSET = 4;

function isSameSyn(a: Uint8Array, b: Uint8Array): boolean {
  const first = new PacketView();
  const second = new PacketView();
  if (!first.wrap(a, 0, a.length) || !second.wrap(b, 0, b.length)) return false;
  return isSyn(first) && isSyn(second) && sameFlow(first, second) && equal(sequence(first), sequence(second));
}

function isSyn(view: PacketView): boolean {
  return view.protocol === PROTOCOL_TCP && (view.tcpFlags & TCP_SYN) !== 0;
}

function sequence(view: PacketView): Uint8Array {
  const start = view.transportOffset + SEQUENCE_OFFSET;
  return view.buf.subarray(start, start + 4);
}
