import { describe, expect, test } from "vitest";
import { Network } from "../test/network.ts";
import { carries, establish, packet, scenario } from "../test/scenario.ts";

describe("a connection that cannot come up", () => {
  test("fails after 10 s without a candidate from the peer", () => {
    const { network, client, gateway } = scenario();
    network.signalling = false;
    network.connect(client, gateway);
    network.run(9900);
    expect(client.eventsOf("connection-failed")).toEqual([]);
    network.run(200);
    expect(client.eventsOf("connection-failed")).toEqual([
      { type: "connection-failed", id: "gateway", reason: "no-candidates" },
    ]);
    expect(client.node.hasConnection("gateway")).toBe(false);
  });

  test("fails once all pairs were given up", () => {
    const { network, client, gateway } = scenario();
    network.connect(client, gateway);
    network.run(5);
    network.reachable = () => false;
    network.run(19_000);
    expect(client.eventsOf("connection-failed")).toEqual([
      { type: "connection-failed", id: "gateway", reason: "ice-timeout" },
    ]);
  });

  test("fails 20 s after the first handshake message went unanswered", () => {
    const { network, client, gateway } = scenario();
    network.reachable = (_from, _to, payload) => payload[0] !== 1 || payload.length !== 148;
    network.connect(client, gateway);
    network.run(19_000);
    expect(client.eventsOf("connection-failed")).toEqual([]);
    network.run(2000);
    expect(client.eventsOf("connection-failed")).toEqual([
      { type: "connection-failed", id: "gateway", reason: "handshake-timeout" },
    ]);
  });

  test("is not begun without a relay that has answered", () => {
    const network = new Network();
    const client = network.addHost({ name: "client", addresses: [{ ip: "192.0.2.1", port: 1 }], timing: "client" });
    const gateway = network.addHost({ name: "gateway", addresses: [{ ip: "192.0.2.2", port: 1 }], timing: "gateway" });
    expect(network.connect(client, gateway)).toEqual(["no-relays", "no-relays"]);
    expect(client.node.hasConnection("gateway")).toBe(false);
    expect(client.node.pollTimeout()).toBeUndefined();
  });
});

describe("an established connection", () => {
  test("fails within 20 s of its peer's disappearance", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    network.reachable = (from) => !gateway.addresses.includes(from);
    network.send(client, gateway, packet(1));
    const took = network.runUntil(() => client.eventsOf("connection-failed").length > 0, 60_000);
    expect(took).toBeGreaterThan(14_000);
    expect(took).toBeLessThan(40_000);
  });

  test("goes idle after 20 s without packets, and wakes with the next one", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    network.run(19_000);
    expect(client.node.connectionState("gateway")).toBe("connected");
    network.run(2000);
    expect(client.node.connectionState("gateway")).toBe("idle");
    expect(gateway.node.connectionState("client")).toBe("idle");
    network.run(60_000);
    let datagrams = 0;
    network.reachable = () => ++datagrams > 0;
    network.run(20_000);
    const whileIdle = datagrams;
    expect(carries(between)).toBe(true);
    expect(client.node.connectionState("gateway")).toBe("connected");
    datagrams = 0;
    network.run(15_000);
    expect(datagrams).toBeGreaterThan(2 * whileIdle);
  });

  test("between two clients keeps the pace of its checks", () => {
    const { network, client, gateway } = scenario();
    network.connect(client, gateway, { idles: false });
    network.run(60_000);
    expect(client.node.connectionState("gateway")).toBe("connected");
  });

  test("lasts: sessions are renewed, idle or not", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    for (let round = 0; round < 6; round++) {
      network.run(round % 2 === 0 ? 400_000 : 30_000);
      // The first packet may meet a session that has just ended.
      carries(between);
      expect(carries(between)).toBe(true);
    }
    expect(client.eventsOf("connection-established")).toHaveLength(1);
    expect(gateway.eventsOf("connection-failed")).toEqual([]);
  });

  test("renews a session that has aged unused as soon as a packet wants out", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    network.run(172_000);
    expect(network.send(client, gateway, packet(1))).toBe(false);
    network.run(50);
    expect(carries(between)).toBe(true);
  });

  test("is reused where the portal introduces the same two again", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    network.run(30_000);
    const before = client.eventsOf("new-candidates").length;
    expect(network.connect(client, gateway)).toEqual(["reused", "reused"]);
    expect(client.node.connectionState("gateway")).toBe("connected");
    network.run(100);
    const announced = client.eventsOf("new-candidates");
    expect(announced).toHaveLength(before + 1);
    expect(announced.at(-1)?.candidates).toEqual(announced[0].candidates);
    expect(carries(between)).toBe(true);
    expect(client.eventsOf("connection-established")).toHaveLength(1);
  });

  test("is replaced where anything differs", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    expect(network.connect(client, gateway, { presharedKey: new Uint8Array(32).fill(8) })).toEqual([
      "created",
      "created",
    ]);
    expect(client.node.outboundPath("gateway", network.now)).toBeUndefined();
    network.runUntil(() => client.eventsOf("connection-established").length === 2, 1000);
    network.run(100);
    expect(carries(between)).toBe(true);
    expect(client.eventsOf("connection-closed")).toEqual([]);
  });

  test("closes without a word, and what still arrives is expected", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    network.send(client, gateway, packet(1));
    gateway.node.closeConnection("client", network.now);
    network.run(100);
    expect(gateway.eventsOf("connection-closed")).toEqual([
      { type: "connection-closed", id: "client", reason: "local" },
    ]);
    expect(gateway.node.counters.recently_closed).toBe(1);
    expect(gateway.node.counters.unknown_index).toBe(0);
    network.run(6000);
    network.send(client, gateway, packet(2));
    network.run(100);
    expect(gateway.node.counters.unknown_index).toBe(1);
    expect(network.send(gateway, client, packet(3))).toBe(false);
  });
});

describe("roaming", () => {
  test("a reset ends all connections, makes a new key and finds the relays anew from the new address", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    const formerKey = client.node.publicKey;
    client.addresses = [{ ip: "192.0.2.99", port: 40_001 }];
    client.node.reset(network.now);
    expect(client.node.publicKey).not.toEqual(formerKey);
    network.run(100);
    expect(client.eventsOf("connection-closed")).toEqual([
      { type: "connection-closed", id: "gateway", reason: "reset" },
    ]);
    expect(network.connect(client, gateway)).toEqual(["created", "created"]);
    const took = network.runUntil(() => client.eventsOf("connection-established").length === 2, 2000);
    expect(took).toBeLessThan(500);
    network.run(100);
    expect(carries(between)).toBe(true);
    expect(network.info(gateway, client)?.remote).toEqual(client.addresses[0]);
  });

  test("where our address has not changed the relay still knows us, and is talked out of it", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    client.node.reset(network.now);
    network.run(500);
    expect(network.relay("relay-1").allocations.size).toBe(2);
    expect(establish(between)).toBeLessThan(500);
    expect(client.eventsOf("new-candidates")[0].candidates.some((line) => line.includes("typ relay"))).toBe(true);
    expect(network.info(client, gateway)?.path).toBe("direct");
  });
});
