import { nobleCrypto, type WireGuardCrypto } from "@fz/wireguard";
import { describe, expect, test } from "vitest";
import { apart } from "../test/network.ts";
import { CLIENT, carries, establish, GATEWAY, packet, scenario } from "../test/scenario.ts";

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

const PACKETS = 10_000;
const ROUNDS = 21;
/** A busy machine takes its time to compile. */
const WARM_UP_ROUNDS = 200;

/** No cipher at all: what is measured here is everything around it. */
const withoutCipher: WireGuardCrypto = {
  ...nobleCrypto,
  aead: () => ({
    seal(_counter, src, srcOffset, length, dst, dstOffset) {
      for (let i = 0; i < length; i++) dst[dstOffset + i] = src[srcOffset + i];
    },
    open(_counter, src, srcOffset, length, dst, dstOffset) {
      for (let i = 0; i < length - 16; i++) dst[dstOffset + i] = src[srcOffset + i];
      return true;
    },
    dispose() {
      // It holds no key.
    },
  }),
};

test("counting packets on their way through a connection allocates nothing", () => {
  const between = scenario(undefined, withoutCipher);
  const { network, client, gateway } = between;
  establish(between);
  expect(carries(between)).toBe(true);
  const path = client.node.outboundPath("gateway", network.now);
  if (!path) throw new Error("not established");
  const plain = packet(1);
  const datagram = new Uint8Array(200);
  const out = new Uint8Array(200);
  let opened = 0;
  const heapGrowth = (): number => {
    const { now } = network;
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < PACKETS; i++) {
      const sealed = path.seal(plain, 0, plain.length, datagram, 0, now);
      opened += gateway.node.decapsulate(GATEWAY, CLIENT, 0, datagram, 0, sealed, out, 0, now);
    }
    return process.memoryUsage().heapUsed - before;
  };
  const median = () => Array.from({ length: ROUNDS }, heapGrowth).sort((a, b) => a - b)[ROUNDS >> 1];
  let growth = median();
  for (let round = ROUNDS; round < WARM_UP_ROUNDS && growth >= PACKETS; round += ROUNDS) growth = median();
  const received = gateway.node.connectionInfo("client")?.bytesReceived;
  expect(received).toBe(opened + plain.length);
  // The median: a garbage collection makes single rounds look better than they are, or, by its own doing, worse.
  expect(growth / PACKETS).toBeLessThan(1); // bytes for each packet
});
