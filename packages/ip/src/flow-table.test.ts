import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { icmpEcho, ipPacket, tcpPacket, udpPacket } from "./build.ts";
import { FlowTable, sameFlow } from "./flow-table.ts";
import { icmpError } from "./icmp-error.ts";
import { PacketView } from "./packet-view.ts";
import { PROTOCOL_TCP } from "./protocol.ts";

const SOURCE = { ip: "100.64.0.1", port: 50_000 };
const DESTINATION = { ip: "10.0.0.9", port: 443 };

/** Each in another flow. */
const DISTINCT = [
  tcpPacket({ source: SOURCE, destination: DESTINATION }),
  udpPacket({ source: SOURCE, destination: DESTINATION, payload: new Uint8Array(1) }),
  tcpPacket({ source: DESTINATION, destination: SOURCE }),
  tcpPacket({ source: { ...SOURCE, port: 50_001 }, destination: DESTINATION }),
  tcpPacket({ source: SOURCE, destination: { ...DESTINATION, port: 80 } }),
  tcpPacket({ source: { ...SOURCE, ip: "100.64.0.2" }, destination: DESTINATION }),
  tcpPacket({ source: SOURCE, destination: { ...DESTINATION, ip: "10.0.0.8" } }),
  tcpPacket({ source: { ip: "fd00::1", port: 50_000 }, destination: { ip: "fd00::2", port: 443 } }),
  tcpPacket({ source: { ip: "fd00:0:0:1::1", port: 50_000 }, destination: { ip: "fd00::2", port: 443 } }),
  tcpPacket({ source: { ip: "fd00::1", port: 50_000 }, destination: { ip: "fd00::1:2", port: 443 } }),
  icmpEcho({ kind: "request", source: SOURCE.ip, destination: DESTINATION.ip, id: 443 }),
  icmpEcho({ kind: "request", source: SOURCE.ip, destination: DESTINATION.ip, id: 444 }),
  icmpEcho({ kind: "reply", source: SOURCE.ip, destination: DESTINATION.ip, id: 443 }),
];

describe("a flow table", () => {
  test("tells flows apart by family, protocol, addresses, ports, direction and echo identifier", () => {
    const table = new FlowTable<number>(1024);
    for (const [i, packet] of DISTINCT.entries()) table.insert(view(packet), i);
    expect(DISTINCT.map((packet) => table.lookup(view(packet)))).toEqual(DISTINCT.map((_, i) => i));
  });

  test("knows the other packets of a flow", () => {
    const table = new FlowTable<string>(8);
    table.insert(view(DISTINCT[0]), "flow");
    const later = tcpPacket({ source: SOURCE, destination: DESTINATION, sequence: 99, payload: new Uint8Array(40) });
    expect(table.lookup(view(later))).toBe("flow");
    table.insert(view(later), "changed");
    expect(table.lookup(view(DISTINCT[0]))).toBe("changed");
  });

  test("remembers nothing about packets without ports", () => {
    const table = new FlowTable<string>(8);
    const gre = ipPacket({ source: SOURCE.ip, destination: DESTINATION.ip, protocol: 47, payload: new Uint8Array(8) });
    const error = icmpError("prohibited", DISTINCT[0]) ?? new Uint8Array(0);
    for (const packet of [gre, error]) {
      table.insert(view(packet), "flow");
      table.delete(view(packet));
      expect(table.lookup(view(packet))).toBeUndefined();
    }
  });

  test("forgets the flow of the answers to a packet, and no other", () => {
    for (const [i, packet] of DISTINCT.entries()) {
      const table = new FlowTable<number>(1024, 7);
      const asked = view(packet);
      if (asked.icmpType >= 0) continue;
      const source = { ip: asked.destinationIp(), port: asked.destinationPort };
      const destination = { ip: asked.sourceIp(), port: asked.sourcePort };
      const isTcp = asked.protocol === PROTOCOL_TCP;
      const answer = isTcp
        ? tcpPacket({ source, destination })
        : udpPacket({ source, destination, payload: new Uint8Array(1) });
      const other = tcpPacket({ source, destination: { ...destination, port: 1 } });
      table.insert(view(packet), i);
      table.insert(view(other), -1);
      table.insert(view(answer), 99);
      table.deleteReverse(view(packet));
      expect([packet, answer, other].map((one) => table.lookup(view(one)))).toEqual([i, undefined, -1]);
    }
  });

  test("forgets one flow, or all of them", () => {
    const table = new FlowTable<string>(64);
    const [first, second] = DISTINCT.map(view);
    table.insert(first, "first");
    table.insert(second, "second");
    table.delete(first);
    table.delete(first);
    expect([table.lookup(first), table.lookup(second)]).toEqual([undefined, "second"]);
    table.invalidate();
    expect(table.lookup(second)).toBeUndefined();
    table.insert(second, "again");
    expect(table.lookup(second)).toBe("again");
    table.clear();
    expect(table.lookup(second)).toBeUndefined();
  });

  test("holds no more than its capacity and keeps the newest", () => {
    const table = new FlowTable<number>(100, 7);
    expect(table.capacity).toBe(128);
    const packets = Array.from({ length: 5000 }, (_, i) =>
      view(tcpPacket({ source: { ...SOURCE, port: i + 1 }, destination: DESTINATION })),
    );
    for (const [i, packet] of packets.entries()) {
      table.insert(packet, i);
      expect(table.lookup(packet)).toBe(i);
    }
    const kept = packets.filter((packet) => table.lookup(packet) !== undefined);
    expect(kept.length).toBe(table.capacity);
  });

  test("spreads neighbouring flows: at three quarters of the capacity hardly any is pushed out", () => {
    const table = new FlowTable<number>(4096, 12345);
    const packets = Array.from({ length: 3072 }, (_, i) =>
      view(
        tcpPacket({ source: { ip: `100.64.${i >> 8}.${i & 255}`, port: 40_000 + (i % 3) }, destination: DESTINATION }),
      ),
    );
    for (const [i, packet] of packets.entries()) table.insert(packet, i);
    const kept = packets.filter((packet, i) => table.lookup(packet) === i).length;
    expect(kept).toBeGreaterThan(0.9 * packets.length);
  });

  test("never gives one flow what another was given, through any use", () => {
    const views = DISTINCT.map(view);
    const step = fc.record({
      flow: fc.nat({ max: views.length - 1 }),
      action: fc.constantFrom("insert", "insert", "delete", "invalidate", "lookup"),
      value: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer(), (steps, seed) => {
        const table = new FlowTable<number>(8, seed);
        const model = new Map<number, number>();
        for (const { flow, action, value } of steps) {
          if (action === "insert") {
            table.insert(views[flow], value);
            model.set(flow, value);
            expect(table.lookup(views[flow])).toBe(value);
          } else if (action === "delete") {
            table.delete(views[flow]);
            model.delete(flow);
          } else if (action === "invalidate") {
            table.invalidate();
            model.clear();
          }
          const found = table.lookup(views[flow]);
          if (found !== undefined) expect(found).toBe(model.get(flow));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test("two packets are of one flow only in the same direction", () => {
  for (const [i, a] of DISTINCT.entries()) {
    for (const [j, b] of DISTINCT.entries()) expect(sameFlow(view(a), view(b))).toBe(i === j);
  }
  const error = icmpError("prohibited", DISTINCT[0]) ?? new Uint8Array(0);
  expect(sameFlow(view(error), view(error))).toBe(false);
});

function view(packet: Uint8Array): PacketView {
  const cursor = new PacketView();
  expect(cursor.wrap(packet, 0, packet.length)).toBe(true);
  return cursor;
}
