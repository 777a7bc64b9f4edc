import { SYMMETRIC } from "@fz/simnet";
import { describe, expect, test } from "vitest";
import { type Attachment, CLIENT_ID, cidr, EPOCH_OFFSET, GATEWAY_ID, World } from "./world.ts";

const SERVER = "10.1.2.3";
const INTERVAL_S = 15;
const INTERVAL_MS = INTERVAL_S * 1_000;
/** A path over two links of 10 ms each. */
const DIRECT_RTT = 40;

/** A world whose portal asks for reports. */
function askingWorld(attachment: Attachment = {}): World {
  const world = new World({ client: attachment, gateway: attachment, resources: [cidr(1, "10.0.0.0/8")] });
  world.portal.connectionReports = { interval_seconds: INTERVAL_S };
  world.joinPortal();
  world.run(500);
  return world;
}

function reportsOf(world: World, from: string) {
  return world.portal.reports.filter((report) => report.from === from);
}

describe("reports of connections", () => {
  test("are not sent to a portal that does not ask, as stock ones do not", () => {
    const world = new World({ resources: [cidr(1, "10.0.0.0/8")] });
    expect(world.reaches(SERVER)).toBe(true);
    world.run(2 * INTERVAL_MS);
    expect(world.portal.reports).toEqual([]);
  });

  test("begin by saying that there is none", () => {
    const world = askingWorld();
    expect(world.portal.reports).toMatchObject([
      { from: CLIENT_ID, connections: [] },
      { from: GATEWAY_ID, connections: [] },
    ]);
    world.run(4 * INTERVAL_MS);
    expect(world.portal.reports).toHaveLength(2);
  });

  test("tell both ends' view of a direct connection soon after it is made", () => {
    const world = askingWorld();
    const connectedAt = Math.floor((world.now + EPOCH_OFFSET) / 1_000);
    expect(world.reaches(SERVER)).toBe(true);
    world.run(1_500);
    const [, ofClient] = reportsOf(world, CLIENT_ID);
    const [, ofGateway] = reportsOf(world, GATEWAY_ID);
    expect(ofClient.connections).toMatchObject([{ peer_id: GATEWAY_ID, path: "direct", rtt_ms: DIRECT_RTT }]);
    expect(ofGateway.connections).toMatchObject([{ peer_id: CLIENT_ID, path: "direct", rtt_ms: DIRECT_RTT }]);
    const [{ connected_at }] = ofClient.connections;
    expect(connected_at).toBeGreaterThanOrEqual(connectedAt);
    expect(connected_at).toBeLessThanOrEqual(connectedAt + 2);
  });

  test("go by the wall clock, also where it is set meanwhile", () => {
    const world = askingWorld();
    expect(world.reaches(SERVER)).toBe(true);
    world.run(1_500);
    const toldBy = (end: string) => reportsOf(world, end).at(-1)?.connections[0].connected_at ?? 0;
    const before = [toldBy(CLIENT_ID), toldBy(GATEWAY_ID)];
    const day = 86_400_000;
    world.clientTunnel.setEpochOffset(EPOCH_OFFSET + day);
    world.gatewayTunnel.setEpochOffset(EPOCH_OFFSET + day);
    world.sendUdp(SERVER);
    world.run(INTERVAL_MS);
    expect([toldBy(CLIENT_ID), toldBy(GATEWAY_ID)]).toEqual(before.map((seconds) => seconds + day / 1_000));
  });

  test("tell that a connection goes over a relay", () => {
    const world = askingWorld({ nat: SYMMETRIC });
    expect(world.reaches(SERVER)).toBe(true);
    world.run(INTERVAL_MS);
    for (const end of [CLIENT_ID, GATEWAY_ID]) {
      const [connection] = reportsOf(world, end).at(-1)?.connections ?? [];
      expect(connection.path).toBe("relayed");
      expect(connection.rtt_ms).toBeGreaterThan(0);
    }
  });

  test("count what goes through the tunnel, each way, alike at both ends", () => {
    const world = askingWorld();
    const text = "x".repeat(500);
    const packet = 20 + 8 + text.length;
    const exchanges = 20;
    world.sendUdp(SERVER, { text });
    world.run(1_000);
    for (let i = 1; i < exchanges; i++) world.sendUdp(SERVER, { text });
    world.run(2 * INTERVAL_MS);
    const [ofClient] = reportsOf(world, CLIENT_ID).at(-1)?.connections ?? [];
    const [ofGateway] = reportsOf(world, GATEWAY_ID).at(-1)?.connections ?? [];
    expect(ofClient.bytes_sent).toBe(exchanges * packet);
    expect(ofClient.bytes_received).toBe(exchanges * packet);
    expect(ofGateway.bytes_sent).toBe(ofClient.bytes_received);
    expect(ofGateway.bytes_received).toBe(ofClient.bytes_sent);
  });

  test("come each interval while packets flow, once more after them, and then no more", () => {
    const world = askingWorld();
    for (let i = 0; i < 6; i++) {
      world.sendUdp(SERVER);
      world.run(INTERVAL_MS / 2);
    }
    const whileBusy = reportsOf(world, CLIENT_ID);
    expect(whileBusy.length).toBeGreaterThanOrEqual(4);
    world.run(3 * INTERVAL_MS);
    const afterwards = reportsOf(world, CLIENT_ID);
    const [last, before] = [afterwards.at(-1), afterwards.at(-2)];
    expect(last?.connections).toMatchObject([{ bytes_sent: before?.connections[0].bytes_sent }]);
    const count = afterwards.length;
    world.run(5 * INTERVAL_MS);
    expect(reportsOf(world, CLIENT_ID)).toHaveLength(count);
  });

  test("tell that a connection is gone, within two seconds", () => {
    const world = askingWorld();
    expect(world.reaches(SERVER)).toBe(true);
    world.run(2_000);
    const removedAt = world.now;
    world.portal.removeResource(cidr(1, "10.0.0.0/8").id);
    world.run(2_000);
    for (const end of [CLIENT_ID, GATEWAY_ID]) {
      const last = reportsOf(world, end).at(-1);
      expect(last?.connections).toEqual([]);
      expect(last?.at).toBeGreaterThan(removedAt);
    }
  });

  test("begin anew with each session of the portal", () => {
    const world = askingWorld();
    expect(world.reaches(SERVER)).toBe(true);
    world.run(INTERVAL_MS / 3);
    const count = world.portal.reports.length;
    world.joinPortal();
    world.run(500);
    const anew = world.portal.reports.slice(count);
    expect(anew).toMatchObject([
      { from: CLIENT_ID, connections: [{ peer_id: GATEWAY_ID }] },
      { from: GATEWAY_ID, connections: [{ peer_id: CLIENT_ID }] },
    ]);
  });
});
