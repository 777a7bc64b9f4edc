// Nonces of the long-term credential mechanism (RFC 8489 §9.2), one per source address.

import { formatUuid, type Uuid } from "@fz/wire";
import { LruMap } from "../lru-map.ts";
import type { Random } from "../random.ts";

/** Requests that one nonce serves before the client is told to take another. */
export const NONCE_USES = 10_000;
/** Sources that never authenticated, any of which may be made up. */
export const STRANGERS_MAX = 65_536;
/** Sources that did. */
export const ACQUAINTANCES_MAX = 65_536;

const UUID_BYTES = 16;
const VERSION_4 = 0x40;
const VARIANT_10 = 0x80;

interface Nonce {
  readonly text: Uuid;
  usesLeft: number;
}

/**
 * Bounded whatever arrives: a flood of forged sources pushes out other strangers, who are then told to take a new nonce,
 * but nobody who has shown credentials.
 */
export class Nonces {
  readonly #random: Random;
  readonly #strangers = new LruMap<string, Nonce>(STRANGERS_MAX);
  readonly #acquaintances = new LruMap<string, Nonce>(ACQUAINTANCES_MAX);

  constructor(random: Random) {
    this.#random = random;
  }

  /** The one in force for this source, or a new one where there is none with uses left. */
  issue(source: string): Uuid {
    const known = this.#find(source);
    if (known && known.usesLeft > 0) return known.text;
    const nonce = { text: this.#uuid(), usesLeft: NONCE_USES };
    this.#acquaintances.delete(source);
    this.#strangers.set(source, nonce);
    return nonce.text;
  }

  /** Takes one use; false where this source was issued another nonce, none, or has none of its uses left. */
  consume(source: string, text: Uuid): boolean {
    const nonce = this.#find(source);
    if (nonce?.text !== text || nonce.usesLeft === 0) return false;
    nonce.usesLeft--;
    return true;
  }

  /** The source has proved that it holds credentials. */
  trust(source: string): void {
    const nonce = this.#strangers.get(source);
    if (!nonce) return;
    this.#strangers.delete(source);
    this.#acquaintances.set(source, nonce);
  }

  get size(): number {
    return this.#strangers.size + this.#acquaintances.size;
  }

  #find(source: string): Nonce | undefined {
    return this.#acquaintances.get(source) ?? this.#strangers.get(source);
  }

  #uuid(): Uuid {
    const bytes = this.#random(UUID_BYTES).slice();
    bytes[6] = VERSION_4 | (bytes[6] & 0x0f);
    bytes[8] = VARIANT_10 | (bytes[8] & 0x3f);
    return formatUuid(bytes);
  }
}
