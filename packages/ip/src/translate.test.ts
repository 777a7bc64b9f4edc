import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ipv4, ipv6, port, validPacket } from "../test/arbitrary-packets.ts";
import { ipBytes } from "./address.ts";
import { icmpEcho, ipPacket, tcpPacket, udpPacket } from "./build.ts";
import { fillChecksums, pseudoHeaderSum, readU16, writeU16 } from "./checksum.ts";
import { PacketView } from "./packet-view.ts";
import { type EndpointChange, translate, translation } from "./translate.ts";
import { checksumOffset, findTransport, transportOffset } from "./transport.ts";

const GUARD_BYTES = 16;

interface Change {
  readonly source?: EndpointChange;
  readonly destination?: EndpointChange;
}

function changeOf(ip: typeof ipv4): fc.Arbitrary<Change> {
  const end = fc.oneof(
    fc.constant({}),
    ip.map((address) => ({ ip: address })),
    port.map((number) => ({ port: number })),
    fc.record({ ip, port }),
  );
  return fc.record({ source: end, destination: end });
}

const packetAndChange = validPacket.chain((packet) =>
  changeOf(packet[0] >> 4 === 4 ? ipv4 : ipv6).map((change) => ({ packet, change })),
);

describe("translation in place", () => {
  test("gives what writing the fields and counting all checksums anew gives, and touches nothing around it", () => {
    fc.assert(
      fc.property(packetAndChange, ({ packet, change }) => {
        const original = wellSummed(packet);
        const expected = rewritten(original, change);
        const buf = guarded(original);
        expect(translate(buf, GUARD_BYTES, original.length, translation(change), false)).toBe(true);
        expect(buf).toEqual(guarded(expected));
      }),
      { numRuns: 10_000 },
    );
  });

  test("of a packet whose checksum the device completes gives the same packet once it has", () => {
    const withPseudoHeader = packetAndChange.filter(({ packet }) => [6, 17].includes(view(packet).protocol));
    fc.assert(
      fc.property(withPseudoHeader, ({ packet, change }) => {
        const original = packet.slice();
        fillChecksums(original, 0, original.length);
        const partial = withPartialChecksum(original);
        expect(translate(partial, 0, partial.length, translation(change), true)).toBe(true);
        const sumAfter = readU16(partial, checksumField(partial)) % 0xffff;
        expect(sumAfter).toBe(readU16(withPartialChecksum(partial), checksumField(partial)) % 0xffff);
        fillChecksums(partial, 0, partial.length);
        expect(partial).toEqual(rewritten(original, change));
      }),
      { numRuns: 5000 },
    );
  });

  test("there and back is where it was", () => {
    fc.assert(
      fc.property(validPacket, ipv4, ipv6, (packet, ip4, ip6) => {
        const original = wellSummed(packet);
        const isIpv4 = original[0] >> 4 === 4;
        const before = view(original).destinationIp();
        const bytes = original.slice();
        translate(bytes, 0, bytes.length, translation({ destination: { ip: isIpv4 ? ip4 : ip6 } }), false);
        translate(bytes, 0, bytes.length, translation({ destination: { ip: before } }), false);
        expect(bytes).toEqual(original);
      }),
      { numRuns: 2000 },
    );
  });
});

test("a translation of the other family changes nothing", () => {
  const packet = tcpPacket({ source: { ip: "10.0.0.1", port: 1 }, destination: { ip: "10.0.0.2", port: 2 } });
  const before = packet.slice();
  const t = translation({ source: { ip: "fd00::1", port: 9 } });
  expect(translate(packet, 0, packet.length, t, false)).toBe(false);
  expect(packet).toEqual(before);
});

test("the identifier of an echo takes the port of whichever end changes it", () => {
  const ends = { source: "10.0.0.1", destination: "10.0.0.2", id: 7 };
  for (const kind of ["request", "reply"] as const) {
    const packet = icmpEcho({ ...ends, kind });
    const t = translation(kind === "request" ? { source: { port: 300 } } : { destination: { port: 300 } });
    expect(translate(packet, 0, packet.length, t, false)).toBe(true);
    expect(packet).toEqual(icmpEcho({ ...ends, kind, id: 300 }));
  }
});

