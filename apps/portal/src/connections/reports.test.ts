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

function figures(reports: ConnectionReports) {
  return reports.pairs("lumen").map((pair) => pair.figures);
}

test("rates are made of reports that are half a second apart", () => {
  const reports = new ConnectionReports();
  put(reports, CLIENT, [connection("g1", 0, 0)]);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 400);
  expect(figures(reports)).toMatchObject([{ bytesDown: 50_000, bitsPerSecondUp: null, bitsPerSecondDown: null }]);
  put(reports, CLIENT, [connection("g1", 2_000, 100_000)], NOW + 2_000);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: 8_000, bitsPerSecondDown: 400_000 }]);
  put(reports, CLIENT, [connection("g1", 2_000, 100_000)], NOW + 17_000);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: 0, bitsPerSecondDown: 0 }]);
});

test("a rate falls to nothing with the last report, though it comes a little early", () => {
  const reports = new ConnectionReports();
  put(reports, CLIENT, [connection("g1", 0, 0)]);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 1_000);
  put(reports, CLIENT, [connection("g1", 1_000, 50_000)], NOW + 1_900);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: 0, bitsPerSecondDown: 0 }]);
});

test("a connection that was made anew counts from nothing", () => {
  const reports = new ConnectionReports();
  put(reports, CLIENT, [connection("g1", 90_000, 90_000)]);
  put(reports, CLIENT, [connection("g1", 95_000, 95_000)], NOW + 10_000);
  put(reports, CLIENT, [connection("g1", 10, 10)], NOW + 20_000);
  expect(figures(reports)).toMatchObject([{ bitsPerSecondUp: null, connectedAt: NOW + 20_000 }]);
});

test("a clock that is ahead of ours connects nothing in the future", () => {
  const reports = new ConnectionReports();
  put(reports, CLIENT, [connection("g1", 0, 0, { connected_at: NOW / 1_000 + 3_600 })]);
  expect(figures(reports)).toMatchObject([{ connectedAt: NOW }]);
});

test("says what is new in a report", () => {
  const reports = new ConnectionReports();
  expect(put(reports, GATEWAY, [])).toBe("connections");
  expect(put(reports, GATEWAY, [connection("c1", 0, 0)])).toBe("connections");
  expect(put(reports, GATEWAY, [connection("c1", 5, 5, { rtt_ms: 80 })])).toBe("figures");
  expect(put(reports, GATEWAY, [connection("c1", 5, 5, { path: "relayed" })])).toBe("connections");
  expect(put(reports, GATEWAY, [connection("c2", 5, 5, { path: "relayed" })])).toBe("connections");
  expect(put(reports, GATEWAY, [])).toBe("connections");
});

test("both ends make one connection, with the client's figures, relayed where either says so", () => {
  const reports = new ConnectionReports();
  put(reports, GATEWAY, [connection("c1", 700, 300, { path: "relayed" }), connection("c2", 1, 2)]);
  put(reports, CLIENT, [connection("g1", 290, 690, { rtt_ms: null })]);
  expect(reports.pairs("lumen")).toMatchObject([
    { clientId: "c1", gatewayId: "g1", figures: { path: "relayed", rttMs: 20, bytesDown: 690, bytesUp: 290 } },
    { clientId: "c2", gatewayId: "g1", figures: { path: "direct", bytesDown: 1, bytesUp: 2 } },
  ]);
  reports.drop(CLIENT);
  expect(figures(reports)[0]).toMatchObject({ bytesDown: 700, bytesUp: 300 });
  reports.drop(GATEWAY);
  expect(reports.pairs("lumen")).toEqual([]);
});

test("what a device does not name is gone, unless it may have had no room for it", () => {
  const reports = new ConnectionReports();
  expect(reports.isComplete("lumen", "g1")).toBe(false);
  put(reports, GATEWAY, []);
  expect(reports.isComplete("lumen", "g1")).toBe(true);
  reports.put(GATEWAY, { connections: [connection("c1", 0, 0)], isFull: true }, NOW);
  expect(reports.isComplete("lumen", "g1")).toBe(false);
  expect(reports.isComplete("acme", "g1")).toBe(false);
});
