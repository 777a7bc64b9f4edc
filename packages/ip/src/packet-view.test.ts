import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isAcceptable } from "../test/acceptable-packet.ts";
import { validPacket } from "../test/arbitrary-packets.ts";
import { icmpEcho, ipPacket, tcpPacket, udpPacket } from "./build.ts";
import { parseIcmpError } from "./icmp-error.ts";
import { checkPacket, type PacketFault, PacketView } from "./packet-view.ts";
import { TCP_SYN, TUNNEL_MTU } from "./protocol.ts";

const SOURCE = { ip: "100.64.0.1", port: 50_000 };
const DESTINATION = { ip: "10.0.0.9", port: 443 };
const SOURCE_6 = { ip: "fd00:2021:1111::1", port: 50_000 };
const DESTINATION_6 = { ip: "2001:db8::1", port: 53 };
const GUARD_BYTES = 64;

describe("what a view shows", () => {
  test("TCP over IPv4, somewhere in a buffer", () => {
    const packet = tcpPacket({ source: SOURCE, destination: DESTINATION, flags: TCP_SYN, payload: new Uint8Array(5) });
    const { view, off } = wrapGuarded(packet, 0xaa);
    expect(view).toMatchObject({
      version: 4,
      offset: off,
      totalLength: 45,
      headerLength: 20,
      transportOffset: off + 20,
      protocol: 6,
      sourcePort: 50_000,
      destinationPort: 443,
      tcpFlags: TCP_SYN,
      icmpType: -1,
      payloadOffset: off + 40,
      payloadLength: 5,
    });
    expect([view.sourceIp(), view.destinationIp()]).toEqual([SOURCE.ip, DESTINATION.ip]);
    expect(view.bytes()).toEqual(packet);
    expect(view.payload()).toEqual(new Uint8Array(5));
  });

  test("UDP over IPv6", () => {
    const payload = Uint8Array.of(1, 2, 3);
    const { view } = wrapGuarded(
      udpPacket({ source: SOURCE_6, destination: DESTINATION_6, payload, trafficClass: 0xb9 }),
      0,
    );
    expect(view).toMatchObject({ version: 6, headerLength: 40, protocol: 17, sourcePort: 50_000, ecn: 1 });
    expect([view.sourceIp(), view.destinationIp()]).toEqual([SOURCE_6.ip, DESTINATION_6.ip]);
    expect(view.payload()).toEqual(payload);
  });

  test.each([
    { source: SOURCE.ip, destination: DESTINATION.ip },
    { source: SOURCE_6.ip, destination: DESTINATION_6.ip },
  ])("echo messages from $source", (ends) => {
    const request = wrapGuarded(icmpEcho({ kind: "request", id: 7, ...ends }), 0).view;
    expect(request).toMatchObject({ isIcmpEchoRequest: true, isIcmpEchoReply: false, sourcePort: 7, hasPorts: true });
    const reply = wrapGuarded(icmpEcho({ kind: "reply", id: 7, ...ends }), 0).view;
    expect(reply).toMatchObject({ isIcmpEchoRequest: false, isIcmpEchoReply: true, destinationPort: 7 });
  });

  test("a reused view keeps nothing of the packet before", () => {
    const view = new PacketView();
    const tcp = tcpPacket({ source: SOURCE, destination: DESTINATION });
    const echo = icmpEcho({ kind: "request", source: SOURCE_6.ip, destination: DESTINATION_6.ip, id: 7 });
    const gre = ipPacket({ source: SOURCE.ip, destination: DESTINATION.ip, protocol: 47, payload: new Uint8Array(2) });
    for (const packet of [tcp, echo]) view.wrap(packet, 0, packet.length);
    expect(view).toMatchObject({ tcpFlags: 0, icmpType: 128, addressLength: 16 });
    expect(view.wrap(gre, 0, gre.length)).toBe(true);
    expect(view).toMatchObject({ tcpFlags: 0, icmpType: -1, icmpCode: -1, sourcePort: -1, hasPorts: false });
    expect(view.payload()).toEqual(new Uint8Array(2));
  });

  test.each([
    { ip: "224.0.0.1", multicast: true },
    { ip: "239.255.255.250", multicast: true },
    { ip: "223.255.255.255", multicast: false },
    { ip: "255.255.255.255", multicast: false },
  ])("multicast to $ip: $multicast", ({ ip, multicast }) => {
    const packet = udpPacket({ source: SOURCE, destination: { ip, port: 1 }, payload: new Uint8Array(0) });
    expect(wrapGuarded(packet, 0).view.hasMulticastDestination).toBe(multicast);
  });
});

