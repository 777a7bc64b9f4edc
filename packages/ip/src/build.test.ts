import { fromHex, toHex } from "@fz/bytes";
import { expect, test } from "vitest";
import { icmpEcho, ipPacket, tcpPacket, udpPacket } from "./build.ts";
import { TCP_SYN } from "./protocol.ts";

const NO_DF = { dontFragment: false };

test("a UDP datagram, byte for byte", () => {
  const packet = udpPacket({
    source: { ip: "100.64.0.1", port: 9000 },
    destination: { ip: "100.96.0.1", port: 53 },
    payload: new TextEncoder().encode("hello"),
    ...NO_DF,
  });
  expect(toHex(packet)).toBe("45000021000000004011b22a644000016460000123280035000dd00268656c6c6f");
});

test("an echo request, byte for byte", () => {
  const packet = icmpEcho({
    kind: "request",
    source: "100.64.0.1",
    destination: "100.96.0.1",
    id: 300,
    sequence: 1,
    ...NO_DF,
  });
  expect(toHex(packet)).toBe("4500001c000000004001b23f64400001646000010800f6d2012c0001");
});

test("a TCP SYN with options over IPv6, byte for byte", () => {
  const packet = tcpPacket({
    source: { ip: "fd00:2021:1111::5", port: 50_000 },
    destination: { ip: "2001:db8:a::40", port: 443 },
    flags: TCP_SYN,
    sequence: 0x01020304,
    window: 64_240,
    options: fromHex("020404c4080a00000400000000000101") ?? new Uint8Array(0),
    hopLimit: 64,
  });
  expect(toHex(packet)).toBe(
    "6000000000240640fd00202111110000000000000000000520010db8000a00000000000000000040" +
      "c35001bb01020304000000009002faf03bc20000020404c4080a00000400000000000101",
  );
});

test("any payload travels under any protocol number", () => {
  const packet = ipPacket({
    source: "::",
    destination: "::",
    protocol: 0xff,
    payload: Uint8Array.of(2, 0),
    hopLimit: 0,
  });
  expect(toHex(packet)).toBe(`600000000002ff00${"00".repeat(32)}0200`);
});

test("one packet has addresses of one family", () => {
  const payload = new Uint8Array(0);
  expect(() => ipPacket({ source: "::1", destination: "10.0.0.1", protocol: 6, payload })).toThrow(RangeError);
  expect(() => ipPacket({ source: "10.0.0", destination: "10.0.0.1", protocol: 6, payload })).toThrow(RangeError);
});
