import { TCP_ACK, TCP_FIN, TCP_SYN, tcpPacket, udpPacket } from "@fz/ip";
import { parseIngestToken } from "@fz/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FlowReport } from "../src/flows/flow-tracker.ts";
import { DnsWorld } from "./dns-world.ts";
import { CLIENT_IPV4, cidr, dns, GATEWAY_IPV4, type World } from "./world.ts";

const SERVER = "10.1.0.7";
const RACK = cidr(1, "10.1.0.0/16");

function loggingWorld(resources = [RACK]): DnsWorld {
  const world = new DnsWorld({ resources });
  world.portal.uploadInterval = 60;
  world.joinPortal();
  world.run(500);
  return world;
}

function flowsOf(world: World) {
  const ofClient = world.clientEvents("flows").flatMap(({ reports }) => reports);
  const ofGateway = world.gatewayEvents("flows").flatMap(({ reports }) => reports);
  return { client: closed(ofClient), gateway: closed(ofGateway), open: ofClient.filter(({ end }) => !end) };
}

const closed = (reports: readonly FlowReport[]) => reports.filter(({ end }) => end);

/** Ends all flows, as programs that end do. */
function shutDown(world: World): void {
  world.clientTunnel.handleCommand({ type: "shutdown" }, world.now);
  world.gatewayTunnel.handleCommand({ type: "shutdown" }, world.now);
  world.simulation.settle();
}

test("client and gateway report the same flow, each with the token of its role", () => {
  const world = loggingWorld();
  expect(world.reaches(SERVER)).toBe(true);
  world.run(2_000);
  expect(flowsOf(world).open).toHaveLength(1);
  shutDown(world);
  const { client, gateway } = flowsOf(world);
  const counted = { txPackets: 1, txBytes: 7, rxPackets: 1, rxBytes: 7 };
  const ends = { source: { ip: CLIENT_IPV4, port: 40_000 }, destination: { ip: SERVER, port: 7 } };
  expect(client).toMatchObject([{ protocol: "udp", ...ends, domain: undefined, end: counted }]);
  expect(gateway).toMatchObject([{ protocol: "udp", ...ends, domain: undefined, end: counted }]);
  expect(parseIngestToken(client[0].token)).toMatchObject({ role: "initiator", resource_id: RACK.id });
  expect(parseIngestToken(gateway[0].token)).toMatchObject({ role: "responder", resource_id: RACK.id });
  expect(client[0].outers).toMatchObject([{ source: { ip: "192.0.2.1" }, destination: { ip: "198.51.100.1" } }]);
  expect(gateway[0].outers).toMatchObject([{ source: { ip: "192.0.2.1" }, destination: { ip: "198.51.100.1" } }]);
});

test("of a flow to a DNS resource the client tells the proxy address, the gateway the real one, both the name", () => {
  const world = loggingWorld([dns(2, "wiki.example")]);
  world.names.set("wiki.example", ["10.9.0.1"]);
  const [proxy] = world.lookup("wiki.example");
  expect(world.reaches(proxy)).toBe(true);
  shutDown(world);
  const { client, gateway } = flowsOf(world);
  expect(client).toMatchObject([{ domain: "wiki.example", destination: { ip: proxy }, end: { rxPackets: 1 } }]);
  expect(gateway).toMatchObject([{ domain: "wiki.example", destination: { ip: "10.9.0.1" }, end: { rxPackets: 1 } }]);
});

test("a change of network ends no flow: the report has both ways that it went", () => {
  const world = loggingWorld();
  expect(world.reaches(SERVER)).toBe(true);
  world.roamClient("192.0.2.77");
  world.run(3_000);
  expect(world.reaches(SERVER)).toBe(true);
  world.run(2_000);
  shutDown(world);
  const { client, gateway } = flowsOf(world);
  for (const flows of [client, gateway]) {
    expect(flows).toHaveLength(1);
    const sources = flows[0].outers.map(({ source }) => source?.ip);
    expect([sources[0], sources.at(-1)]).toEqual(["192.0.2.1", "192.0.2.77"]);
  }
});

test("what the machine sends before it is allowed is no flow", () => {
  const world = loggingWorld();
  world.portal.refusals.set(RACK.id, "forbidden");
  expect(world.reaches(SERVER)).toBe(false);
  shutDown(world);
  expect(flowsOf(world)).toEqual({ client: [], gateway: [], open: [] });
});

test("what goes to the gateway itself is no flow of a resource", () => {
  const world = loggingWorld();
  expect(world.reaches(SERVER)).toBe(true);
  world.sendUdp(GATEWAY_IPV4, { port: 53_535, sourcePort: 41_000 });
  world.run(1_000);
  shutDown(world);
  expect(flowsOf(world).client.map(({ destination }) => destination.ip)).toEqual([SERVER]);
});

