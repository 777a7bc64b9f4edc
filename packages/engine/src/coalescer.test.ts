import {
  icmpEcho,
  ipPacket,
  PROTOCOL_UDP,
  TCP_ACK,
  TCP_FIN,
  TCP_PSH,
  TCP_RST,
  TCP_SYN,
  TCP_URG,
  type Translation,
  translate,
  translation,
  writeU16,
} from "@fz/ip";
import { arena, EINVAL } from "@fz/native";
import type { PacketCount } from "@fz/tunnel";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  changed,
  cutWritten,
  type FlowShape,
  IPV4_IDENTIFICATION_OFFSET,
  isJoined,
  PLAIN_FLOW,
  packetOf,
  packetsOf,
  setFragment,
} from "../test/packets.ts";
import { Coalescer } from "./coalescer.ts";
import { Counters } from "./counters.ts";
import { TCP_CWR } from "./segmenter.ts";
import { TunOutput, type TunWriter } from "./tun-output.ts";

const TCP_ECE = 0x40;

/** The device: keeps what is written. */
class Device implements TunWriter {
  tcpSegmentation = true;
  udpSegmentation = true;
  /** As a kernel that cannot take super-packets after all. */
  refusesSuperPackets = false;
  readonly written: Uint8Array[] = [];

  write(offset: number, length: number): number {
    const packet = arena.u8.slice(offset, offset + length);
    if (this.refusesSuperPackets && isJoined(packet)) return -EINVAL;
    this.written.push(packet);
    return length;
  }
}

interface Arriving {
  readonly packet: Uint8Array;
  readonly connection?: string;
}

/** The side that decides. Admits everything unless told otherwise and notes what it was asked. */
class Peers {
  lastConnection = "";
  headerBytes = 0;
  readonly asked: Uint8Array[] = [];
  readonly slow: Uint8Array[] = [];
  translation: Translation | undefined;
  count: PacketCount | undefined;
  admits: (packet: Uint8Array) => boolean = () => true;

  admitPeerPacket(buf: Uint8Array, offset: number, length: number) {
    const packet = buf.slice(offset, offset + length);
    this.asked.push(packet);
    return this.admits(packet) ? { translation: this.translation, count: this.count } : undefined;
  }

  handlePeerPacket(buf: Uint8Array, offset: number, length: number): void {
    this.slow.push(buf.slice(offset, offset + length));
  }
}

// The arena gives nothing back, so all tests share one coalescer per device.
const device = new Device();
const coalescer = new Coalescer(arena, new TunOutput(arena, device, new Counters()), new Counters());

/** Lets one batch arrive and gives what was written. `null`: a datagram that does not decrypt, after clobbering its place. */
function receive(batch: readonly (Arriving | null)[], peers = new Peers(), to = coalescer, from = device) {
  from.written.length = 0;
  for (const arriving of batch) {
    const place = to.place();
    if (arriving === null) {
      arena.u8.fill(0xaa, place, place + 1280);
      to.discard();
      continue;
    }
    arena.u8.set(arriving.packet, place);
    peers.lastConnection = arriving.connection ?? "peer";
    to.accept(arriving.packet.length, peers, 0);
  }
  to.flush();
  return from.written.slice();
}

function arriving(packets: readonly Uint8Array[]): Arriving[] {
  return packets.map((packet) => ({ packet }));
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 13 + (i >> 8)) & 0xff);
}

const shapes = [
  ["TCP over IPv4", PLAIN_FLOW],
  ["TCP over IPv6", { ...PLAIN_FLOW, version: 6 }],
  ["UDP over IPv4", { ...PLAIN_FLOW, tcp: false }],
  ["UDP over IPv6", { ...PLAIN_FLOW, version: 6, tcp: false }],
] as const satisfies readonly (readonly [string, FlowShape])[];

test.each(shapes)(
  "%s: segments that continue each other become one packet, which cuts into the same segments",
  (_, flow) => {
    const packets = packetsOf(flow, bytes(40_000), 1200);
    const peers = new Peers();
    const written = receive(arriving(packets), peers);
    expect(written).toHaveLength(1);
    expect(cutWritten(written[0])).toEqual(packets);
    expect(peers.asked).toHaveLength(1);
  },
);

test.each(shapes)("%s: a lone packet is written as it came", (_, flow) => {
  const packet = packetOf(flow, bytes(900));
  const written = receive([{ packet }]);
  expect(written.map(isJoined)).toEqual([false]);
  expect(cutWritten(written[0])).toEqual([packet]);
});

