import fc from "fast-check";
import { expect, test } from "vitest";
import { validPacket } from "../test/arbitrary-packets.ts";
import { ipPacket, udpPacket } from "./build.ts";
import {
  fillChecksums,
  internetChecksum,
  internetSum,
  readU16,
  update16,
  verifyTransportChecksum,
} from "./checksum.ts";

test("the example of RFC 1071 §3", () => {
  const words = Uint8Array.of(0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7);
  expect(internetSum(words, 0, 8)).toBe(0xddf2);
  expect(internetChecksum(words, 0, 8)).toBe(0x220d);
});

test("the example of RFC 1624 §4", () => {
  expect(update16(0xdd2f, 0x5555, 0x3285)).toBe(0x0000);
});

test("the sum of any bytes is the number that they make, modulo 2¹⁶ − 1", () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(bytes, fc.nat({ max: 5 }), fc.nat({ max: 0xffff }), (data, off, seed) => {
      const part = data.subarray(Math.min(off, data.length));
      let number = 0n;
      for (const byte of part) number = number * 256n + BigInt(byte);
      if (part.length % 2 === 1) number *= 256n;
      const sum = internetSum(data, data.length - part.length, part.length, seed);
      expect(BigInt(sum) % 0xffffn).toBe((number + BigInt(seed)) % 0xffffn);
      expect(sum).toBeLessThanOrEqual(0xffff);
    }),
    { numRuns: 2000 },
  );
});

test("64 KiB of ones do not overflow", () => {
  expect(internetSum(new Uint8Array(65_536).fill(0xff), 0, 65_536, 0xffff)).toBe(0xffff);
});

test("an incremental update gives what counting anew gives", () => {
  const bytes = fc.uint8Array({ minLength: 4, maxLength: 80 }).filter((data) => data[0] !== 0);
  fc.assert(
    fc.property(bytes, fc.nat({ max: 0xffff }), fc.nat({ max: 0xffff }), (data, word, value) => {
      const at = 2 + 2 * (word % Math.floor((data.length - 2) / 2));
      const before = internetChecksum(data, 0, data.length);
      const old = readU16(data, at);
      data[at] = value >> 8;
      data[at + 1] = value & 0xff;
      expect(update16(before, old, value)).toBe(internetChecksum(data, 0, data.length));
    }),
    { numRuns: 5000 },
  );
});

test("filled checksums hold, and a flipped bit of the payload does not", () => {
  fc.assert(
    fc.property(validPacket, fc.nat(), (packet, at) => {
      const bytes = packet.slice();
      fillChecksums(bytes, 0, bytes.length);
      expect(verifyTransportChecksum(bytes, 0, bytes.length)).toBe(true);
      if (bytes[0] >> 4 === 4) expect(internetSum(bytes, 0, (bytes[0] & 15) * 4)).toBe(0xffff);
      const protocol = bytes[0] >> 4 === 4 ? bytes[9] : bytes[6];
      const header = bytes[0] >> 4 === 4 ? (bytes[0] & 15) * 4 : 40;
      if (![1, 6, 17, 58].includes(protocol)) return;
      const tail = header + 8;
      if (tail >= bytes.length) return;
      bytes[tail + (at % (bytes.length - tail))] ^= 1;
      expect(verifyTransportChecksum(bytes, 0, bytes.length)).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test("a UDP checksum that comes out as zero is sent as all ones", () => {
  const source = { ip: "10.0.0.1", port: 0 };
  const destination = { ip: "10.0.0.2", port: 0 };
  const empty = udpPacket({ source, destination, payload: new Uint8Array(2) });
  const payload = empty.slice(26, 28); // adding the checksum itself to the sum brings it to zero
  const packet = udpPacket({ source, destination, payload });
  expect(readU16(packet, 26)).toBe(0xffff);
  expect(verifyTransportChecksum(packet, 0, packet.length)).toBe(true);
});

test("protocols without a checksum and cut headers are left alone", () => {
  const gre = ipPacket({ source: "10.0.0.1", destination: "10.0.0.2", protocol: 47, payload: new Uint8Array(9) });
  const cut = ipPacket({ source: "10.0.0.1", destination: "10.0.0.2", protocol: 6, payload: new Uint8Array(17) });
  for (const packet of [gre, cut]) {
    const before = packet.slice();
    fillChecksums(packet, 0, packet.length);
    expect(packet).toEqual(before);
  }
  expect(verifyTransportChecksum(gre, 0, gre.length)).toBe(true);
  expect(verifyTransportChecksum(cut, 0, cut.length)).toBe(false);
  expect(verifyTransportChecksum(new Uint8Array(3), 0, 3)).toBe(false);
});
