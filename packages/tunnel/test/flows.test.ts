import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, tcpPacket, udpPacket } from "@fz/ip";
import { type GatewayResourceInput, type IngestClaims, signIngestToken } from "@fz/wire";
import { beforeEach, describe, expect, test } from "vitest";
import { encodeControlPacket } from "../src/control-packet.ts";
import type { FlowReport } from "../src/flows/flow-tracker.ts";
import { GatewayBench } from "./gateway-bench.ts";
import { CLIENT_ID, CLIENT_IPV4 } from "./world.ts";

const EPOCH = 1_900_000_000_000;
const SERVER = { ip: "10.44.0.7", port: 443 };
const CLIENT = { ip: CLIENT_IPV4, port: 50_000 };
const NETWORK = "72f1a1a3-a03b-4f82-8154-50ab0315b3fb";
const NAMES = "72f1a1a3-a03b-4f82-8154-50ab0315b3fc";
const PROXY = "100.96.0.1";

const id = "d921a9a7-b0b6-45e7-a626-aeab74d95e34";
const claims: IngestClaims = {
  account_id: id,
  iat: 1,
  exp: 2,
  uploads_enabled: true,
  role: "responder",
  initiator_device_id: id,
  responder_device_id: id,
  policy_authorization_id: id,
  policy_id: id,
  resource_id: id,
  resource_name: "Rack",
  initiator_actor_id: id,
  initiator_actor_name: "Mara",
  authorized_at: "t",
  authorization_expires_at: "t",
};
const POLICY = "72f1a1a3-a03b-4f82-8154-50ab0315b3fd";
const RACK = {
  id: NETWORK,
  type: "cidr",
  address: "10.44.0.0/16",
  name: "Rack",
  filters: [],
} satisfies GatewayResourceInput;
const tokenOf = (over: Partial<IngestClaims>) => signIngestToken({ ...claims, ...over }, new Uint8Array(32));

let bench: GatewayBench;

beforeEach(() => {
  bench = new GatewayBench({ epochOffset: EPOCH });
  bench.uploadInterval = 60;
  bench.init([]);
  bench.ingestToken = tokenOf({});
  bench.authorize(RACK);
  bench.simulation.run(2_000);
});

const reports = (): FlowReport[] => bench.events("flows").flatMap((event) => event.reports);
const sent = (flags: number, payload = 0, ends = { source: CLIENT, destination: SERVER }) =>
  tcpPacket({ ...ends, flags, payload: new Uint8Array(payload) });
const answered = (flags: number, payload = 0, ends = { source: SERVER, destination: CLIENT }) =>
  tcpPacket({ ...ends, flags, payload: new Uint8Array(payload) });

function fromClient(packet: Uint8Array): void {
  bench.send(packet);
  bench.simulation.run(5);
}

function fromServer(packet: Uint8Array): void {
  bench.gateway.write(packet, bench.now);
  bench.simulation.run(5);
}

/** A short connection, ended by both sides. */
function connect(): void {
  fromClient(sent(TCP_SYN));
  fromServer(answered(TCP_SYN | TCP_ACK));
  fromClient(sent(TCP_ACK, 100));
  fromServer(answered(TCP_ACK, 1_000));
  fromServer(answered(TCP_ACK | TCP_FIN));
  fromClient(sent(TCP_ACK | TCP_FIN));
}

