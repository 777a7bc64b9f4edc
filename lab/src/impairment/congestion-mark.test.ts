import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markCongestion } from "./congestion-mark.ts";

const ETHERNET = 14;

function ipv4Frame(typeOfService: number, rest: Uint8Array): Uint8Array {
  const frame = new Uint8Array(ETHERNET + 20);
  frame.set([0x08, 0x00], 12);
  frame.set(rest, ETHERNET);
  frame.set([0x45, typeOfService], ETHERNET);
  frame.set([0, 0], ETHERNET + 10);
  const checksum = checksumOf(frame);
  frame.set([checksum >> 8, checksum & 0xff], ETHERNET + 10);
  return frame;
}

/** RFC 1071, over the whole header. */
function checksumOf(frame: Uint8Array): number {
  let sum = 0;
  for (let i = ETHERNET; i < ETHERNET + 20; i += 2) sum += (frame[i] << 8) | frame[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

function ipv6Frame(trafficClass: number): Uint8Array {
  const frame = new Uint8Array(ETHERNET + 40);
  frame.set([0x86, 0xdd, 0x60 | (trafficClass >> 4), (trafficClass & 0xf) << 4], 12);
  return frame;
}

function trafficClass(frame: Uint8Array): number {
  return ((frame[ETHERNET] & 0xf) << 4) | (frame[ETHERNET + 1] >> 4);
}

describe("congestion is marked", () => {
  test("in IPv4 packets of either ECN-capable codepoint, with the DSCP as before and a right checksum", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ minLength: 20, maxLength: 20 }), (tos, rest) => {
        const frame = ipv4Frame(tos, rest);
        markCongestion(frame);
        expect(frame[ETHERNET + 1]).toBe((tos & 3) === 0 ? tos : tos | 3);
        expect(checksumOf(frame)).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test("in IPv6 packets likewise", () => {
    for (let before = 0; before < 256; before++) {
      const frame = ipv6Frame(before);
      markCongestion(frame);
      expect(trafficClass(frame)).toBe((before & 3) === 0 ? before : before | 3);
    }
  });
});

test("frames of other protocols, and those that are too short, are left alone", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const type = bytes.length >= ETHERNET ? (bytes[12] << 8) | bytes[13] : 0;
      fc.pre(type !== 0x0800 && type !== 0x86dd);
      const frame = bytes.slice();
      markCongestion(frame);
      expect(frame).toEqual(bytes);
    }),
  );
  const cut = ipv4Frame(2, new Uint8Array(20)).subarray(0, ETHERNET + 12);
  const before = cut.slice();
  markCongestion(cut);
  expect(cut).toEqual(before);
});
