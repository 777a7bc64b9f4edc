import { PacketView, udpPacket } from "@fz/ip";
import { signIngestToken } from "@fz/wire";
import { beforeEach, expect, test } from "vitest";
import { endsOf, type FlowReport, FlowTracker } from "./flow-tracker.ts";
import { countedFlow } from "./tracked-flow.ts";

const id = "d921a9a7-b0b6-45e7-a626-aeab74d95e34";
const ids = { initiator_device_id: id, responder_device_id: id, policy_authorization_id: id, policy_id: id };
const names = { resource_name: "Rack", initiator_actor_name: "Mara", resource_id: id, initiator_actor_id: id };
const times = { iat: 1, exp: 2, authorized_at: "t", authorization_expires_at: "t" };
const claims = { ...ids, ...names, ...times, account_id: id, uploads_enabled: true, role: "initiator" as const };
const owner = { peerId: "peer", resourceId: id, token: signIngestToken(claims, new Uint8Array(32)), domain: undefined };

let outerPort: number | undefined;
let reports: FlowReport[];
let overflows: number;
let tracker: FlowTracker;

beforeEach(() => {
  outerPort = 1;
  reports = [];
  overflows = 0;
  tracker = new FlowTracker({
    epochOffset: 1_000_000,
    outerOf: () =>
      outerPort === undefined ? undefined : { source: undefined, destination: { ip: "192.0.2.1", port: outerPort } },
    report: (some) => void reports.push(...some),
    overflowed: () => void overflows++,
  });
  tracker.setUploadInterval(60, 0);
});

/** A datagram of the client's, which is counted. */
function send(now: number, port = 1, host = 1): void {
  const source = { ip: `100.64.0.${host}`, port };
  const packet = udpPacket({ source, destination: { ip: "10.0.0.1", port: 53 }, payload: new Uint8Array(4) });
  const view = new PacketView();
  if (!view.wrap(packet, 0, packet.length)) throw new Error("malformed");
  const ends = endsOf(view);
  if (!ends) throw new Error("no flow");
  countedFlow(tracker.begin(view, ends, owner, now))?.outgoing.count(view.payloadLength, now);
}

const closed = () => reports.filter(({ end }) => end);

test("a flow that goes its seventeenth way is reported, and the rest of it is another flow", () => {
  for (let way = 1; way <= 18; way++) {
    outerPort = way;
    send(way * 1_000);
    tracker.handleTimeout(way * 1_000 + 1);
  }
  tracker.endAll(20_000);
  const ports = closed().map(({ outers }) => outers.map(({ destination }) => destination.port));
  expect(ports).toEqual([Array.from({ length: 16 }, (_, i) => i + 1), [17, 18]]);
  expect(closed().reduce((sum, { end }) => sum + (end?.txPackets ?? 0), 0)).toBe(18);
});

test("a flow that pauses while the peer's way changes did not go that way", () => {
  send(0);
  tracker.handleTimeout(1_000);
  outerPort = 2;
  tracker.handleTimeout(3_000);
  tracker.handleTimeout(4_000);
  tracker.endAll(5_000);
  expect(closed()).toMatchObject([{ outers: [{ destination: { port: 1 }, activatedAt: 1_000_000 }] }]);
});

test("a flow whose way is not known at first is reported with the one that is found", () => {
  outerPort = undefined;
  send(500);
  outerPort = 7;
  tracker.handleTimeout(1_500);
  expect(reports).toMatchObject([
    { startedAt: 1_000_500, end: undefined, outers: [{ destination: { port: 7 }, activatedAt: 1_000_500 }] },
  ]);
});

test("a flow keeps the start that it was reported with when the clock is set, and never ends before it", () => {
  send(100);
  tracker.handleTimeout(1_200);
  tracker.setEpochOffset(5_000_000);
  send(1_300);
  send(1_300, 2);
  tracker.endAll(2_000);
  const [open, first, second] = reports;
  expect(open).toMatchObject({ startedAt: 1_000_100, end: undefined });
  expect(first).toMatchObject({ startedAt: 1_000_100, end: { endedAt: 5_002_000, lastPacketAt: 5_001_300 } });
  expect(second).toMatchObject({ startedAt: 5_001_300 });
  send(3_000);
  tracker.setEpochOffset(0);
  tracker.endAll(3_500);
  expect(reports.at(-1)).toMatchObject({ startedAt: 5_003_000, end: { endedAt: 5_003_000, lastPacketAt: 5_003_000 } });
});

test("there is room for 65,536 flows; more are counted as not logged, and running ones stay", () => {
  for (let port = 0; port < 65_536; port++) send(0, port);
  send(0, 1, 2);
  expect(overflows).toBe(1);
  send(10, 1);
  tracker.endAll(20);
  expect(closed()).toHaveLength(65_536);
  expect(closed().find(({ source }) => source.port === 1)?.end?.txPackets).toBe(2);
});