describe("a TCP connection", () => {
  test("is reported once both sides ended it, with the payload that went each way", () => {
    const begin = bench.now;
    connect();
    bench.simulation.run(5_000);
    expect(reports()).toHaveLength(1);
    const [flow] = reports();
    expect(flow).toMatchObject({
      token: bench.ingestToken,
      protocol: "tcp",
      source: CLIENT,
      destination: SERVER,
      domain: undefined,
      end: { txPackets: 3, txBytes: 100, rxPackets: 3, rxBytes: 1_000 },
    });
    expect(flow.startedAt - EPOCH - begin).toBeLessThan(10);
    expect(flow.end?.lastPacketAt).toBeGreaterThan(flow.startedAt);
    expect(flow.end?.endedAt).toBeGreaterThanOrEqual((flow.end?.lastPacketAt ?? 0) + 2_000);
    expect(flow.outers).toEqual([
      {
        source: { ip: "192.0.2.1", port: expect.any(Number) },
        destination: { ip: "198.51.100.1", port: expect.any(Number) },
        activatedAt: flow.startedAt,
      },
    ]);
  });

  test("that begins anew between the same ends is another flow", () => {
    connect();
    bench.simulation.run(5_000);
    connect();
    bench.simulation.run(5_000);
    const [first, second, ...others] = reports();
    expect(others).toEqual([]);
    expect(second.startedAt).toBeGreaterThan(first.startedAt);
    expect(second.end).toMatchObject({ txPackets: 3, rxPackets: 3 });
  });

  test("that one side resets has ended", () => {
    fromClient(sent(TCP_SYN));
    fromServer(answered(TCP_RST));
    bench.simulation.run(5_000);
    expect(reports()).toMatchObject([{ end: { txPackets: 1, rxPackets: 1 } }]);
  });

  test("that is opened again between the same ends, although it was under way, is another flow", () => {
    fromClient(sent(TCP_SYN));
    fromServer(answered(TCP_SYN | TCP_ACK));
    fromClient(sent(TCP_SYN)); // the same SYN again
    fromClient(sent(TCP_ACK, 7));
    fromClient(sent(TCP_SYN));
    fromServer(answered(TCP_RST, 0));
    bench.simulation.run(5_000);
    const closed = reports().filter(({ end }) => end);
    expect(closed).toMatchObject([
      { end: { txPackets: 3, txBytes: 7, rxPackets: 1 } },
      { end: { txPackets: 1, txBytes: 0, rxPackets: 1 } },
    ]);
  });

  test("begins with what opens it or carries something: not with a bare acknowledgement, FIN or RST", () => {
    for (const flags of [TCP_ACK, TCP_ACK | TCP_FIN, TCP_RST]) fromClient(sent(flags));
    fromServer(answered(TCP_ACK, 500));
    bench.simulation.run(130_000);
    expect(reports()).toEqual([]);
    fromClient(sent(TCP_ACK));
    fromClient(sent(TCP_ACK, 9));
    fromServer(answered(TCP_ACK, 500));
    bench.simulation.run(130_000);
    expect(reports().at(-1)?.end).toMatchObject({ txPackets: 1, txBytes: 9, rxPackets: 1, rxBytes: 500 });
  });

  test("that lasts is reported as open, then as closed under the same start", () => {
    fromClient(sent(TCP_SYN));
    bench.simulation.run(3_000);
    expect(reports()).toMatchObject([{ end: undefined, outers: [{}] }]);
    fromServer(answered(TCP_ACK | TCP_FIN));
    fromClient(sent(TCP_ACK | TCP_FIN));
    bench.simulation.run(5_000);
    const [open, closed] = reports();
    expect(closed.startedAt).toBe(open.startedAt);
    expect(closed.end).toBeDefined();
  });
});

