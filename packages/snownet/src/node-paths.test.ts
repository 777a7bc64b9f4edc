import { ECN_CE, ECN_ECT_0, getEcn } from "@fz/ip";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apart, Network } from "../test/network.ts";
import { CLIENT, carries, establish, GATEWAY, onlyTurn, packet, scenario } from "../test/scenario.ts";

describe("a connection without obstacles", () => {
  test("comes up directly within a few round trips and carries packets both ways", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    expect(establish(between)).toBeLessThan(300);
    expect(network.info(client, gateway)).toMatchObject({ path: "direct", route: "peer-to-peer", remote: GATEWAY });
    expect(client.node.connectionState("gateway")).toBe("connected");
    expect(carries(between)).toBe(true);
    expect(gateway.received).toEqual([{ from: "client", packet: packet(1) }]);
    expect(network.refused).toEqual([]);
    expect(client.eventsOf("connection-established")).toHaveLength(1);
  });

  test("comes up although a third of all datagrams is lost", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    let count = 0;
    network.reachable = () => count++ % 3 !== 0;
    expect(establish(between, 20_000)).toBeLessThan(20_000);
    network.reachable = () => true;
    // The responder may not send before it has received, and that first message may have been lost.
    network.send(client, gateway, packet(0));
    network.run(50);
    expect(carries(between)).toBe(true);
  });

  test("signals host and relay candidates, and no reflexive one that equals the host's", () => {
    const between = scenario();
    establish(between);
    const [{ candidates }] = between.client.eventsOf("new-candidates");
    expect(candidates.map((line) => line.split(" ").slice(4, 8).join(" "))).toEqual([
      `${CLIENT.ip} ${CLIENT.port} typ host`,
      expect.stringMatching(/^203\.0\.113\.1 \d+ typ relay$/),
    ]);
  });

  test("copies the congestion bits outwards, and marks from the path inwards", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    const outer: number[] = [];
    network.mark = (ecn) => {
      outer.push(ecn);
      return ECN_CE;
    };
    network.send(client, gateway, packet(1, ECN_ECT_0));
    network.send(client, gateway, packet(2, 0));
    network.run(20);
    expect(outer.slice(0, 2)).toEqual([ECN_ECT_0, 0]);
    expect(gateway.received.map(({ packet }) => getEcn(packet, 0))).toEqual([ECN_CE, 0]);
  });

  test("seals into the caller's buffer just what goes over the wire", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    const path = client.node.outboundPath("gateway", network.now);
    expect(path).toMatchObject({ source: CLIENT, destination: GATEWAY, overhead: 32 });
    const plain = packet(7);
    const out = new Uint8Array(200);
    expect(path?.seal(plain, 0, plain.length, out, 10, network.now)).toBe(plain.length + 32);
    const received = new Uint8Array(200);
    const decapsulated = gateway.node.decapsulate(
      GATEWAY,
      CLIENT,
      0,
      out,
      10,
      plain.length + 32,
      received,
      3,
      network.now,
    );
    expect(decapsulated).toBe(plain.length);
    expect(received.slice(3, 3 + decapsulated)).toEqual(plain);
    expect(gateway.node.lastConnection).toBe("client");
  });
});