test.each(shapes)("%s: a run is translated once, and its segments come out translated", (_, flow) => {
  const ip = flow.version === 4 ? "192.0.2.9" : "2001:db8::9";
  const peers = new Peers();
  peers.translation = translation({ destination: { ip, port: 8443 }, source: { port: 1 } });
  const packets = packetsOf(flow, bytes(6000), 1000);
  const written = receive(arriving(packets), peers);
  const expected = packets.map((packet) => {
    const copy = packet.slice();
    if (peers.translation) translate(copy, 0, copy.length, peers.translation, false);
    return copy;
  });
  expect(written).toHaveLength(1);
  expect(cutWritten(written[0])).toEqual(expected);
});

test("a datagram that does not decrypt leaves the run around it whole", () => {
  const packets = packetsOf(PLAIN_FLOW, bytes(5000), 1000);
  const written = receive(arriving(packets).flatMap((one) => [one, null]));
  expect(written).toHaveLength(1);
  expect(cutWritten(written[0])).toEqual(packets);
});

test("interleaved flows are joined each for itself", () => {
  const streams = shapes.flatMap(([, flow]) => [1, 2].map((port) => packetsOf({ ...flow, port }, bytes(8000), 1000)));
  const batch = Array.from({ length: 8 }, (_, i) => streams.map((stream) => stream[i])).flat();
  const written = receive(arriving(batch));
  expect(written).toHaveLength(streams.length);
  expect(written.map(cutWritten)).toEqual(streams);
});

test("a batch of more flows than are told apart loses nothing", () => {
  const streams = Array.from({ length: 40 }, (_, i) => packetsOf({ ...PLAIN_FLOW, port: 1000 + i }, bytes(3000), 1000));
  const written = receive(arriving(Array.from({ length: 3 }, (_, i) => streams.map((stream) => stream[i])).flat()));
  const packets = written.flatMap(cutWritten);
  for (const [i, stream] of streams.entries()) {
    expect(packets.filter((packet) => ((packet[20] << 8) | packet[21]) === 1000 + i)).toEqual(stream);
  }
});

const LENGTH = 100;
const FLAGS = 33;
const first = packetOf(PLAIN_FLOW, bytes(LENGTH));
const second = packetOf(PLAIN_FLOW, bytes(LENGTH), LENGTH, 1);
const flow6: FlowShape = { ...PLAIN_FLOW, version: 6 };
const first6 = packetOf(flow6, bytes(LENGTH));
const second6 = packetOf(flow6, bytes(LENGTH), LENGTH, 1);
const flowUdp: FlowShape = { ...PLAIN_FLOW, tcp: false };
const firstUdp = packetOf(flowUdp, bytes(LENGTH));
const secondUdp = packetOf(flowUdp, bytes(LENGTH), 0, 1);
const fragile: FlowShape = { ...PLAIN_FLOW, dontFragment: false };

function setFlags(flags: number) {
  return (packet: Uint8Array) => {
    packet[FLAGS] = flags;
  };
}

function flip(at: number, mask = 1) {
  return (packet: Uint8Array) => {
    packet[at] ^= mask;
  };
}

