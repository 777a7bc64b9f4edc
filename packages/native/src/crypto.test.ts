import { fromHex, toHex } from "@fz/bytes";
import { expect, test } from "vitest";
import x25519 from "../vectors/x25519.json" with { type: "json" };
import { arena } from "./arena.ts";
import { opensslCrypto } from "./crypto.ts";
import { NodeAead } from "./node-aead.ts";
import { OpenSslAead } from "./openssl-aead.ts";

const TAG_BYTES = 16;
const key = Uint8Array.from({ length: 32 }, (_, i) => i * 7);

function packet(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31) & 0xff);
}

test("libcrypto is reached through FFI", () => {
  expect(opensslCrypto.aead(key)).toBeInstanceOf(OpenSslAead);
});

test.each([0, 1, 15, 16, 64, 1280, 65_000])("both ciphers seal %i bytes alike and open each other's", (length) => {
  const plain = packet(length);
  const foreign = new NodeAead(key);
  const own = opensslCrypto.aead(key);
  for (const counter of [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 5]) {
    const expected = new Uint8Array(length + TAG_BYTES);
    const sealed = new Uint8Array(length + TAG_BYTES + 8);
    foreign.seal(counter, plain, 0, length, expected, 0);
    own.seal(counter, plain, 0, length, sealed, 8);
    expect(sealed.subarray(8)).toEqual(expected);
    const opened = new Uint8Array(length);
    expect(own.open(counter, expected, 0, expected.length, opened, 0)).toBe(true);
    expect(opened).toEqual(plain);
    expect(foreign.open(counter, sealed, 8, expected.length, opened, 0)).toBe(true);
    expect(own.open(counter + 1, expected, 0, expected.length, opened, 0)).toBe(false);
    expected[length >> 1] ^= 1;
    expect(own.open(counter, expected, 0, expected.length, opened, 0)).toBe(false);
    expect(foreign.open(counter, expected, 0, expected.length, opened, 0)).toBe(false);
  }
  own.dispose();
});

test("sealing works in the arena, in place and over buffers that overlap", () => {
  const aead = opensslCrypto.aead(key);
  const at = arena.reserve(4096);
  for (const shift of [0, 1, 16, -16, 100, -100, 1500]) {
    const plain = packet(1280);
    const from = at + 1000;
    arena.u8.set(plain, from);
    aead.seal(9, arena.u8, from, plain.length, arena.u8, from + shift);
    expect(aead.open(9, arena.u8, from + shift, plain.length + TAG_BYTES, arena.u8, at + 990)).toBe(true);
    expect(arena.u8.slice(at + 990, at + 990 + plain.length)).toEqual(plain);
  }
  aead.dispose();
});

test("a datagram shorter than a tag does not open", () => {
  const aead = opensslCrypto.aead(key);
  expect(aead.open(0, new Uint8Array(15), 0, 15, new Uint8Array(15), 0)).toBe(false);
});

test("a key that was disposed of seals no more", () => {
  const aead = opensslCrypto.aead(key);
  aead.dispose();
  expect(() => aead.seal(0, new Uint8Array(1), 0, 1, new Uint8Array(17), 0)).toThrow("disposed");
});

function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (!bytes) throw new Error(`no hex: ${text}`);
  return bytes;
}

test("X25519 gives the products and public keys of RFC 7748", () => {
  for (const { scalar, u, output } of x25519.products) {
    expect(toHex(opensslCrypto.dh(hex(scalar), hex(u)) ?? new Uint8Array())).toBe(output);
  }
  for (const { privateKey, publicKey } of x25519.publicKeys) {
    expect(toHex(opensslCrypto.publicKey(hex(privateKey)))).toBe(publicKey);
  }
});

test("a public key of small order gives no secret", () => {
  for (const point of x25519.smallOrder) expect(opensslCrypto.dh(key, hex(point))).toBeUndefined();
});
