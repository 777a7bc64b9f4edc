import { udpPacket } from "@fz/ip";
import { describe, expect, test } from "vitest";
import { Network } from "../test/network.ts";

const CLIENT = { ip: "192.0.2.1", port: 52625 };
const GATEWAY = { ip: "198.51.100.1", port: 52625 };
const RELAY_IP = "203.0.113.1";

function pair() {
  const network = new Network();
  const client = network.addHost({ name: "client", addresses: [CLIENT], timing: "client" });
  const gateway = network.addHost({ name: "gateway", addresses: [GATEWAY], timing: "gateway" });
  const relay = network.addRelay("relay", RELAY_IP);
  for (const { node } of [client, gateway]) node.updateRelays([], [relay], network.now);
  return { network, client, gateway, relay };
}

const PACKET = udpPacket({
  source: { ip: "100.64.0.1", port: 1000 },
  destination: { ip: "100.64.0.2", port: 2000 },
  payload: new Uint8Array([1, 2, 3]),
});

describe("a direct connection", () => {
  test("comes up within a few round trips and carries packets both ways", () => {
    const { network, client, gateway } = pair();
    network.run(200);
    expect(network.connect(client, gateway)).toEqual(["created", "created"]);
    const took = network.runUntil(() => client.eventsOf("connection-established").length === 1, 2000);
    expect(took).toBeLessThan(300);
    network.run(100);
    expect(gateway.eventsOf("connection-established")).toHaveLength(1);
    expect(network.info(client, gateway)?.path).toBe("direct");
    expect(network.send(client, gateway, PACKET)).toBe(true);
    expect(network.send(gateway, client, PACKET)).toBe(true);
    network.run(50);
    expect(gateway.received).toEqual([{ from: "client", packet: PACKET }]);
    expect(client.received).toEqual([{ from: "gateway", packet: PACKET }]);
    expect(network.refused).toEqual([]);
  });
});