const apart: readonly (readonly [string, Uint8Array, Uint8Array])[] = [
  ["another source port", first, changed(second, flip(21))],
  ["another destination port", first, changed(second, flip(23))],
  ["another source address", first, changed(second, flip(15))],
  ["another destination address", first, changed(second, flip(19))],
  ["a gap in the sequence", first, changed(second, flip(27))],
  ["the same segment again", first, changed(first, (packet) => writeU16(packet, IPV4_IDENTIFICATION_OFFSET, 0xffff))],
  ["another acknowledgement", first, changed(second, flip(31))],
  ["another window", first, changed(second, flip(35))],
  ["reserved bits", first, changed(second, flip(32))],
  ["another urgent pointer's flag", first, changed(second, setFlags(TCP_ACK | TCP_URG))],
  ["SYN", first, changed(second, setFlags(TCP_ACK | TCP_SYN))],
  ["FIN", first, changed(second, setFlags(TCP_ACK | TCP_FIN))],
  ["RST", first, changed(second, setFlags(TCP_ACK | TCP_RST))],
  ["CWR", first, changed(second, setFlags(TCP_ACK | TCP_CWR))],
  ["ECE", first, changed(second, setFlags(TCP_ACK | TCP_ECE))],
  ["no ACK", first, changed(second, setFlags(0))],
  ["PSH on the first", changed(first, setFlags(TCP_ACK | TCP_PSH)), second],
  ["FIN on the first", changed(first, setFlags(TCP_ACK | TCP_FIN)), second],
  ["other options", first, changed(second, flip(45))],
  ["fewer options", first, packetOf({ ...PLAIN_FLOW, options: new Uint8Array(8).fill(1) }, bytes(LENGTH), LENGTH, 1)],
  ["a larger payload", first, packetOf(PLAIN_FLOW, bytes(LENGTH + 1), LENGTH, 1)],
  ["no payload", first, packetOf(PLAIN_FLOW, bytes(0), LENGTH, 1)],
  ["no payload on the first", packetOf(PLAIN_FLOW, bytes(0)), packetOf(PLAIN_FLOW, bytes(LENGTH), 0, 1)],
  ["another ECN mark", first, changed(second, flip(1, 3))],
  ["another DSCP", first, changed(second, flip(1, 8))],
  ["another time to live", first, changed(second, flip(8))],
  ["another Don't Fragment", first, changed(second, (packet) => setFragment(packet, 0))],
  ["an identification that jumps", packetOf(fragile, bytes(LENGTH)), packetOf(fragile, bytes(LENGTH), LENGTH, 2)],
  ["a fragment", first, changed(second, (packet) => setFragment(packet, 0x2000))],
  ["a damaged payload", first, changed(second, flip(120), false)],
  ["a damaged payload on the first", changed(first, flip(120), false), second],
  ["a damaged last byte on the first", changed(first, flip(first.length - 1), false), second],
  ["a damaged IPv4 header", first, changed(second, flip(11), false)],
  ["another flow label", first6, changed(second6, flip(3))],
  ["another traffic class", first6, changed(second6, flip(1, 0x10))],
  ["another hop limit", first6, changed(second6, flip(7))],
  ["another IPv6 source", first6, changed(second6, flip(23))],
  ["IPv6 after IPv4", first, second6],
  ["UDP after TCP", first, secondUdp],
  [
    "UDP without checksum",
    changed(firstUdp, (p) => writeU16(p, 26, 0), false),
    changed(secondUdp, (p) => writeU16(p, 26, 0), false),
  ],
  ["a damaged datagram", firstUdp, changed(secondUdp, flip(60), false)],
  ["a larger datagram", firstUdp, packetOf(flowUdp, bytes(LENGTH + 1), 0, 1)],
  ["an empty datagram", firstUdp, packetOf(flowUdp, bytes(0), 0, 1)],
];

test.each(apart)("is not joined: %s", (_, one, other) => {
  const written = receive(arriving([one, other]));
  expect(written.map(isJoined)).toEqual([false, false]);
  expect(written.flatMap(cutWritten)).toEqual([one, other]);
});

test("is not joined: the same flow of another connection, which is asked about for itself", () => {
  const peers = new Peers();
  const batch = [{ packet: first }, { packet: second, connection: "someone else" }];
  expect(receive(batch, peers).map(isJoined)).toEqual([false, false]);
  expect(peers.asked).toEqual([first, second]);
});

test("a short segment and a pushed one end their run", () => {
  const sizes = [100, 100, 60, 100, 100];
  let done = 0;
  const packets = sizes.map((size, i) => {
    const packet = packetOf(PLAIN_FLOW, bytes(size), done, i, i === 4 ? TCP_ACK | TCP_PSH : TCP_ACK);
    done += size;
    return packet;
  });
  const written = receive(arriving(packets));
  expect(written.map((one) => cutWritten(one).length)).toEqual([3, 2]);
  expect(written.flatMap(cutWritten)).toEqual(packets);
});

test("an identification that stays the same is no obstacle where nothing is fragmented", () => {
  const packets = [first, second].map((packet) =>
    changed(packet, (copy) => writeU16(copy, IPV4_IDENTIFICATION_OFFSET, 0xfffe)),
  );
  expect(receive(arriving(packets))).toHaveLength(1);
});

test("a run grows to 65,535 bytes and UDP to 64 datagrams, then another begins", () => {
  const tcp = packetsOf(PLAIN_FLOW, bytes(100_000), 1228);
  const writtenTcp = receive(arriving(tcp));
  expect(writtenTcp).toHaveLength(2);
  expect(writtenTcp.flatMap(cutWritten)).toEqual(tcp);
  const udp = packetsOf(flowUdp, bytes(70 * 50), 50);
  const writtenUdp = receive(arriving(udp));
  expect(writtenUdp.map((one) => cutWritten(one).length)).toEqual([64, 6]);
});

test("packets that open or close a connection are asked about each, data is not", () => {
  const syn = changed(packetOf(PLAIN_FLOW, bytes(0), -1), setFlags(TCP_SYN));
  const fin = changed(packetOf(PLAIN_FLOW, bytes(0), 2 * LENGTH, 2), setFlags(TCP_ACK | TCP_FIN));
  const peers = new Peers();
  const written = receive(arriving([syn, first, second, fin]), peers);
  expect(peers.asked).toEqual([syn, fin]);
  expect(written.flatMap(cutWritten)).toEqual([syn, first, second, fin]);
});