describe("what is refused", () => {
  const tcp = tcpPacket({ source: SOURCE, destination: DESTINATION });
  const udp = udpPacket({ source: SOURCE, destination: DESTINATION, payload: new Uint8Array(4) });
  const udp6 = udpPacket({ source: SOURCE_6, destination: DESTINATION_6, payload: new Uint8Array(4) });
  const echo = icmpEcho({ kind: "request", source: SOURCE.ip, destination: DESTINATION.ip, id: 1 });

  test.each<{ name: string; packet: Uint8Array; fault: PacketFault | undefined }>([
    { name: "nothing", packet: new Uint8Array(0), fault: "version" },
    { name: "version 5", packet: changed(tcp, 0, 0x55), fault: "version" },
    { name: "IHL 4", packet: changed(tcp, 0, 0x44), fault: "header" },
    { name: "IHL past the end", packet: changed(echo, 0, 0x4f), fault: "header" },
    { name: "a byte missing", packet: tcp.slice(0, -1), fault: "length" },
    { name: "a byte too many", packet: Uint8Array.of(...tcp, 0), fault: "length" },
    { name: "more fragments", packet: changed(tcp, 6, 0x20), fault: "fragment" },
    { name: "a later fragment", packet: changed(tcp, 7, 1), fault: "fragment" },
    { name: "don't fragment", packet: changed(tcp, 6, 0x40), fault: undefined },
    { name: "TCP data offset 4", packet: changed(tcp, 32, 0x40), fault: "tcp" },
    { name: "TCP options past the end", packet: changed(tcp, 32, 0x60), fault: "tcp" },
    { name: "UDP length short by one", packet: changed(udp, 25, 11), fault: "udp" },
    { name: "UDP length long by one", packet: changed(udp, 25, 13), fault: "udp" },
    { name: "ICMPv6 in IPv4", packet: changed(echo, 9, 58), fault: "icmp_family" },
    { name: "ICMP in IPv6", packet: changed(udp6, 6, 1), fault: "icmp_family" },
    { name: "cut ICMP", packet: shortIcmp(), fault: "icmp" },
    { name: "IPv6 payload length", packet: changed(udp6, 5, 11), fault: "length" },
    { name: "IPv6 fragment", packet: fragment6(0x0001), fault: "fragment" },
    { name: "later IPv6 fragment", packet: fragment6(0x0008), fault: "fragment" },
    { name: "atomic IPv6 fragment", packet: fragment6(0), fault: undefined },
    { name: "reserved bits of a fragment header", packet: fragment6(0x0006), fault: undefined },
    { name: "extension header past the end", packet: changed(changed(udp6, 6, 60), 41, 9), fault: "header" },
  ])("$name: $fault", ({ packet, fault }) => {
    expect(checkPacket(packet, 0, packet.length)).toBe(fault);
    expect(isAcceptable(packet)).toBe(fault === undefined);
  });

  test("more than the MTU, unless it is a super-packet", () => {
    const longest = udpPacket({ source: SOURCE, destination: DESTINATION, payload: new Uint8Array(TUNNEL_MTU - 28) });
    const longer = udpPacket({ source: SOURCE, destination: DESTINATION, payload: new Uint8Array(TUNNEL_MTU - 27) });
    expect(checkPacket(longest, 0, longest.length)).toBeUndefined();
    expect(checkPacket(longer, 0, longer.length)).toBe("too_long");
    expect(checkPacket(longer, 0, longer.length, true)).toBeUndefined();
  });

  test("what is not in the buffer", () => {
    expect(checkPacket(tcp, 1, tcp.length)).toBe("outside_buffer");
    expect(checkPacket(tcp, -1, tcp.length)).toBe("outside_buffer");
    expect(checkPacket(tcp, 0, -1)).toBe("outside_buffer");
  });
});