describe("a connection through relays", () => {
  test("takes one relay where the peers do not reach each other", () => {
    const between = scenario();
    between.network.reachable = apart(between.client, between.gateway);
    expect(establish(between)).toBeLessThan(2000);
    between.network.run(2000);
    const { network, client, gateway } = between;
    const routes = [network.info(client, gateway)?.route, network.info(gateway, client)?.route];
    expect(new Set(routes)).toEqual(new Set(["peer-to-relay", "relay-to-peer"]));
    expect(network.info(client, gateway)?.path).toBe("relayed");
    expect(carries(between)).toBe(true);
  });

  test("takes both allocations where only TURN gets through", () => {
    const between = scenario(["203.0.113.1", "203.0.113.2"]);
    const { network, client, gateway } = between;
    network.reachable = onlyTurn;
    expect(establish(between)).toBeLessThan(2000);
    expect(network.info(client, gateway)?.route).toBe("relay-to-relay");
    expect(network.info(gateway, client)?.route).toBe("relay-to-relay");
    const path = client.node.outboundPath("gateway", network.now);
    expect(path?.overhead).toBe(36);
    expect(path?.source).toBeUndefined();
    expect(path?.destination.port).toBe(3478);
    for (let i = 0; i < 5; i++) expect(carries(between, i)).toBe(true);
    expect(network.refused).toEqual([]);
  });

  test("bridges IPv4 and IPv6 by a relay that has both", () => {
    const network = new Network();
    const client = network.addHost({
      name: "client",
      addresses: [{ ip: "2001:db8::1", port: 52625 }],
      timing: "client",
    });
    const gateway = network.addHost({ name: "gateway", addresses: [GATEWAY], timing: "gateway" });
    const relay = network.addRelay("dual", "203.0.113.1", "2001:db8:ffff::1");
    for (const { node } of [client, gateway]) node.updateRelays([], [relay], network.now);
    network.run(200);
    const between = { network, client, gateway, relays: [relay] };
    expect(establish(between)).toBeLessThan(2000);
    expect(network.info(client, gateway)?.path).toBe("relayed");
    network.run(9000);
    expect(carries(between)).toBe(true);
    // The family that does not answer is no reason to give the relay up.
    expect(client.eventsOf("no-relays")).toEqual([]);
  });

  test("leaves the relay as soon as a direct path opens", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    network.reachable = onlyTurn;
    establish(between);
    network.run(3000);
    network.reachable = () => true;
    network.runUntil(() => network.info(client, gateway)?.path === "direct", 20_000);
    network.run(100);
    expect(network.info(gateway, client)?.path).toBe("direct");
    expect(carries(between)).toBe(true);
    expect(client.eventsOf("connection-established")).toHaveLength(1);
  });

  test("keeps its channel over more than their lifetime", () => {
    const between = scenario();
    const { network } = between;
    network.reachable = onlyTurn;
    establish(between);
    for (let minute = 0; minute < 25; minute++) {
      network.run(60_000);
      expect(carries(between, minute)).toBe(true);
    }
  });
});

test("two peers whose introductions gave us the same ufrag do not get into each other's way", () => {
  const { network, client, gateway, relays } = scenario();
  const other = network.addHost({ name: "other", addresses: [{ ip: "192.0.2.2", port: 1 }], timing: "client" });
  other.node.updateRelays([], relays, network.now);
  network.run(200);
  network.connect(client, gateway);
  network.connect(other, gateway);
  network.run(1000);
  expect(
    gateway
      .eventsOf("connection-established")
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["client", "other"]);
  network.run(30_000);
  for (const host of [client, other]) expect(host.eventsOf("connection-failed")).toEqual([]);
  expect(gateway.node.counters.unknown_check).toBe(0);
});

test("whatever arrives, a node does not throw", () => {
  const { network, client, gateway } = scenario();
  network.connect(client, gateway);
  network.run(15);
  const valid: Uint8Array[] = [];
  network.reachable = (_from, to, payload) => {
    if (to.port !== 3478) valid.push(payload.slice());
    return true;
  };
  network.run(300);
  const sources = [client.addresses[0], { ip: "203.0.113.1", port: 3478 }, { ip: "10.0.0.1", port: 3478 }];
  const out = new Uint8Array(2048);
  const mutated = fc.tuple(fc.constantFrom(...valid), fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
    const copy = bytes.slice();
    copy[at % copy.length] = value;
    return copy;
  });
  fc.assert(
    fc.property(
      fc.oneof(mutated, fc.uint8Array({ maxLength: 160 })),
      fc.constantFrom(...sources),
      (datagram, source) => {
        gateway.node.decapsulate(GATEWAY, source, 0, datagram, 0, datagram.length, out, 0, network.now);
        while (gateway.node.pollTransmit() || gateway.node.pollEvent());
      },
    ),
    { numRuns: 20_000 },
  );
  expect(gateway.node.hasConnection("client")).toBe(true);
});
