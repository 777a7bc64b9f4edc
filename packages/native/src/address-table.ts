import { formatIp, IPV4_BYTES, type SocketAddress } from "@fz/ip";
import { arena } from "./arena.ts";

/** port and length of the address, then up to four words of the address. */
const KEY_WORDS = 5;
/** How many neighbouring places an address may take. */
const WAYS = 8;

/**
 * Turns address bytes into `SocketAddress` objects without allocating for those seen before. Bounded: a new address takes
 * the place of an old one where its places are taken, so equal addresses are usually, not always, the same object.
 */
export class AddressTable {
  readonly #keys: Uint32Array;
  readonly #values: (SocketAddress | undefined)[];
  readonly #mask: number;
  readonly #wanted = new Uint32Array(KEY_WORDS);
  #lastPlace = 0;
  #victim = 0;

  /** @param capacity number of addresses kept, a power of two */
  constructor(capacity: number) {
    this.#mask = capacity - 1;
    this.#keys = new Uint32Array(capacity * KEY_WORDS);
    this.#values = new Array<SocketAddress | undefined>(capacity).fill(undefined);
  }

  /** The address whose 4 or 16 bytes lie in the arena at `offset`, with that port. */
  intern(offset: number, length: number, port: number): SocketAddress {
    this.#read(offset, length, port);
    const last = this.#values[this.#lastPlace];
    if (last !== undefined && this.#matches(this.#lastPlace)) return last;
    const first = this.#hash();
    for (let way = 0; way < WAYS; way++) {
      const place = (first + way) & this.#mask;
      const value = this.#values[place];
      if (value === undefined) return this.#insert(place, offset, length, port);
      if (this.#matches(place)) {
        this.#lastPlace = place;
        return value;
      }
    }
    this.#victim = (this.#victim + 1) % WAYS;
    return this.#insert((first + this.#victim) & this.#mask, offset, length, port);
  }

  #insert(place: number, offset: number, length: number, port: number): SocketAddress {
    const value = { ip: formatIp(arena.u8, offset, length), port };
    this.#keys.set(this.#wanted, place * KEY_WORDS);
    this.#values[place] = value;
    this.#lastPlace = place;
    return value;
  }

  #read(offset: number, length: number, port: number): void {
    const { view } = arena;
    const wanted = this.#wanted;
    const wide = length !== IPV4_BYTES;
    wanted[0] = (length << 16) | port;
    wanted[1] = view.getUint32(offset);
    wanted[2] = wide ? view.getUint32(offset + 4) : 0;
    wanted[3] = wide ? view.getUint32(offset + 8) : 0;
    wanted[4] = wide ? view.getUint32(offset + 12) : 0;
  }

  #matches(place: number): boolean {
    const keys = this.#keys;
    const at = place * KEY_WORDS;
    const wanted = this.#wanted;
    return (
      keys[at] === wanted[0] &&
      keys[at + 1] === wanted[1] &&
      keys[at + 2] === wanted[2] &&
      keys[at + 3] === wanted[3] &&
      keys[at + 4] === wanted[4]
    );
  }

  #hash(): number {
    let hash = 0;
    for (let i = 0; i < KEY_WORDS; i++) {
      hash = Math.imul(hash ^ this.#wanted[i], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash & this.#mask;
  }
}
