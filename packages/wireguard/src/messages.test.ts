import fc from "fast-check";
import { expect, test } from "vitest";
import { classifyWireGuard, readCounter, readU32, receiverIndex, writeCounter, writeU32 } from "./messages.ts";

function message(type: readonly number[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(type);
  return bytes;
}

test.each([
  ["initiation", [1, 0, 0, 0], 148],
  ["response", [2, 0, 0, 0], 92],
  ["cookie", [3, 0, 0, 0], 64],
  ["data", [4, 0, 0, 0], 32],
  ["data", [4, 0, 0, 0], 33],
  ["data", [4, 0, 0, 0], 1500],
  [undefined, [1, 0, 0, 0], 147],
  [undefined, [1, 0, 0, 0], 149],
  [undefined, [2, 0, 0, 0], 148],
  [undefined, [3, 0, 0, 0], 32],
  [undefined, [4, 0, 0, 0], 31],
  [undefined, [4, 0, 0, 1], 32],
  [undefined, [1, 1, 0, 0], 148],
  [undefined, [0, 0, 0, 0], 148],
  [undefined, [5, 0, 0, 0], 148],
])("%s is type %j with %i bytes", (kind, type, length) => {
  expect(classifyWireGuard(message(type, length), 0, length)).toBe(kind);
  const shifted = new Uint8Array(length + 7);
  shifted.set(message(type, length), 7);
  expect(classifyWireGuard(shifted, 7, length)).toBe(kind);
});

test("nothing shorter than a header is looked into", () => {
  expect(classifyWireGuard(new Uint8Array(0), 0, 0)).toBeUndefined();
  expect(classifyWireGuard(Uint8Array.of(4, 0, 0, 0), 0, 4)).toBeUndefined();
});

test("the receiver index is at 8 in a Response, at 4 elsewhere", () => {
  for (const [type, at] of [
    [2, 8],
    [3, 4],
    [4, 4],
  ]) {
    const bytes = message([type], 100);
    writeU32(bytes, 3 + at, 0);
    const shifted = new Uint8Array(103);
    shifted.set(bytes, 3);
    writeU32(shifted, 3 + at, 0xfedcba98);
    expect(receiverIndex(shifted, 3)).toBe(0xfedcba98);
  }
});

test("numbers survive writing and reading", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.maxSafeNat(), fc.nat(8), (index, counter, offset) => {
      const bytes = new Uint8Array(24);
      writeU32(bytes, offset, index);
      writeCounter(bytes, offset + 4, counter);
      expect(readU32(bytes, offset)).toBe(index);
      expect(readCounter(bytes, offset + 4)).toBe(counter);
      expect(new DataView(bytes.buffer).getBigUint64(offset + 4, true)).toBe(BigInt(counter));
    }),
  );
});