describe("the end of a flow", () => {
  const datagram = () => udpPacket({ source: CLIENT, destination: SERVER, payload: new Uint8Array(10) });

  test("of UDP comes when nothing came for two minutes", () => {
    fromClient(datagram());
    bench.simulation.run(115_000);
    expect(reports().filter(({ end }) => end)).toEqual([]);
    bench.simulation.run(10_000);
    expect(reports().at(-1)?.end).toMatchObject({ txPackets: 1, txBytes: 10, rxPackets: 0 });
  });

  test("of TCP, too, where nobody ended it", () => {
    fromClient(sent(TCP_SYN));
    bench.simulation.run(125_000);
    expect(reports().at(-1)?.end).toMatchObject({ txPackets: 1 });
  });

  test("does not come with the end of the authorization, but two minutes after the last packet", () => {
    fromClient(datagram());
    bench.simulation.run(2_000);
    bench.tell({ event: "reject_access", payload: { client_id: CLIENT_ID, resource_id: NETWORK } });
    expect(reports()).toMatchObject([{ end: undefined }]);
    bench.simulation.run(125_000);
    expect(reports()).toMatchObject([{ end: undefined }, { end: { txPackets: 1 } }]);
  });

  const authorizeAgain = (over: Partial<IngestClaims>) => {
    bench.ingestToken = tokenOf({ policy_authorization_id: NAMES, ...over });
    bench.authorize(RACK);
    bench.simulation.run(2_000);
    fromClient(datagram());
    bench.simulation.run(2_000);
    bench.tunnel.handleCommand({ type: "shutdown" }, bench.now);
    bench.simulation.settle();
    return reports().filter(({ end }) => end);
  };

  test("does not come with a new authorization by the same policy, as after a change of network", () => {
    fromClient(datagram());
    const token = bench.ingestToken;
    expect(authorizeAgain({})).toMatchObject([{ token, end: { txPackets: 2 } }]);
  });

  test("comes with an authorization by another policy, whose token the rest is reported with", () => {
    fromClient(datagram());
    const token = bench.ingestToken;
    const closed = authorizeAgain({ policy_id: POLICY });
    expect(closed).toMatchObject([
      { token, end: { txPackets: 1 } },
      { token: bench.ingestToken, end: { txPackets: 1 } },
    ]);
  });

  test("comes with an authorization that wants no reports", () => {
    fromClient(datagram());
    const token = bench.ingestToken;
    expect(authorizeAgain({ uploads_enabled: false })).toMatchObject([{ token, end: { txPackets: 1 } }]);
  });

  test("comes with the end of the program", () => {
    fromClient(datagram());
    bench.tunnel.handleCommand({ type: "shutdown" }, bench.now);
    bench.simulation.settle();
    expect(reports()).toMatchObject([{ end: { txPackets: 1 }, outers: [{}] }]);
  });
});

test("a flow to a DNS resource has its name, and the addresses behind the translation", () => {
  bench.authorize({ id: NAMES, type: "dns", address: "wiki.example", name: "Wiki", filters: [] });
  const question = { type: "assigned-ips", resource: NAMES, domain: "wiki.example", proxyIps: [PROXY] } as const;
  fromClient(encodeControlPacket(question) ?? new Uint8Array());
  bench.simulation.run(100);
  const { id: resolution } = bench.events("resolve")[0];
  bench.tunnel.handleCommand({ type: "resolved", id: resolution, addresses: ["192.0.2.80"] }, bench.now);
  bench.simulation.settle();
  const toProxy = { source: CLIENT, destination: { ip: PROXY, port: 443 } };
  const fromReal = { source: { ip: "192.0.2.80", port: 443 }, destination: CLIENT };
  fromClient(sent(TCP_SYN, 0, toProxy));
  fromServer(answered(TCP_SYN | TCP_ACK, 0, fromReal));
  fromServer(answered(TCP_ACK | TCP_FIN, 0, fromReal));
  fromClient(sent(TCP_ACK | TCP_FIN, 0, toProxy));
  bench.simulation.run(5_000);
  expect(reports()).toMatchObject([
    {
      domain: "wiki.example",
      source: CLIENT,
      destination: { ip: "192.0.2.80", port: 443 },
      end: { txPackets: 2, rxPackets: 2 },
    },
  ]);
});

describe("nothing is kept of flows", () => {
  test("whose authorization wants no reports", () => {
    bench.ingestToken = tokenOf({ uploads_enabled: false });
    bench.authorize(RACK);
    bench.simulation.run(2_000);
    connect();
    bench.simulation.run(5_000);
    expect(reports()).toEqual([]);
  });

  test("while the portal takes no uploads", () => {
    bench.uploadInterval = 0;
    bench.init([{ resource_id: NETWORK, expires_at: 2_000_000_000 }]);
    connect();
    bench.simulation.run(5_000);
    expect(reports()).toEqual([]);
  });

  test("that were not allowed", () => {
    bench.send(sent(TCP_SYN, 0, { source: CLIENT, destination: { ip: "10.45.0.1", port: 80 } }));
    bench.simulation.run(130_000);
    expect(reports()).toEqual([]);
  });
});
