import { createHash } from "node:crypto";
import type { Random } from "./random.ts";

/** The same bytes for the same seed, for tests that have to repeat. Whoever knows the seed knows every secret. */
export function seededRandom(seed: string): Random {
  let block = 0;
  let pool = Buffer.alloc(0);
  return (n) => {
    while (pool.length < n) {
      pool = Buffer.concat([pool, createHash("sha256").update(`${seed}:${block++}`).digest()]);
    }
    const bytes = pool.subarray(0, n);
    pool = pool.subarray(n);
    return bytes;
  };
}
