import { describe, expect, test } from "vitest";
import { apart } from "../test/network.ts";
import { carries, establish, packet, scenario } from "../test/scenario.ts";

const KEEPALIVES_MS = 60_000;

describe("what is known of a connection", () => {
  test("is how many bytes went through it, each way, keep-alives aside", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    expect(network.info(client, gateway)).toMatchObject({ bytesSent: 0, bytesReceived: 0 });
    const { length } = packet(1);
    for (let i = 0; i < 5; i++) expect(carries(between, i)).toBe(true);
    network.send(client, gateway, packet(6));
    network.run(KEEPALIVES_MS);
    expect(network.info(client, gateway)).toMatchObject({ bytesSent: 6 * length, bytesReceived: 5 * length });
    expect(network.info(gateway, client)).toMatchObject({ bytesSent: 5 * length, bytesReceived: 6 * length });
  });

  test("is since when it is there, and that connections changed, once for each change", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    const begin = network.now;
    expect(client.node.connectionChanges).toBe(0);
    const took = establish(between);
    expect(client.node.connectionChanges).toBe(1);
    const { establishedAt = 0 } = network.info(client, gateway) ?? {};
    expect(establishedAt).toBeGreaterThan(begin);
    expect(establishedAt).toBeLessThanOrEqual(begin + took);
    for (let i = 0; i < 5; i++) carries(between, i);
    network.run(KEEPALIVES_MS);
    expect(client.node.connectionChanges).toBe(1);
    client.node.closeConnection("gateway", network.now);
    expect(client.node.connectionChanges).toBe(2);
  });

  test("is that it takes another path once its own is gone", () => {
    const between = scenario();
    const { network, client, gateway } = between;
    establish(between);
    expect(network.info(client, gateway)?.path).toBe("direct");
    const before = [client.node.connectionChanges, gateway.node.connectionChanges];
    network.reachable = apart(client, gateway);
    network.runUntil(() => {
      carries(between);
      return network.info(client, gateway)?.path === "relayed";
    }, 60_000);
    network.run(20_000);
    expect(client.node.connectionChanges).toBeGreaterThan(before[0]);
    expect(gateway.node.connectionChanges).toBeGreaterThan(before[1]);
  });
});
