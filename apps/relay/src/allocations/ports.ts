import type { Random } from "../random.ts";

export interface PortRange {
  readonly lowest: number;
  readonly highest: number;
}

/** Which ports of the range are taken; a free one is chosen at random (RFC 8656 §7.2, RFC 6056). */
export class Ports {
  readonly #range: PortRange;
  readonly #random: Random;
  readonly #taken = new Set<number>();

  constructor(range: PortRange, random: Random) {
    this.#range = range;
    this.#random = random;
  }

  get capacity(): number {
    return this.#range.highest - this.#range.lowest + 1;
  }

  get hasFree(): boolean {
    return this.#taken.size < this.capacity;
  }

  /** Takes a port, an even one if need be; undefined where there is none. */
  take(even: boolean): number | undefined {
    const start = randomBelow(this.capacity, this.#random);
    for (let step = 0; step < this.capacity; step++) {
      const port = this.#range.lowest + ((start + step) % this.capacity);
      if (this.#taken.has(port) || (even && port % 2 !== 0)) continue;
      this.#taken.add(port);
      return port;
    }
    return undefined;
  }

  free(port: number): void {
    this.#taken.delete(port);
  }
}

function randomBelow(limit: number, random: Random): number {
  const [a, b, c, d] = random(4);
  return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % limit;
}