test("an echo reply that becomes all zeros keeps a valid checksum", () => {
  const ends = { kind: "reply", source: "10.0.0.1", destination: "10.0.0.2", payload: new Uint8Array(4) } as const;
  const packet = icmpEcho({ ...ends, id: 300 });
  translate(packet, 0, packet.length, translation({ destination: { port: 0 } }), false);
  expect(packet).toEqual(icmpEcho({ ...ends, id: 0 }));
  translate(packet, 0, packet.length, translation({ destination: { port: 300 } }), false);
  expect(packet).toEqual(icmpEcho({ ...ends, id: 300 }));
});

test("UDP without a checksum stays without", () => {
  const packet = udpPacket({
    source: { ip: "fd00::1", port: 1 },
    destination: { ip: "fd00::2", port: 2 },
    payload: new Uint8Array(3),
  });
  writeU16(packet, 46, 0);
  translate(packet, 0, packet.length, translation({ destination: { ip: "2001:db8::1", port: 53 } }), false);
  expect(readU16(packet, 46)).toBe(0);
  expect(view(packet).destinationIp()).toBe("2001:db8::1");
});

test("ports are not looked for in protocols that have none", () => {
  const payload = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  const ends = { source: "10.0.0.1", destination: "10.0.0.2", protocol: 47, payload };
  const packet = ipPacket(ends);
  translate(packet, 0, packet.length, translation({ source: { ip: "10.0.0.3", port: 9 } }), false);
  expect(packet).toEqual(ipPacket({ ...ends, source: "10.0.0.3" }));
});

test("bad addresses are refused when the translation is made", () => {
  expect(() => translation({ source: { ip: "10.0.0.300" } })).toThrow(RangeError);
  expect(() => translation({ source: { ip: "10.0.0.1" }, destination: { ip: "::1" } })).toThrow(RangeError);
});

function view(packet: Uint8Array): PacketView {
  const cursor = new PacketView();
  expect(cursor.wrap(packet, 0, packet.length)).toBe(true);
  return cursor;
}

/** All checksums right, a UDP checksum of zero left zero. */
function wellSummed(packet: Uint8Array): Uint8Array {
  const bytes = packet.slice();
  if (!isWithoutChecksum(bytes)) fillChecksums(bytes, 0, bytes.length);
  return bytes;
}

function isWithoutChecksum(packet: Uint8Array): boolean {
  return view(packet).protocol === 17 && readU16(packet, checksumField(packet)) === 0;
}

/** The slow and obvious way: set the fields, then count everything anew. */
function rewritten(packet: Uint8Array, change: Change): Uint8Array {
  const bytes = packet.slice();
  const cursor = view(bytes);
  const { transportOffset: transport, protocol } = cursor;
  bytes.set(ipBytes(change.source?.ip ?? cursor.sourceIp()) ?? [], cursor.sourceOffset);
  bytes.set(ipBytes(change.destination?.ip ?? cursor.destinationIp()) ?? [], cursor.destinationOffset);
  if (protocol === 6 || protocol === 17) {
    writeU16(bytes, transport, change.source?.port ?? cursor.sourcePort);
    writeU16(bytes, transport + 2, change.destination?.port ?? cursor.destinationPort);
  } else if (cursor.hasPorts) {
    writeU16(bytes, transport + 4, change.source?.port ?? change.destination?.port ?? cursor.sourcePort);
  }
  const without = isWithoutChecksum(packet);
  fillChecksums(bytes, 0, bytes.length);
  if (without) writeU16(bytes, checksumField(bytes), 0);
  return bytes;
}

function checksumField(packet: Uint8Array): number {
  const cursor = view(packet);
  return cursor.transportOffset + checksumOffset(cursor.protocol);
}

function withPartialChecksum(packet: Uint8Array): Uint8Array {
  const bytes = packet.slice();
  const { protocol } = view(bytes);
  const transportLength = bytes.length - transportOffset(findTransport(bytes, 0, bytes.length));
  writeU16(bytes, checksumField(bytes), pseudoHeaderSum(bytes, 0, protocol, transportLength));
  return bytes;
}

function guarded(packet: Uint8Array): Uint8Array {
  const buf = new Uint8Array(packet.length + 2 * GUARD_BYTES).fill(0xa5);
  buf.set(packet, GUARD_BYTES);
  return buf;
}
