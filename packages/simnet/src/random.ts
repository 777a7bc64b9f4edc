const WORD = 2 ** 32;
const GOLDEN_RATIO = 0x9e3779b9;
/** Steps after which the seed has reached all of the state. */
const WARM_UP = 12;

/** Reproducible numbers: the same seed gives the same run. sfc32 of PractRand; nothing to keep secrets with. */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number | string) {
    const start = typeof seed === "number" ? seed >>> 0 : hash(seed);
    this.#a = start;
    this.#b = Math.imul(start ^ GOLDEN_RATIO, 0x85ebca6b) >>> 0;
    this.#c = GOLDEN_RATIO;
    for (let i = 0; i < WARM_UP; i++) this.uint32();
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }

  /** From 0 up to, not including, `limit`; any real number. */
  below(limit: number): number {
    return (this.uint32() / WORD) * limit;
  }

  /** A whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.below(to - from + 1));
  }

  /** True in `probability` of all cases. */
  chance(probability: number): boolean {
    return probability > 0 && this.below(1) < probability;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.uint32() & 0xff);
  }

  /** A source of its own for `name`: what one part draws does not change what another gets. */
  fork(name: string): SeededRandom {
    return new SeededRandom(this.uint32() ^ hash(name));
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
