import fc from "fast-check";
import { expect, test } from "vitest";
import { ipPacketLength } from "./ip-length.ts";

function ipv4(totalLength: number, available: number): Uint8Array {
  const bytes = new Uint8Array(available);
  bytes[0] = 0x45;
  bytes[2] = totalLength >> 8;
  bytes[3] = totalLength;
  return bytes;
}

function ipv6(payloadLength: number, available: number): Uint8Array {
  const bytes = new Uint8Array(available);
  bytes[0] = 0x60;
  bytes[4] = payloadLength >> 8;
  bytes[5] = payloadLength;
  return bytes;
}

test.each([
  ["an IPv4 packet without padding", ipv4(84, 84), 84],
  ["an IPv4 packet padded to 16 bytes", ipv4(84, 96), 84],
  ["a bare IPv4 header", ipv4(20, 20), 20],
  ["an IPv4 packet that is cut", ipv4(85, 84), -1],
  ["an IPv4 length shorter than a header", ipv4(19, 32), -1],
  ["less than an IPv4 header", ipv4(19, 19), -1],
  ["an IPv6 packet without padding", ipv6(64, 104), 104],
  ["an IPv6 packet padded to 16 bytes", ipv6(64, 112), 104],
  ["a bare IPv6 header", ipv6(0, 48), 40],
  ["an IPv6 packet that is cut", ipv6(65, 104), -1],
  ["less than an IPv6 header", ipv6(0, 39), -1],
  ["neither version", new Uint8Array(64), -1],
  ["nothing", new Uint8Array(0), -1],
])("%s", (_, bytes, length) => {
  expect(ipPacketLength(bytes, 0, bytes.length)).toBe(length);
});

test("never exceeds what is there", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(20), (bytes, offset) => {
      const available = Math.max(0, bytes.length - offset);
      const length = ipPacketLength(bytes, offset, available);
      expect(length === -1 || (length >= 20 && length <= available)).toBe(true);
    }),
    { numRuns: 100_000 },
  );
});