describe("random and mutated packets", () => {
  test("every packet that is built is accepted", () => {
    fc.assert(
      fc.property(validPacket, (packet) => {
        expect(checkPacket(packet, 0, packet.length)).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
  });

  // 2,000 packets with 40 mutations each.
  test("a mutated packet is judged as the plain grammar judges it, whatever lies around it", () => {
    fc.assert(
      fc.property(validPacket, fc.array(mutation, { minLength: 40, maxLength: 40 }), (packet, mutations) => {
        for (const mutate of mutations) judge(mutate(packet));
      }),
      { numRuns: 2000 },
    );
  });

  test("so are random bytes", () => {
    const headed = fc
      .tuple(fc.constantFrom(0x45, 0x46, 0x60), fc.uint8Array({ maxLength: 120 }))
      .map(([first, rest]) => withRightLength(Uint8Array.of(first, ...rest)));
    fc.assert(fc.property(fc.oneof(headed, fc.uint8Array({ maxLength: 60 })), judge), { numRuns: 20_000 });
  });
});

type Mutation = (packet: Uint8Array) => Uint8Array;

const position = fc.nat({ max: 0xffff });
const byte = fc.nat({ max: 0xff });
const setByte: fc.Arbitrary<Mutation> = fc.tuple(position, byte).map(
  ([at, value]) =>
    (packet) =>
      changed(packet, at % packet.length, value),
);
const setHeaderByte: fc.Arbitrary<Mutation> = fc.tuple(fc.nat({ max: 79 }), byte).map(
  ([at, value]) =>
    (packet) =>
      changed(packet, at % packet.length, value),
);
const cut: fc.Arbitrary<Mutation> = position.map((at) => (packet) => packet.slice(0, at % packet.length));
const cutAndCorrect: fc.Arbitrary<Mutation> = cut.map((mutate) => (packet) => withRightLength(mutate(packet)));
const mutation = fc.oneof(setByte, setHeaderByte, cut, cutAndCorrect);

/** Sets the IP header's length field to the truth, so that the checks behind it are reached. */
function withRightLength(packet: Uint8Array): Uint8Array {
  const isIpv4 = packet[0] >> 4 === 4;
  const field = isIpv4 ? 2 : 4;
  if (packet.length < field + 2) return packet;
  const length = Math.max(0, isIpv4 ? packet.length : packet.length - 40);
  return changed(changed(packet, field, length >> 8), field + 1, length & 0xff);
}

/** The verdict is the grammar's, and nothing around the packet changes it or anything that is read from it. */
function judge(packet: Uint8Array): void {
  const amongZeros = wrapGuarded(packet, 0);
  const amongOnes = wrapGuarded(packet, 0xff);
  const accepted = amongZeros.accepted;
  if (accepted !== isAcceptable(packet)) throw new Error(`judged ${amongZeros.view.fault}: ${packet}`);
  if (observe(amongZeros) !== observe(amongOnes)) throw new Error(`looked outside: ${packet}`);
}

function observe({ view, accepted, off }: Guarded): string {
  if (!accepted) return `${view.fault}`;
  const { sourcePort, destinationPort, headerLength, protocol, tcpFlags, icmpType, icmpCode, payloadLength, ecn } =
    view;
  const fields = [
    sourcePort,
    destinationPort,
    headerLength,
    protocol,
    tcpFlags,
    icmpType,
    icmpCode,
    payloadLength,
    ecn,
  ];
  const error = parseIcmpError(view.buf, off, view.totalLength);
  return `${fields} ${view.sourceIp()} ${view.destinationIp()} ${view.payload()} ${JSON.stringify(error)}`;
}

interface Guarded {
  readonly view: PacketView;
  readonly off: number;
  readonly accepted: boolean;
}

/** The packet in the middle of a buffer that is otherwise full of `guard`. */
function wrapGuarded(packet: Uint8Array, guard: number): Guarded {
  const buf = new Uint8Array(packet.length + 2 * GUARD_BYTES).fill(guard);
  buf.set(packet, GUARD_BYTES);
  const view = new PacketView();
  return { view, off: GUARD_BYTES, accepted: view.wrap(buf, GUARD_BYTES, packet.length) };
}

function changed(packet: Uint8Array, at: number, value: number): Uint8Array {
  const copy = packet.slice();
  copy[at] = value;
  return copy;
}

function shortIcmp(): Uint8Array {
  return ipPacket({ source: SOURCE.ip, destination: DESTINATION.ip, protocol: 1, payload: new Uint8Array(7) });
}

function fragment6(info: number): Uint8Array {
  const payload = Uint8Array.of(59, 0, info >> 8, info & 0xff, 0, 0, 0, 1);
  return ipPacket({ source: SOURCE_6.ip, destination: DESTINATION_6.ip, protocol: 44, payload });
}
