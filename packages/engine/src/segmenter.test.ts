import { IPV4_HEADER_BYTES, internetSum, TCP_ACK, TCP_FIN, TCP_PSH, verifyTransportChecksum } from "@fz/ip";
import { arena } from "@fz/native";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cut, type FlowShape, PLAIN_FLOW, packetsOf } from "../test/packets.ts";
import { Segmenter, TCP_CWR } from "./segmenter.ts";

const TCP_ECE = 0x40;
const TCP_FLAGS_IN_IPV4 = IPV4_HEADER_BYTES + 13;

const flows: fc.Arbitrary<FlowShape> = fc.record({
  version: fc.constantFrom(4 as const, 6 as const),
  tcp: fc.boolean(),
  port: fc.integer({ min: 1, max: 0xffff }),
  options: fc.integer({ min: 0, max: 10 }).map((words) => new Uint8Array(4 * words).fill(1)),
  trafficClass: fc.integer({ min: 0, max: 255 }),
  sequence: fc.integer({ min: 0, max: 0xffff_ffff }),
  identification: fc.integer({ min: 0, max: 0xffff }),
  dontFragment: fc.boolean(),
  flags: fc.constantFrom(TCP_ACK, TCP_ACK | TCP_ECE),
});

test("a super-packet becomes the packets that a sender without offloads would have sent", () => {
  const cases = fc.property(
    flows,
    fc.uint8Array({ minLength: 1, maxLength: 6000 }),
    fc.integer({ min: 1, max: 1400 }),
    (flow, payload, wanted) => {
      const size = Math.max(wanted, Math.ceil(payload.length / 40));
      const made = cut(flow, payload, size);
      expect(made).toEqual(packetsOf(flow, payload, size));
      for (const packet of made) expect(verifyTransportChecksum(packet, 0, packet.length)).toBe(true);
    },
  );
  fc.assert(cases, { numRuns: 2000 });
});

test("the largest super-packet is cut to its end", () => {
  const payload = Uint8Array.from({ length: 65_535 - 52 }, (_, i) => (i * 7) & 0xff);
  const made = cut(PLAIN_FLOW, payload, 1228);
  expect(made).toEqual(packetsOf(PLAIN_FLOW, payload, 1228));
  for (const packet of made) expect(internetSum(packet, 0, IPV4_HEADER_BYTES)).toBe(0xffff);
});

test("FIN and PSH go on the last segment only, CWR on the first only, ECE on all", () => {
  const flow = { ...PLAIN_FLOW, flags: TCP_ACK | TCP_FIN | TCP_CWR | TCP_ECE };
  const flags = cut(flow, new Uint8Array(300), 100).map((packet) => packet[TCP_FLAGS_IN_IPV4]);
  const always = TCP_ACK | TCP_ECE;
  expect(flags).toEqual([always | TCP_CWR, always, always | TCP_FIN | TCP_PSH]);
});

test("what the header does not fit is refused", () => {
  const at = arena.reserve(2048);
  const segmenter = new Segmenter(arena);
  const cases = fc.property(fc.uint8Array({ minLength: 64, maxLength: 200 }), (bytes) => {
    arena.u8.set(bytes, at);
    if (!segmenter.begin(at, at + 10, bytes.length - 10)) return;
    let total = 0;
    while (segmenter.next()) total += segmenter.length;
    expect(total).toBeGreaterThan(0);
  });
  fc.assert(cases, { numRuns: 20_000 });
});