test.each([
  ["the portal takes no uploads", (world: World) => (world.portal.uploadInterval = 0)],
  ["the policy wants none", (world: World) => (world.portal.uploadsEnabled = false)],
])("nothing is reported where %s", (_, switchOff) => {
  const world = loggingWorld();
  switchOff(world);
  world.joinPortal();
  world.run(500);
  expect(world.reaches(SERVER)).toBe(true);
  world.run(130_000);
  shutDown(world);
  expect(flowsOf(world)).toEqual({ client: [], gateway: [], open: [] });
});

test("flows that run when the portal stops taking uploads end there, and begin anew when it takes them again", () => {
  const world = loggingWorld();
  const init = (seconds: number) => {
    world.portal.uploadInterval = seconds;
    world.joinClient();
    world.run(500);
  };
  expect(world.reaches(SERVER)).toBe(true);
  init(0);
  expect(flowsOf(world).client).toMatchObject([{ end: { txPackets: 1 } }]);
  expect(world.reaches(SERVER)).toBe(true);
  init(60);
  expect(world.reaches(SERVER)).toBe(true);
  shutDown(world);
  expect(flowsOf(world).client).toMatchObject([{ end: { txPackets: 1 } }, { end: { txPackets: 1, rxPackets: 1 } }]);
});

test("an idle client is not woken for flows", () => {
  const world = loggingWorld();
  expect(world.reaches(SERVER)).toBe(true);
  const due = () => (world.clientTunnel.pollTimeout() ?? Number.POSITIVE_INFINITY) - world.now;
  expect(due()).toBeLessThanOrEqual(1_000);
  world.run(125_000);
  expect(flowsOf(world).client).toHaveLength(1);
});

interface Step {
  readonly port: number;
  readonly size: number;
  readonly kind: "udp" | "tcp" | "fin" | "answer";
}

test("property: both sides count all that was sent and answered, and count it alike", () => {
  const step: fc.Arbitrary<Step> = fc.record({
    port: fc.integer({ min: 50_001, max: 50_003 }),
    size: fc.integer({ min: 1, max: 1_000 }),
    kind: fc.constantFrom("udp", "tcp", "fin", "answer"),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const world = loggingWorld();
      world.serve = () => undefined;
      world.sendUdp(SERVER, { sourcePort: 1, text: "x" });
      world.run(1_000); // connected
      const expected = { txPackets: 1, txBytes: 1, rxPackets: 0, rxBytes: 0 };
      const known = new Set<number>();
      for (const { port, size, kind } of steps) {
        play(world, { port, size, kind });
        if (kind === "tcp") known.add(port);
        if (kind === "udp" || kind === "tcp" || (kind === "fin" && known.has(port))) {
          expected.txPackets++;
          expected.txBytes += size;
        }
        if (kind === "answer" && known.has(port)) {
          expected.rxPackets++;
          expected.rxBytes += size;
        }
      }
      shutDown(world);
      const { client, gateway } = flowsOf(world);
      expect(countsOf(client)).toEqual(countsOf(gateway));
      expect(sumOf(client)).toEqual(expected);
    }),
    { numRuns: 30, seed: 5 },
  );
});

function play(world: World, { port, size, kind }: Step): void {
  const client = { ip: CLIENT_IPV4, port };
  const server = { ip: SERVER, port: 443 };
  const payload = new Uint8Array(size);
  const sent = { source: client, destination: server, payload };
  if (kind === "tcp") world.write(tcpPacket({ ...sent, flags: TCP_SYN }));
  if (kind === "fin") world.write(tcpPacket({ ...sent, flags: TCP_ACK | TCP_FIN }));
  if (kind === "udp") world.write(udpPacket(sent));
  if (kind === "answer") {
    world.gateway.write(tcpPacket({ source: server, destination: client, flags: TCP_ACK, payload }), world.now);
  }
  world.run(100);
}

/** Per flow, in the order of their ports and beginnings. */
function countsOf(flows: readonly FlowReport[]) {
  const inOrder = flows.toSorted((a, b) => a.source.port - b.source.port || a.startedAt - b.startedAt);
  return inOrder.map(({ protocol, source, end }) => ({ protocol, port: source.port, ...packetsOf(end) }));
}

function sumOf(flows: readonly FlowReport[]) {
  const sum = { txPackets: 0, txBytes: 0, rxPackets: 0, rxBytes: 0 };
  for (const { end } of flows) {
    const { txPackets, txBytes, rxPackets, rxBytes } = packetsOf(end);
    sum.txPackets += txPackets;
    sum.txBytes += txBytes;
    sum.rxPackets += rxPackets;
    sum.rxBytes += rxBytes;
  }
  return sum;
}

function packetsOf(end: FlowReport["end"]) {
  const { txPackets = 0, txBytes = 0, rxPackets = 0, rxBytes = 0 } = end ?? {};
  return { txPackets, txBytes, rxPackets, rxBytes };
}
