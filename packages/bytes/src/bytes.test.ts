import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, concat, equal, fromUtf8, utf8 } from "./bytes.ts";
import { ByteReader } from "./reader.ts";
import { ByteWriter } from "./writer.ts";

const anyBytes = fc.uint8Array({ maxLength: 20 });

test("joined bytes are all of them in order", () => {
  fc.assert(
    fc.property(fc.array(anyBytes), (parts) => {
      expect([...concat(...parts)]).toEqual(parts.flatMap((part) => [...part]));
    }),
  );
});

test("equal and compare agree with the runtime's own", () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      expect(equal(a, b)).toBe(Buffer.from(a).equals(b));
      expect(equal(a, a.slice())).toBe(true);
      expect(Math.sign(compare(a, b))).toBe(Buffer.compare(a, b));
    }),
  );
});

test("text becomes UTF-8 and back; other bytes are no text", () => {
  expect(fromUtf8(utf8("Grüße 🦊"))).toBe("Grüße 🦊");
  expect(fromUtf8(Uint8Array.of(0xc3))).toBeUndefined();
});

describe("reader and writer", () => {
  test("what is written is read again", () => {
    const item = fc.oneof(
      fc.record({ kind: fc.constant("u8" as const), value: fc.nat({ max: 0xff }) }),
      fc.record({ kind: fc.constant("u16" as const), value: fc.nat({ max: 0xffff }) }),
      fc.record({ kind: fc.constant("u32" as const), value: fc.nat({ max: 0xffff_ffff }) }),
      fc.record({ kind: fc.constant("bytes" as const), value: fc.uint8Array({ maxLength: 300 }) }),
      fc.record({ kind: fc.constant("zeros" as const), value: fc.nat({ max: 300 }) }),
    );
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const writer = new ByteWriter();
        for (const { kind, value } of items) {
          if (kind === "bytes") writer.bytes(value);
          else writer[kind](value);
        }
        const written = writer.finish();
        expect(writer.length).toBe(written.length);
        const reader = new ByteReader(concat(Uint8Array.of(9), written, Uint8Array.of(9)), 1, written.length);
        for (const { kind, value } of items) {
          if (kind === "bytes") expect(reader.bytes(value.length)).toEqual(value);
          else if (kind === "zeros") expect(reader.bytes(value)).toEqual(new Uint8Array(value));
          else expect(reader[kind]()).toBe(value);
        }
        expect([reader.remaining, reader.failed]).toEqual([0, false]);
      }),
      { numRuns: 500 },
    );
  });

  test("a reader past its end gives nothing and says so, even where the buffer goes on", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1, 2);
    expect(reader.u8()).toBe(2);
    expect(reader.u16()).toBe(0);
    expect([reader.failed, reader.remaining, reader.offset]).toEqual([true, 0, 3]);
    expect([reader.u8(), reader.u32(), reader.bytes(1).length]).toEqual([0, 0, 0]);
  });

  test("a reader does not go backwards", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2));
    reader.skip(1);
    reader.skip(-1);
    expect(reader.failed).toBe(true);
  });

  test("a length is filled in afterwards", () => {
    const writer = new ByteWriter().u16(0).bytes(utf8("abc"));
    writer.setU16(0, writer.length);
    expect([...writer.view()]).toEqual([0, 5, 97, 98, 99]);
  });
});
