import type { Random } from "../src/relay.ts";

/** A reproducible source of random bytes (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (count) => Uint8Array.from({ length: count }, () => nextByte());

  function nextByte(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 0xff;
  }
}
