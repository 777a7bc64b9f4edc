import type { ReportedConnection } from "@fz/wire";
import { expect, test } from "vitest";
import { ConnectionReports, type Reporter } from "./reports.ts";

const NOW = 1_900_000_000_000;
const CLIENT: Reporter = { accountId: "lumen", kind: "client", id: "c1" };
const GATEWAY: Reporter = { accountId: "lumen", kind: "gateway", id: "g1" };

/** A connection with so many bytes each way. */
function connection(peer: string, sent: number, received: number, more: Partial<ReportedConnection> = {}) {
  return { peer_id: peer, path: "direct" as const, rtt_ms: 20, bytes_sent: sent, bytes_received: received, ...more };
}

function put(reports: ConnectionReports, reporter: Reporter, connections: ReportedConnection[], now = NOW) {
  return reports.put(reporter, { connections, isFull: false }, now);
}

function figures(reports: ConnectionReports, now = NOW) {
  return reports.pairs("lumen", now).map((pair) => pair.figures);
}

test("rates are made of reports that are half a second apart", () => {
  const reports = new ConnectionReports(15);
  put(reports, CLIENT, [connection("g1", 0, 0)]);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 400);
  expect(figures(reports)).toMatchObject([{ bytesDown: 50_000, bitsPerSecondUp: null, bitsPerSecondDown: null }]);
  put(reports, CLIENT, [connection("g1", 2_000, 100_000)], NOW + 2_000);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: 8_000, bitsPerSecondDown: 400_000 }]);
  put(reports, CLIENT, [connection("g1", 2_000, 100_000)], NOW + 17_000);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: 0, bitsPerSecondDown: 0 }]);
});

test("a rate falls to nothing with the last report, though it comes a little early", () => {
  const reports = new ConnectionReports(15);
  put(reports, CLIENT, [connection("g1", 0, 0)]);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 1_000);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 1_900);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: 0, bitsPerSecondDown: 0 }]);
});

test("a connection that was made anew counts from nothing", () => {
  const reports = new ConnectionReports(15);
  put(reports, CLIENT, [connection("g1", 90_000, 90_000)]);
  put(reports, CLIENT, [connection("g1", 95_000, 95_000)], NOW + 10_000);
  put(reports, CLIENT, [connection("g1", 10, 10)], NOW + 20_000);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: null, connectedAt: NOW + 20_000 }]);
});

test("a clock that is ahead of ours connects nothing in the future", () => {
  const reports = new ConnectionReports(15);
  put(reports, CLIENT, [connection("g1", 0, 0, { connected_at: NOW / 1_000 + 3_600 })]);
  expect(figures(reports)).toMatchObject([{ connectedAt: NOW }]);
});

test("what passes through and the RTT are unknown once a report that has to come is overdue", () => {
  const reports = new ConnectionReports(15);
  put(reports, CLIENT, [connection("g1", 0, 0)]);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 15_000);
  expect(figures(reports, NOW + 60_000)).toMatchObject([{ rttMs: 20, bitsPerSecondUp: 533 }]);
  const old = { rttMs: null, bitsPerSecondUp: null, bitsPerSecondDown: null };
  expect(figures(reports, NOW + 60_001)).toMatchObject([{ ...old, path: "direct", bytesDown: 50_000 }]);
  put(reports, GATEWAY, [connection("c1", 0, 0, { rtt_ms: 90 })], NOW + 60_000);
  put(reports, GATEWAY, [connection("c1", 50_000, 1_000, { rtt_ms: 90 })], NOW + 70_000);
  expect(figures(reports, NOW + 75_000)).toMatchObject([{ rttMs: 90, bitsPerSecondUp: 800, bytesDown: 50_000 }]);
});

test("a device that has said twice that nothing moves owes no report, and what it said stands", () => {
  const reports = new ConnectionReports(15);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)]);
  expect(reports.owesReport(CLIENT)).toBe(true);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 15_000);
  expect(reports.owesReport(CLIENT)).toBe(false);
  expect(figures(reports, NOW + 3_600_000)).toMatchObject([{ rttMs: 20, bitsPerSecondUp: 0, bitsPerSecondDown: 0 }]);
});

test("says what is new in a report", () => {
  const reports = new ConnectionReports(15);
  expect(put(reports, GATEWAY, [])).toBe("connections");
  expect(put(reports, GATEWAY, [connection("c1", 0, 0)])).toBe("connections");
  expect(put(reports, GATEWAY, [connection("c1", 5, 5, { rtt_ms: 80 })])).toBe("figures");
  expect(put(reports, GATEWAY, [connection("c1", 5, 5, { path: "relayed" })])).toBe("connections");
  expect(put(reports, GATEWAY, [connection("c2", 5, 5, { path: "relayed" })])).toBe("connections");
  expect(put(reports, GATEWAY, [])).toBe("connections");
});

test("both ends make one connection, with the client's figures, relayed where either says so", () => {
  const reports = new ConnectionReports(15);
  put(reports, GATEWAY, [connection("c1", 700, 300, { path: "relayed" }), connection("c2", 1, 2)]);
  put(reports, CLIENT, [connection("g1", 290, 690, { rtt_ms: null })]);
  expect(reports.pairs("lumen", NOW)).toMatchObject([
    { clientId: "c1", gatewayId: "g1", figures: { path: "relayed", rttMs: 20, bytesDown: 690, bytesUp: 290 } },
    { clientId: "c2", gatewayId: "g1", figures: { path: "direct", bytesDown: 1, bytesUp: 2 } },
  ]);
  reports.drop(CLIENT);
  expect(figures(reports)[0]).toMatchObject({ bytesDown: 700, bytesUp: 300 });
  reports.drop(GATEWAY);
  expect(reports.pairs("lumen", NOW)).toEqual([]);
});

test("what a device does not name is gone, unless it may have had no room for it", () => {
  const reports = new ConnectionReports(15);
  expect(reports.isComplete("lumen", "g1")).toBe(false);
  put(reports, GATEWAY, []);
  expect(reports.isComplete("lumen", "g1")).toBe(true);
  reports.put(GATEWAY, { connections: [connection("c1", 0, 0)], isFull: true }, NOW);
  expect(reports.isComplete("lumen", "g1")).toBe(false);
  expect(reports.isComplete("acme", "g1")).toBe(false);
});
