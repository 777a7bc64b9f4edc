import { IPV4_BYTES } from "./address.ts";
import type { PacketView } from "./packet-view.ts";
import { PROTOCOL_ICMP, PROTOCOL_ICMPV6 } from "./protocol.ts";

/** Slots that a key may live in; a lookup compares at most this many. */
const WAYS = 8;
/** Protocol, ports and two IPv6 addresses, 32 bits each. */
const KEY_WORDS = 10;
const WORDS_BEFORE_ADDRESSES = 2;
const NEVER = 0;
const LAST_EPOCH = 0xffff_ffff;
// Odd multiplier from the golden ratio; the two shifts spread its high bits into the index.
const MULTIPLIER = 0x9e37_79b1;

/**
 * A bounded cache from a packet's flow (addresses, protocol, ports or echo identifier; one direction) to what was decided
 * for it. Looking up allocates nothing. When a set of slots is full, the new flow replaces one of the others in turn: a
 * value must be something that can be worked out again.
 */
export class FlowTable<V> {
  readonly #keys: Uint32Array;
  /** The epoch in which a slot was written; valid only while it is the current one. */
  readonly #epochs: Uint32Array;
  readonly #values: (V | undefined)[];
  readonly #setMask: number;
  readonly #seed: number;
  readonly #key = new Uint32Array(KEY_WORDS);
  #keyWords = 0;
  #epoch = NEVER + 1;
  #nextVictim = 0;

  /**
   * @param capacity most flows remembered; rounded up to a power of two, at least 8
   * @param seed 32 random bits, so that outsiders cannot choose flows that crowd one set
   */
  constructor(capacity: number, seed = 0) {
    const sets = 2 ** Math.max(0, Math.ceil(Math.log2(capacity / WAYS)));
    this.#setMask = sets - 1;
    this.#seed = seed | 0;
    this.#keys = new Uint32Array(sets * WAYS * KEY_WORDS);
    this.#epochs = new Uint32Array(sets * WAYS);
    this.#values = new Array<V | undefined>(sets * WAYS).fill(undefined);
  }

  get capacity(): number {
    return this.#values.length;
  }

  /** What was inserted for the packet's flow since the last `invalidate`, if it is still there. */
  lookup(packet: PacketView): V | undefined {
    if (packet.sourcePort < 0) return undefined;
    const slot = this.#find(this.#readKey(packet));
    return slot < 0 ? undefined : this.#values[slot];
  }

  /** Remembers the packet's flow as its headers are now: before they are translated. Packets without ports are not remembered. */
  insert(packet: PacketView, value: V): void {
    if (packet.sourcePort < 0) return;
    const first = this.#readKey(packet);
    let slot = this.#find(first);
    if (slot < 0) slot = this.#freeSlot(first);
    this.#keys.set(this.#key.subarray(0, this.#keyWords), slot * KEY_WORDS);
    this.#epochs[slot] = this.#epoch;
    this.#values[slot] = value;
  }

  delete(packet: PacketView): void {
    if (packet.sourcePort < 0) return;
    const slot = this.#find(this.#readKey(packet));
    if (slot < 0) return;
    this.#epochs[slot] = NEVER;
    this.#values[slot] = undefined;
  }

  /** Forgets the flow of the packets that answer this one. */
  deleteReverse(packet: PacketView): void {
    if (packet.sourcePort < 0 || packet.icmpType >= 0) return;
    this.#readKey(packet);
    const slot = this.#find(this.#reverseKey());
    if (slot < 0) return;
    this.#epochs[slot] = NEVER;
    this.#values[slot] = undefined;
  }

  /** Forgets every flow, in constant time: for whenever anything changed that values were decided by. */
  invalidate(): void {
    if (this.#epoch === LAST_EPOCH) this.clear();
    else this.#epoch++;
  }

  /** Forgets every flow and lets go of the values. */
  clear(): void {
    this.#epochs.fill(NEVER);
    this.#values.fill(undefined);
    this.#epoch = NEVER + 1;
  }

  /** Puts the packet's key into `#key` and gives the first slot of its set. */
  #readKey(packet: PacketView): number {
    const { buf, protocol } = packet;
    const key = this.#key;
    const isIcmp = protocol === PROTOCOL_ICMP || protocol === PROTOCOL_ICMPV6;
    key[0] = (packet.version << 16) | (protocol << 8) | (isIcmp ? packet.icmpType : 0);
    key[1] = (packet.sourcePort << 16) | packet.destinationPort;
    // Source and destination lie next to each other in both headers.
    const words = WORDS_BEFORE_ADDRESSES + (packet.addressLength === IPV4_BYTES ? 2 : 8);
    let at = packet.sourceOffset;
    let hash = mix(Math.imul(this.#seed ^ key[0], MULTIPLIER), key[1]);
    for (let i = WORDS_BEFORE_ADDRESSES; i < words; i++) {
      const word = (buf[at] << 24) | (buf[at + 1] << 16) | (buf[at + 2] << 8) | buf[at + 3];
      key[i] = word;
      hash = mix(hash, word);
      at += 4;
    }
    this.#keyWords = words;
    return this.#setOf(hash);
  }

  /** Turns the key in `#key` around and gives the first slot of its set. */
  #reverseKey(): number {
    const key = this.#key;
    const words = this.#keyWords;
    const half = (words - WORDS_BEFORE_ADDRESSES) / 2;
    key[1] = (key[1] << 16) | (key[1] >>> 16);
    for (let i = WORDS_BEFORE_ADDRESSES; i < WORDS_BEFORE_ADDRESSES + half; i++) {
      const word = key[i];
      key[i] = key[i + half];
      key[i + half] = word;
    }
    let hash = Math.imul(this.#seed ^ key[0], MULTIPLIER);
    for (let i = 1; i < words; i++) hash = mix(hash, key[i]);
    return this.#setOf(hash);
  }

  #setOf(hash: number): number {
    return ((hash ^ (hash >>> 16)) & this.#setMask) * WAYS;
  }

  #find(first: number): number {
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#epochs[slot] === this.#epoch && this.#matches(slot)) return slot;
    }
    return -1;
  }

  #matches(slot: number): boolean {
    const at = slot * KEY_WORDS;
    for (let i = 0; i < this.#keyWords; i++) {
      if (this.#keys[at + i] !== this.#key[i]) return false;
    }
    return true;
  }

  #freeSlot(first: number): number {
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#epochs[slot] !== this.#epoch) return slot;
    }
    this.#nextVictim = (this.#nextVictim + 1) % WAYS;
    return first + this.#nextVictim;
  }
}

function mix(hash: number, word: number): number {
  return Math.imul(hash ^ (hash >>> 15) ^ word, MULTIPLIER);
}

/** Whether two packets belong to one flow in the same direction; false where either has no ports. */
export function sameFlow(a: PacketView, b: PacketView): boolean {
  if (a.version !== b.version || a.protocol !== b.protocol || a.icmpType !== b.icmpType) return false;
  if (a.sourcePort < 0 || a.sourcePort !== b.sourcePort || a.destinationPort !== b.destinationPort) return false;
  for (let i = 0; i < 2 * a.addressLength; i++) {
    if (a.buf[a.sourceOffset + i] !== b.buf[b.sourceOffset + i]) return false;
  }
  return true;
}
