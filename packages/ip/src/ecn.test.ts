import { expect, test } from "vitest";
import { tcpPacket } from "./build.ts";
import { ECN_CE, ECN_ECT_0, ECN_ECT_1, ECN_NOT_ECT, getEcn, setCongestionExperienced } from "./ecn.ts";

const DSCP_EF = 0xb8;

test.each([
  { source: "10.0.0.1", destination: "10.0.0.2", ecn: ECN_NOT_ECT, after: ECN_NOT_ECT },
  { source: "10.0.0.1", destination: "10.0.0.2", ecn: ECN_ECT_0, after: ECN_CE },
  { source: "10.0.0.1", destination: "10.0.0.2", ecn: ECN_ECT_1, after: ECN_CE },
  { source: "10.0.0.1", destination: "10.0.0.2", ecn: ECN_CE, after: ECN_CE },
  { source: "fd00::1", destination: "fd00::2", ecn: ECN_NOT_ECT, after: ECN_NOT_ECT },
  { source: "fd00::1", destination: "fd00::2", ecn: ECN_ECT_0, after: ECN_CE },
  { source: "fd00::1", destination: "fd00::2", ecn: ECN_ECT_1, after: ECN_CE },
  { source: "fd00::1", destination: "fd00::2", ecn: ECN_CE, after: ECN_CE },
])("a packet from $source with ECN $ecn meets congestion: $after, and nothing else changes", (row) => {
  const ends = { source: { ip: row.source, port: 1 }, destination: { ip: row.destination, port: 2 } };
  const packet = tcpPacket({ ...ends, trafficClass: DSCP_EF | row.ecn });
  expect(getEcn(packet, 0)).toBe(row.ecn);
  setCongestionExperienced(packet, 0);
  expect(getEcn(packet, 0)).toBe(row.after);
  expect(packet).toEqual(tcpPacket({ ...ends, trafficClass: DSCP_EF | row.after }));
});

test("what is no IP packet has no ECN and stays as it is", () => {
  const bytes = Uint8Array.of(0xff, 0x02);
  expect(getEcn(bytes, 0)).toBe(ECN_NOT_ECT);
  setCongestionExperienced(bytes, 0);
  expect(bytes).toEqual(Uint8Array.of(0xff, 0x02));
});
