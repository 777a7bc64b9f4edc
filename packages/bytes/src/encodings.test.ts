import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "./bytes.ts";
import {
  fromBase32,
  fromBase64,
  fromBase64Url,
  fromHex,
  toBase32,
  toBase64,
  toBase64NoPad,
  toBase64Url,
  toHex,
} from "./encodings.ts";

// RFC 4648 §10
describe.each([
  { text: "", base64: "", base32: "", hex: "" },
  { text: "f", base64: "Zg==", base32: "my", hex: "66" },
  { text: "fo", base64: "Zm8=", base32: "mzxq", hex: "666f" },
  { text: "foo", base64: "Zm9v", base32: "mzxw6", hex: "666f6f" },
  { text: "foob", base64: "Zm9vYg==", base32: "mzxw6yq", hex: "666f6f62" },
  { text: "fooba", base64: "Zm9vYmE=", base32: "mzxw6ytb", hex: "666f6f6261" },
  { text: "foobar", base64: "Zm9vYmFy", base32: "mzxw6ytboi", hex: "666f6f626172" },
])("'$text'", ({ text, base64, base32, hex }) => {
  test("is encoded", () => {
    const bytes = utf8(text);
    expect([toBase64(bytes), toBase32(bytes), toHex(bytes)]).toEqual([base64, base32, hex]);
    expect([toBase64NoPad(bytes), toBase64Url(bytes)]).toEqual([base64.replace(/=+$/, ""), base64.replace(/=+$/, "")]);
  });

  test("is decoded", () => {
    for (const decoded of [
      fromBase64(base64),
      fromBase64Url(base64.replace(/=+$/, "")),
      fromBase32(base32),
      fromHex(hex),
    ]) {
      expect(decoded).toEqual(utf8(text));
    }
  });
});

test("the two base64 alphabets differ in their last two digits", () => {
  const bytes = Uint8Array.of(0xfb, 0xff, 0xfe);
  expect([toBase64(bytes), toBase64Url(bytes)]).toEqual(["+//+", "-__-"]);
  expect([fromBase64("-__-"), fromBase64Url("+//+")]).toEqual([undefined, undefined]);
});

describe("what is not the one spelling of a byte string is refused", () => {
  test.each(["Zg", "Zg=", "Zh==", "Z===", "====", "Zg==\n", "Z g=", "Zm9v=", "=Zm9"])("base64 '%s'", (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
  test.each(["Zg==", "Zh", "Z"])("base64url '%s'", (text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  });
  test.each(["MY", "mz", "m", "my======", "m1"])("base32 '%s'", (text) => {
    expect(fromBase32(text)).toBeUndefined();
  });
  test.each(["0", "0g", "0x00", " 00"])("hex '%s'", (text) => {
    expect(fromHex(text)).toBeUndefined();
  });
});

test("decoding undoes encoding, and agrees with the runtime's own", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
      expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes);
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      expect(fromBase32(toBase32(bytes))).toEqual(bytes);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }),
    { numRuns: 3000 },
  );
});

test("any text decodes to bytes that encode to it again, or not at all", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(..."AZaz09+/-_=27"), maxLength: 9 }),
  );
  fc.assert(
    fc.property(text, (input) => {
      const base64 = fromBase64(input);
      if (base64) expect(toBase64(base64)).toBe(input);
      const base64Url = fromBase64Url(input);
      if (base64Url) expect(toBase64Url(base64Url)).toBe(input);
      const base32 = fromBase32(input);
      if (base32) expect(toBase32(base32)).toBe(input);
      const hex = fromHex(input);
      if (hex) expect(toHex(hex)).toBe(input.toLowerCase());
    }),
    { numRuns: 100_000 },
  );
});