test("what is not admitted goes the slow way, behind what came before it", () => {
  const peers = new Peers();
  const wrong = packetOf({ ...PLAIN_FLOW, port: 6 }, bytes(50));
  peers.admits = (packet) => packet[21] !== 6;
  const order: string[] = [];
  peers.handlePeerPacket = () => order.push(`slow after ${device.written.length} writes`);
  receive(arriving([first, second, wrong]), peers);
  expect(order).toEqual(["slow after 1 writes"]);
});

test("packets without ports pass in order", () => {
  const ping = icmpEcho({ kind: "request", source: "100.64.0.1", destination: "10.1.2.3", id: 5, payload: bytes(56) });
  const odd = ipPacket({ source: "100.64.0.1", destination: "10.1.2.3", protocol: 47, payload: bytes(30) });
  const shortUdp = ipPacket({
    source: "100.64.0.1",
    destination: "10.1.2.3",
    protocol: PROTOCOL_UDP,
    payload: bytes(4),
  });
  const packets = [first, ping, odd, shortUdp, second];
  expect(receive(arriving(packets)).flatMap(cutWritten)).toEqual(packets);
});

test("a kernel that refuses a super-packet gets the segments, and no more super-packets", () => {
  const refusing = new Device();
  refusing.refusesSuperPackets = true;
  const counters = new Counters();
  const to = new Coalescer(arena, new TunOutput(arena, refusing, counters), counters);
  const packets = packetsOf(PLAIN_FLOW, bytes(5000), 1000);
  for (let round = 0; round < 2; round++) {
    expect(receive(arriving(packets), new Peers(), to, refusing).flatMap(cutWritten)).toEqual(packets);
  }
  expect(counters.get("joining_disabled")).toBe(1);
});

/** Bytes that differ between packets of one flow only by damage or on purpose: TTL, TOS, checksum; hop limit, flow label, class. */
const HEADER_FIELDS = { 4: [8, 1, 10], 6: [7, 3, 1] } as const;

test("whatever arrives, every flow comes out as it came in, in order", () => {
  const flow = fc.record({
    which: fc.integer({ min: 0, max: 3 }),
    port: fc.integer({ min: 1, max: 3 }),
    connection: fc.constantFrom("a", "b"),
  });
  const step = fc.record({
    flow,
    count: fc.integer({ min: 1, max: 6 }),
    size: fc.constantFrom(1, 40, 51, 52, 53, 300, 1200),
    last: fc.integer({ min: 1, max: 1200 }),
    damage: fc.constantFrom("none", "none", "none", "payload", "header", "lost", "flags"),
    at: fc.integer({ min: 0, max: 1300 }),
  });
  const cases = fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
    const sent = new Map<string, Uint8Array[]>();
    const positions = new Map<string, { done: number; index: number }>();
    const batch: (Arriving | null)[] = [];
    for (const { flow: chosen, count, size, last, damage, at } of steps) {
      const { connection } = chosen;
      const port = chosen.port + (connection === "a" ? 0 : 100);
      const key = `${chosen.which} ${port}`;
      const position = positions.get(key) ?? { done: 0, index: 0 };
      positions.set(key, position);
      for (let i = 0; i < count; i++) {
        const length = i === count - 1 ? Math.min(last, size) : size;
        const shape = { ...shapes[chosen.which][1], port, dontFragment: false };
        let packet = packetOf(shape, bytes(length), position.done, position.index);
        position.done += length;
        position.index++;
        if (damage === "payload") packet = changed(packet, flip(packet.length - 1 - (at % length)), false);
        if (damage === "header") packet = changed(packet, flip(HEADER_FIELDS[shape.version][at % 3], 4), at % 2 === 0);
        if (damage === "flags" && shape.tcp) packet = changed(packet, flip(shape.version === 4 ? 33 : 53, at & 0xff));
        if (damage === "lost") batch.push(null);
        sent.set(key, [...(sent.get(key) ?? []), packet]);
        batch.push({ packet, connection });
      }
    }
    const received = receive(batch).flatMap(cutWritten);
    for (const [key, packets] of sent) {
      const [which, port] = key.split(" ").map(Number);
      expect(received.filter((packet) => isOfFlow(packet, shapes[which][1], port))).toEqual(packets);
    }
    expect(received).toHaveLength(batch.filter((one) => one !== null).length);
  });
  fc.assert(cases, { numRuns: 3000 });
});

function isOfFlow(packet: Uint8Array, { version, tcp }: FlowShape, port: number): boolean {
  const transport = version === 4 ? 20 : 40;
  const protocol = packet[version === 4 ? 9 : 6];
  const isVersion = packet[0] >> 4 === version;
  const isProtocol = (protocol & ~7) === ((tcp ? 6 : 17) & ~7);
  return isVersion && isProtocol && ((packet[transport] << 8) | packet[transport + 1]) === port;
}
