import { expect, test } from "vitest";
import { arena } from "./arena.ts";

function plainChecksum(bytes: Uint8Array, seed: number): number {
  let sum = seed;
  for (let i = 0; i < bytes.length; i += 2) sum += bytes[i] | ((bytes[i + 1] ?? 0) << 8);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return sum;
}

test("the SIMD checksum agrees with the plain one at every length and alignment", () => {
  const at = arena.reserve(70_000);
  for (let i = 0; i < 70_000; i++) arena.u8[at + i] = (i * 197 + (i >> 7)) & 0xff;
  const lengths = [...Array.from({ length: 300 }, (_, i) => i), 1240, 1448, 65_535];
  for (const length of lengths) {
    for (const shift of [0, 1, 7]) {
      for (const seed of [0, 1, 0xffff, 0x12345]) {
        const expected = plainChecksum(arena.u8.subarray(at + shift, at + shift + length), seed);
        expect(arena.checksum(at + shift, length, seed)).toBe(expected);
      }
    }
  }
});

test("a sum of nothing but ones does not overflow", () => {
  const at = arena.reserve(65_535);
  arena.u8.fill(0xff, at, at + 65_535);
  expect(arena.checksum(at, 65_535, 0xffff)).toBe(plainChecksum(arena.u8.subarray(at, at + 65_535), 0xffff));
});

test("reserved parts are aligned, apart and never at offset 0", () => {
  const first = arena.reserve(3);
  const second = arena.reserve(5, 4096);
  expect(first).toBeGreaterThan(0);
  expect(second % 4096).toBe(0);
  expect(second).toBeGreaterThanOrEqual(first + 3);
});

test("a full arena says how much is left", () => {
  expect(() => arena.reserve(1 << 30)).toThrow("the arena is full");
});
