import { createHash } from "node:crypto";
import { toHex } from "@fz/bytes";
import { chacha20poly1305, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { blake2s } from "@noble/hashes/blake2.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hex } from "../test/hex.ts";
import { nodeCrypto, openChaChaPoly, sealChaChaPoly } from "../test/node-crypto.ts";
import { referenceBlake2s } from "../test/reference-blake2s.ts";
import { HMAC, KDF, XAEAD } from "../test/reference-wireguard.ts";
import vectors from "../vectors/primitives.json" with { type: "json" };
import { hash, kdf1, kdf2, kdf3, mac } from "./blake2s.ts";
import type { WireGuardCrypto } from "./crypto.ts";
import { nobleCrypto } from "./noble-crypto.ts";

const implementations: [string, WireGuardCrypto][] = [
  ["portable", nobleCrypto],
  ["node:crypto", nodeCrypto],
];

describe.each(implementations)("X25519, %s", (_, crypto) => {
  test.each(vectors.x25519)("multiplies $scalar as RFC 7748 says", ({ scalar, u, output }) => {
    expect(toHex(crypto.dh(hex(scalar), hex(u)) ?? hex(""))).toBe(output);
  });

  test.each(vectors.x25519PublicKeys)("derives the public key of $privateKey", ({ privateKey, publicKey }) => {
    expect(toHex(crypto.publicKey(hex(privateKey)))).toBe(publicKey);
  });

  test("agrees with the iterated vector", () => {
    const { start, after1, after1000 } = vectors.x25519Iterated;
    let k = hex(start);
    let u = hex(start);
    for (let i = 1; i <= 1000; i++) {
      const output = crypto.dh(k, u) ?? hex("");
      u = k;
      k = output;
      if (i === 1) expect(toHex(k)).toBe(after1);
    }
    expect(toHex(k)).toBe(after1000);
  });

  test.each(vectors.x25519SmallOrder)("refuses the point of small order %s", (point) => {
    expect(crypto.dh(hex(vectors.x25519[0].scalar), hex(point))).toBeUndefined();
  });
});

describe("ChaCha20-Poly1305", () => {
  const v = vectors.chacha20poly1305;

  test("seals the vector of RFC 8439 in both implementations", () => {
    const [key, nonce, plaintext, additionalData] = [v.key, v.nonce, v.plaintext, v.additionalData].map(hex);
    expect(toHex(chacha20poly1305(key, nonce, additionalData).encrypt(plaintext))).toBe(v.ciphertext + v.tag);
    expect(toHex(sealChaChaPoly(key, nonce, plaintext, additionalData))).toBe(v.ciphertext + v.tag);
    expect(openChaChaPoly(key, nonce, hex(v.ciphertext + v.tag), additionalData)).toEqual(plaintext);
  });

  test.each(implementations)("encrypts with the keystream of RFC 8439, %s", (_, crypto) => {
    const { key, counter, block } = vectors.keystream;
    const zeros = new Uint8Array(block.length / 2);
    const sealed = new Uint8Array(zeros.length + 16);
    crypto.aead(hex(key)).seal(counter, zeros, 0, zeros.length, sealed, 0);
    expect(toHex(sealed.subarray(0, zeros.length))).toBe(block);
  });

  test("both implementations of Aead write the same and read each other, for all counters and lengths", () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(key, fc.maxSafeNat(), fc.uint8Array({ maxLength: 300 }), fc.nat(40), (key, counter, text, shift) => {
        const [portable, node] = [nobleCrypto.aead(key), nodeCrypto.aead(key)];
        const [first, second] = [new Uint8Array(400), new Uint8Array(400)];
        first.set(text, shift);
        second.set(text, shift);
        // In place, onto itself at another offset: the engine seals where the packet lies.
        portable.seal(counter, first, shift, text.length, first, 16);
        node.seal(counter, second, shift, text.length, second, 16);
        expect(first.subarray(16, 32 + text.length)).toEqual(second.subarray(16, 32 + text.length));
        expect(node.open(counter, first, 16, text.length + 16, first, shift)).toBe(true);
        expect(portable.open(counter, second, 16, text.length + 16, second, shift)).toBe(true);
        expect(first.subarray(shift, shift + text.length)).toEqual(text);
        expect(second.subarray(shift, shift + text.length)).toEqual(text);
      }),
      { numRuns: 300 },
    );
  });

  test.each(implementations)("open refuses a changed bit, another counter, another key, %s", (_, crypto) => {
    const key = hex(vectors.chacha20poly1305.key);
    const sealed = new Uint8Array(36);
    const out = new Uint8Array(20);
    crypto.aead(key).seal(7, new Uint8Array(20), 0, 20, sealed, 0);
    expect(crypto.aead(key).open(7, sealed, 0, 36, out, 0)).toBe(true);
    expect(crypto.aead(key).open(8, sealed, 0, 36, out, 0)).toBe(false);
    expect(crypto.aead(key.toReversed()).open(7, sealed, 0, 36, out, 0)).toBe(false);
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.slice();
      changed[i] ^= 1;
      expect(crypto.aead(key).open(7, changed, 0, 36, out, 0)).toBe(false);
    }
  });
});

test("XChaCha20-Poly1305 seals the vector of the draft, in the library and in the reference", () => {
  const v = vectors.xchacha20poly1305;
  const [key, nonce, plaintext, additionalData] = [v.key, v.nonce, v.plaintext, v.additionalData].map(hex);
  expect(toHex(xchacha20poly1305(key, nonce, additionalData).encrypt(plaintext))).toBe(v.ciphertext + v.tag);
  expect(toHex(XAEAD(key, nonce, plaintext, additionalData))).toBe(v.ciphertext + v.tag);
});

describe("BLAKE2s", () => {
  test.each(vectors.blake2s)("hashes $input as RFC 7693 says", ({ input, output }) => {
    expect(toHex(hash(hex(input)))).toBe(output);
    expect(toHex(referenceBlake2s(hex(input)))).toBe(output);
  });

  test.each(vectors.blake2sKeyed)("hashes '$input' with a key", ({ key, input, output }) => {
    expect(toHex(blake2s(hex(input), { key: hex(key) }))).toBe(output);
    expect(toHex(referenceBlake2s(hex(input), 32, hex(key)))).toBe(output);
  });

  test("HASH and MAC agree with the reference and with OpenSSL", () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 32 });
    fc.assert(
      fc.property(key, fc.uint8Array({ maxLength: 200 }), (key, input) => {
        expect(hash(input)).toEqual(referenceBlake2s(input));
        expect(hash(input)).toEqual(new Uint8Array(createHash("blake2s256").update(input).digest()));
        expect(mac(key, input)).toEqual(referenceBlake2s(input, 16, key));
      }),
      { numRuns: 300 },
    );
  });

  test.each(vectors.kdf)("KDF of key '$key' gives the published outputs", ({ key, input, t1, t2, t3 }) => {
    expect(toHex(kdf1(hex(key), hex(input)))).toBe(t1);
    expect(kdf2(hex(key), hex(input)).map(toHex)).toEqual([t1, t2]);
    expect(kdf3(hex(key), hex(input)).map(toHex)).toEqual([t1, t2, t3]);
  });

  test("KDF agrees with the reference over OpenSSL's HMAC", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ maxLength: 70 }), (key, input) => {
        expect(kdf3(key, input)).toEqual(KDF(3, key, input));
        expect(kdf1(key, input)).toEqual(HMAC(HMAC(key, input), Uint8Array.of(1)));
      }),
      { numRuns: 200 },
    );
  });
});
