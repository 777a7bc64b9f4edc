import { fromHex, toHex } from "@fz/bytes";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { port, validPacket } from "../test/arbitrary-packets.ts";
import vectors from "../vectors/icmp-errors.json" with { type: "json" };
import { icmpEcho, ipPacket, tcpPacket, udpPacket } from "./build.ts";
import { verifyTransportChecksum } from "./checksum.ts";
import { type IcmpErrorKind, icmpError, parseIcmpError, translateIcmpError } from "./icmp-error.ts";
import { checkPacket, PacketView } from "./packet-view.ts";

function bytes(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0);
}

function kindOf(text: string): IcmpErrorKind {
  if (text !== "prohibited" && text !== "network_unreachable") throw new Error(`unknown kind ${text}`);
  return text;
}

describe("vectors: errors that are made", () => {
  test.each(vectors.cases)("$name, $kind", ({ kind, input_hex, input_length, expected_hex, expected_length }) => {
    const input = bytes(input_hex);
    expect(input.length).toBe(input_length);
    const error = icmpError(kindOf(kind), input) ?? new Uint8Array(0);
    expect(toHex(error)).toBe(expected_hex);
    expect(error.length).toBe(expected_length);
    expect(checkPacket(error, 0, error.length)).toBeUndefined();
    expect(verifyTransportChecksum(error, 0, error.length)).toBe(true);
  });
});

test("no error is made for what has no whole IP header", () => {
  const packet = udpPacket({
    source: { ip: "100.64.0.1", port: 1 },
    destination: { ip: "10.0.0.1", port: 2 },
    payload: new Uint8Array(3),
  });
  expect(icmpError("prohibited", new Uint8Array(0))).toBeUndefined();
  expect(icmpError("prohibited", packet.subarray(0, 19))).toBeUndefined();
  expect(icmpError("prohibited", new Uint8Array(39).fill(0x60))).toBeUndefined();
  expect(icmpError("prohibited", Uint8Array.of(0x44, ...packet.subarray(1)))).toBeUndefined();
  expect(icmpError("prohibited", Uint8Array.of(0x50, ...packet.subarray(1)))).toBeUndefined();
});

describe("an error tells which packet it is about", () => {
  const source = { ip: "100.64.0.1", port: 50_000 };
  const destination = { ip: "10.0.0.9", port: 443 };
  const source6 = { ip: "fd00:2021:1111::1", port: 50_000 };
  const destination6 = { ip: "2001:db8::1", port: 53 };

  test("TCP over IPv4", () => {
    expect(parseError(tcpPacket({ source, destination }))?.quoted).toEqual({
      protocol: 6,
      source: source.ip,
      destination: destination.ip,
      sourcePort: 50_000,
      destinationPort: 443,
    });
  });

  test("UDP over IPv6", () => {
    const packet = udpPacket({ source: source6, destination: destination6, payload: new Uint8Array(9) });
    expect(parseError(packet)).toEqual({
      version: 6,
      source: destination6.ip,
      destination: source6.ip,
      type: 1,
      code: 1,
      quoted: {
        protocol: 17,
        source: source6.ip,
        destination: destination6.ip,
        sourcePort: 50_000,
        destinationPort: 53,
      },
    });
  });

  test.each([
    { from: source.ip, to: destination.ip, protocol: 1 },
    { from: source6.ip, to: destination6.ip, protocol: 58 },
  ])("echo request from $from", ({ from, to, protocol }) => {
    const packet = icmpEcho({ kind: "request", source: from, destination: to, id: 77 });
    expect(parseError(packet)?.quoted).toMatchObject({ protocol, sourcePort: 77, destinationPort: 77 });
  });

  test("a quote of anything else is not understood", () => {
    const reply = icmpEcho({ kind: "reply", source: source.ip, destination: destination.ip, id: 77 });
    const gre = ipPacket({ source: source.ip, destination: destination.ip, protocol: 47, payload: new Uint8Array(8) });
    expect(parseError(reply)).toBeUndefined();
    expect(parseError(gre)).toBeUndefined();
  });

  test("a quote without 8 bytes of transport is not understood", () => {
    const error = icmpError("prohibited", tcpPacket({ source, destination })) ?? new Uint8Array(0);
    const cut = error.slice(0, -1);
    cut[3]--;
    expect(checkPacket(cut, 0, cut.length)).toBeUndefined();
    expect(parseIcmpError(cut)).toBeUndefined();
  });

  test("other ICMP messages are no errors", () => {
    for (const type of [4, 5, 12, 13, 14]) {
      const packet = icmpError("prohibited", tcpPacket({ source, destination })) ?? new Uint8Array(0);
      packet[20] = type;
      expect(parseIcmpError(packet)).toBeUndefined();
    }
    expect(parseIcmpError(tcpPacket({ source, destination }))).toBeUndefined();
  });
});

