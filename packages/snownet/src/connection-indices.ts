import type { Random } from "./relay.ts";

const INDEX_BITS_MASK = 0xff_ffff;
/** Taps of a 24-bit Galois register of maximal length. */
const POLYNOMIAL = 0xd8_0000;

/**
 * Hands out 24-bit connection numbers that look random, without repetition for 2²⁴−1 calls. They are the upper bytes of
 * the WireGuard receiver indices that peers put into every datagram.
 */
export class ConnectionIndices {
  #state: number;
  readonly #mask: number;

  constructor(random: Random) {
    this.#state = readU24(random(3)) || 1;
    this.#mask = readU24(random(3));
  }

  next(): number {
    const lowest = this.#state & 1;
    this.#state >>>= 1;
    if (lowest) this.#state ^= POLYNOMIAL;
    return (this.#state ^ this.#mask) & INDEX_BITS_MASK;
  }
}

function readU24(bytes: Uint8Array): number {
  return (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
}
