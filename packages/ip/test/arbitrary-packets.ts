import fc from "fast-check";
import { formatIp, IPV4_BYTES, IPV6_BYTES, type IpAddress } from "../src/address.ts";
import { icmpEcho, ipPacket, tcpPacket, udpPacket } from "../src/build.ts";
import { fillChecksums, writeU16 } from "../src/checksum.ts";

export const port = fc.integer({ min: 0, max: 0xffff });
export const ipv4 = address(IPV4_BYTES);
export const ipv6 = address(IPV6_BYTES);
export const anyIp = fc.oneof(ipv4, ipv6);

/** Valid packets of both families: TCP, UDP (also without checksum), echoes and protocols without ports; with headers between. */
export const validPacket: fc.Arbitrary<Uint8Array> = fc.oneof(packetOf(ipv4), packetOf(ipv6)).chain(withExtraHeaders);

function address(bytes: number): fc.Arbitrary<IpAddress> {
  return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((ip) => formatIp(ip));
}

function packetOf(ip: fc.Arbitrary<IpAddress>): fc.Arbitrary<Uint8Array> {
  const payload = fc.uint8Array({ maxLength: 60 });
  const trafficClass = fc.integer({ min: 0, max: 0xff });
  const ends = fc.record({
    source: fc.record({ ip, port }),
    destination: fc.record({ ip, port }),
    payload,
    trafficClass,
  });
  const echo = fc.record({
    kind: fc.constantFrom<"request" | "reply">("request", "reply"),
    source: ip,
    destination: ip,
    id: port,
    payload,
    trafficClass,
  });
  const other = fc.record({
    source: ip,
    destination: ip,
    payload,
    trafficClass,
    protocol: fc.constantFrom(47, 50, 132, 59, 255),
  });
  const flagsAndOptions = fc.tuple(fc.integer({ min: 0, max: 0xff }), fc.uint8Array({ maxLength: 40 }));
  return fc.oneof(
    ends.map(udpPacket),
    ends.map((packet) => withoutUdpChecksum(udpPacket(packet))),
    fc.tuple(ends, flagsAndOptions).map(([packet, [flags, options]]) => tcpPacket({ ...packet, flags, options })),
    echo.map(icmpEcho),
    other.map(ipPacket),
  );
}

function withoutUdpChecksum(packet: Uint8Array): Uint8Array {
  const header = packet[0] >> 4 === 4 ? 20 : 40;
  writeU16(packet, header + 6, 0);
  return packet;
}

function withExtraHeaders(packet: Uint8Array): fc.Arbitrary<Uint8Array> {
  return packet[0] >> 4 === 4
    ? fc.integer({ min: 0, max: 10 }).map((words) => withIpv4Options(packet, words))
    : fc
        .array(fc.constantFrom(0, 43, 44, 60, 135, 139, 140, 253, 254), { maxLength: 3 })
        .map((headers) => headers.reduce(withExtensionHeader, packet));
}

function withIpv4Options(packet: Uint8Array, words: number): Uint8Array {
  const options = new Uint8Array(4 * words).fill(1);
  const longer = Uint8Array.of(...packet.subarray(0, 20), ...options, ...packet.subarray(20));
  longer[0] = (4 << 4) | (5 + words);
  writeU16(longer, 2, longer.length);
  return keepingUdpZero(longer, 20 + 4 * words);
}

/** Puts a header in front of what follows the fixed one; a fragment header (44) is an atomic one. */
function withExtensionHeader(packet: Uint8Array, type: number): Uint8Array {
  const units = type === 44 ? 0 : packet.length % 3;
  const header = new Uint8Array(8 * (units + 1));
  header[0] = packet[6];
  header[1] = units;
  const longer = Uint8Array.of(...packet.subarray(0, 40), ...header, ...packet.subarray(40));
  longer[6] = type;
  writeU16(longer, 4, longer.length - 40);
  return longer;
}

function keepingUdpZero(packet: Uint8Array, transport: number): Uint8Array {
  const isZero = packet[9] === 17 && packet[transport + 6] === 0 && packet[transport + 7] === 0;
  fillChecksums(packet, 0, packet.length);
  if (isZero) writeU16(packet, transport + 6, 0);
  return packet;
}
