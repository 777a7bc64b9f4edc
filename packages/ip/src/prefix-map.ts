import { IPV4_BYTES, IPV6_BYTES, type IpAddress, ipBytes } from "./address.ts";
import type { Prefix } from "./prefix.ts";

export interface PrefixEntry<V> {
  readonly prefix: Prefix;
  readonly value: V;
}

/**
 * A map from networks to values that is asked by address. One hash table per prefix length in use, tried from the longest
 * on: routing tables have many entries but few lengths.
 */
export class PrefixMap<V> {
  readonly #families = new Map<number, Family<V>>([
    [IPV4_BYTES, new Family<V>()],
    [IPV6_BYTES, new Family<V>()],
  ]);

  get size(): number {
    let size = 0;
    for (const family of this.#families.values()) size += family.size;
    return size;
  }

  /** @throws RangeError where the prefix is none */
  set(prefix: Prefix, value: V): void {
    const { family, bytes } = this.#locate(prefix);
    family.set(bytes, { prefix, value });
  }

  delete(prefix: Prefix): boolean {
    const { family, bytes } = this.#locate(prefix);
    return family.delete(bytes, prefix.length);
  }

  /** The value of exactly this prefix. */
  get(prefix: Prefix): V | undefined {
    const { family, bytes } = this.#locate(prefix);
    return family.get(bytes, 0, prefix.length)?.value;
  }

  /** The value of the longest prefix that contains `ip`. */
  lookup(ip: IpAddress): V | undefined {
    const bytes = ipBytes(ip);
    return bytes && this.lookupBytes(bytes, 0, bytes.length);
  }

  /** As `lookup`, for the `length` (4 or 16) bytes of an address inside a packet. */
  lookupBytes(buf: Uint8Array, off: number, length: number): V | undefined {
    return this.#families.get(length)?.longest(buf, off)?.value;
  }

  /** Every entry whose prefix contains `ip`, longest prefix first. */
  lookupAll(ip: IpAddress): PrefixEntry<V>[] {
    const bytes = ipBytes(ip);
    const family = bytes && this.#families.get(bytes.length);
    return family ? family.all(bytes) : [];
  }

  /** IPv4 before IPv6, longer prefixes first, else in order of insertion. */
  *entries(): IterableIterator<PrefixEntry<V>> {
    for (const family of this.#families.values()) yield* family.entries();
  }

  clear(): void {
    for (const family of this.#families.values()) family.clear();
  }

  #locate(prefix: Prefix): { family: Family<V>; bytes: Uint8Array } {
    const bytes = ipBytes(prefix.ip);
    const family = bytes && this.#families.get(bytes.length);
    if (!family || prefix.length < 0 || prefix.length > 8 * bytes.length) {
      throw new RangeError(`not a prefix: ${prefix.ip}/${prefix.length}`);
    }
    return { family, bytes };
  }
}

/** The prefixes of one address family. */
class Family<V> {
  readonly #byLength = new Map<number, Map<string, PrefixEntry<V>>>();
  /** The keys of `#byLength`, longest first. */
  #lengths: number[] = [];
  size = 0;

  set(bytes: Uint8Array, entry: PrefixEntry<V>): void {
    const { length } = entry.prefix;
    let table = this.#byLength.get(length);
    if (!table) {
      table = new Map();
      this.#byLength.set(length, table);
      this.#lengths = [...this.#byLength.keys()].sort((a, b) => b - a);
    }
    const before = table.size;
    table.set(networkKey(bytes, 0, length), entry);
    this.size += table.size - before;
  }

  delete(bytes: Uint8Array, length: number): boolean {
    const table = this.#byLength.get(length);
    if (!table?.delete(networkKey(bytes, 0, length))) return false;
    this.size--;
    if (table.size === 0) {
      this.#byLength.delete(length);
      this.#lengths = this.#lengths.filter((other) => other !== length);
    }
    return true;
  }

  get(buf: Uint8Array, off: number, length: number): PrefixEntry<V> | undefined {
    return this.#byLength.get(length)?.get(networkKey(buf, off, length));
  }

  longest(buf: Uint8Array, off: number): PrefixEntry<V> | undefined {
    for (const length of this.#lengths) {
      const entry = this.get(buf, off, length);
      if (entry) return entry;
    }
    return undefined;
  }

  all(bytes: Uint8Array): PrefixEntry<V>[] {
    return this.#lengths.flatMap((length) => this.get(bytes, 0, length) ?? []);
  }

  *entries(): IterableIterator<PrefixEntry<V>> {
    for (const length of this.#lengths) yield* this.#byLength.get(length)?.values() ?? [];
  }

  clear(): void {
    this.#byLength.clear();
    this.#lengths = [];
    this.size = 0;
  }
}

/** The first `length` bits as text, 16 of them to a UTF-16 code unit. */
function networkKey(buf: Uint8Array, off: number, length: number): string {
  let key = "";
  for (let bits = length, at = off; bits > 0; bits -= 16, at += 2) {
    const group = (buf[at] << 8) | buf[at + 1];
    key += String.fromCharCode(bits >= 16 ? group : group & (0xffff0000 >> bits));
  }
  return key;
}