describe("an error about a translated packet is put back", () => {
  // From the NAT's vectors; each of `before` is what the network sent, `after` what the client gets.
  test.each([
    {
      name: "port unreachable, UDP port 9001 is 9000 inside",
      before:
        "450000380000000040016a0aac15006564400001030351a90000000045000021000000003f116b1164400001ac15006523290035000d87e8",
      inside: { proxyIp: "100.96.0.2", clientIp: "100.64.0.1", clientPort: 9000 },
      after:
        "45000038000000001401de226460000264400001030399c20000000045000021000000003f116b11644000016460000223280035000d87e8",
    },
    {
      name: "fragmentation needed keeps the MTU",
      before:
        "4500004c0000000040010b6f0a010101644000010304af2b000004b04500008c000000003f066ab164400001ac15006523f001bb000000000000000050100080f10200007878787878787878",
      inside: { proxyIp: "100.96.0.1", clientIp: "100.64.0.1", clientPort: 9200 },
      after:
        "4500004c000000001401de0f64600001644000010304f744000004b04500008c000000003f066ab1644000016460000123f001bb000000000000000050100080f10200007878787878787878",
    },
    {
      name: "packet too big keeps the MTU",
      before:
        "60000000006c3a4020010db8000100000000000000000001fd002021111100000000000000000001020036310000050060000000003c063ffd00202111110000000000000000000120010db8000000000000000000000010245401bb000000000000000050100080afa3000079797979797979797979797979797979797979797979797979797979797979797979797979797979",
      inside: { proxyIp: "fd00:2021:1111:8000::", clientIp: "fd00:2021:1111::1", clientPort: 9300 },
      after:
        "60000000006c3a14fd002021111180000000000000000000fd0020211111000000000000000000010200354e0000050060000000003c063ffd002021111100000000000000000001fd002021111180000000000000000000245401bb000000000000000050100080afa3000079797979797979797979797979797979797979797979797979797979797979797979797979797979",
    },
    {
      name: "unreachable about an echo, identifier 301 is 300 inside",
      before:
        "450000380000000040016a0aac150065644000010301fcfe000000004500001c000000003f016b2664400001ac1500650800f6d0012d0002",
      inside: { proxyIp: "100.96.0.2", clientIp: "100.64.0.1", clientPort: 300 },
      after:
        "45000038000000001401de22646000026440000103014518000000004500001c000000003f016b2664400001646000020800f6d0012c0002",
    },
  ])("$name", ({ before, inside, after }) => {
    const translated = translateIcmpError(bytes(before), inside);
    expect(translated && toHex(translated)).toBe(after);
  });

  test("not for another family, and not for what is no error", () => {
    const packet = tcpPacket({ source: { ip: "10.0.0.1", port: 1 }, destination: { ip: "10.0.0.2", port: 2 } });
    const error = icmpError("prohibited", packet) ?? new Uint8Array(0);
    const inside = { proxyIp: "100.96.0.2", clientIp: "100.64.0.1", clientPort: 300 };
    const inside6 = { proxyIp: "fd00::1", clientIp: "fd00::2", clientPort: 300 };
    expect(translateIcmpError(packet, inside)).toBeUndefined();
    expect(translateIcmpError(error, inside6)).toBeUndefined();
    expect(translateIcmpError(error, inside)).toBeDefined();
  });
});

describe("errors about any packet", () => {
  const clientSide = { 4: ["100.96.0.1", "100.64.0.1"], 6: ["fd00:2021:1111:8000::1", "fd00:2021:1111::1"] } as const;

  test("are valid, no longer than the MTU, go back to the sender and name the packet", () => {
    fc.assert(
      fc.property(validPacket, (packet) => {
        const offender = view(packet);
        const error = icmpError("network_unreachable", packet) ?? new Uint8Array(0);
        expect(verifyTransportChecksum(error, 0, error.length)).toBe(true);
        expect(view(error)).toMatchObject({ isIcmpError: true, hasPorts: false });
        expect([view(error).sourceIp(), view(error).destinationIp()]).toEqual([
          offender.destinationIp(),
          offender.sourceIp(),
        ]);
        const isNamed = offender.hasPorts && !offender.isIcmpEchoReply;
        const { protocol, sourcePort, destinationPort } = offender;
        const expected = isNamed ? { protocol, sourcePort, destinationPort } : undefined;
        const quoted = parseIcmpError(error)?.quoted;
        if (expected) expect(quoted).toMatchObject(expected);
        else expect(quoted).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  test("survive translation with everything but the proxy address and the client's port unchanged", () => {
    fc.assert(
      fc.property(validPacket, port, (packet, clientPort) => {
        const error = icmpError("prohibited", packet) ?? new Uint8Array(0);
        const before = parseIcmpError(error);
        const [proxyIp, clientIp] = clientSide[view(packet).version];
        const translated = translateIcmpError(error, { proxyIp, clientIp, clientPort });
        expect(translated === undefined).toBe(before === undefined);
        if (!translated || !before) return;
        const isEcho = before.quoted.protocol === 1 || before.quoted.protocol === 58;
        expect(verifyTransportChecksum(translated, 0, translated.length)).toBe(true);
        expect(parseIcmpError(translated)).toEqual({
          ...before,
          source: proxyIp,
          destination: clientIp,
          quoted: {
            ...before.quoted,
            destination: proxyIp,
            sourcePort: clientPort,
            destinationPort: isEcho ? clientPort : before.quoted.destinationPort,
          },
        });
      }),
      { numRuns: 2000 },
    );
  });

  // 1,000 errors with 30 changed bytes each.
  test("are read without a look outside them, however damaged", () => {
    const damage = fc.array(fc.tuple(fc.nat({ max: 119 }), fc.nat({ max: 0xff })), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(validPacket, damage, (packet, changes) => {
        const error = icmpError("prohibited", packet) ?? new Uint8Array(0);
        for (const [at, value] of changes) {
          const damaged = error.slice();
          damaged[at % damaged.length] = value;
          expect(parseAmong(0, damaged)).toEqual(parseAmong(0xff, damaged));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function parseAmong(guard: number, packet: Uint8Array) {
  const buf = new Uint8Array(packet.length + 128).fill(guard);
  buf.set(packet, 64);
  return parseIcmpError(buf, 64, packet.length);
}

function view(packet: Uint8Array): PacketView {
  const cursor = new PacketView();
  expect(cursor.wrap(packet, 0, packet.length)).toBe(true);
  return cursor;
}

function parseError(offender: Uint8Array) {
  const error = icmpError("prohibited", offender);
  return error && parseIcmpError(error);
}
