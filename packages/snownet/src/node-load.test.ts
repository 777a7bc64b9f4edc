import { getHeapStatistics } from "node:v8";
import type { SocketAddress } from "@fz/ip";
import { type Aead, nobleCrypto, TAG_BYTES, type WireGuardCrypto } from "@fz/wireguard";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../test/random.ts";
import { establish, packet, type Scenario, scenario } from "../test/scenario.ts";
import type { OutboundPath } from "./outbound-path.ts";

/** A cipher that costs nothing, so that what is measured is all ours. */
const NO_CIPHER: Aead = {
  seal: (_counter, src, srcOffset, length, dst, dstOffset) => {
    for (let i = 0; i < length; i++) dst[dstOffset + i] = src[srcOffset + i];
  },
  open: (_counter, src, srcOffset, length, dst, dstOffset) => {
    for (let i = 0; i < length - TAG_BYTES; i++) dst[dstOffset + i] = src[srcOffset + i];
    return true;
  },
  dispose: () => undefined,
};
const PLAIN: WireGuardCrypto = { ...nobleCrypto, aead: () => NO_CIPHER };

interface Pump extends Scenario {
  readonly path: OutboundPath;
  /** How the datagram reaches the gateway. */
  readonly arrival: { readonly local: SocketAddress; readonly remote: SocketAddress };
}

function pump(between: Scenario): Pump {
  const { network, client, gateway } = between;
  establish(between);
  network.send(client, gateway, packet(0));
  network.run(50);
  const path = gateway.node.outboundPath("client", network.now);
  if (!path) throw new Error("not established");
  return { ...between, path, arrival: { local: client.addresses[0], remote: path.source ?? gateway.addresses[0] } };
}

const BATCH = 32;

/** Gateway to client, `count` packets, in batches as the engine's. */
function send({ network, client, gateway, path, arrival }: Pump, count: number): number {
  const plain = packet(1);
  const wire = new Uint8Array(128);
  const out = new Uint8Array(128);
  let arrived = 0;
  for (let i = 0; i < count; i++) {
    if (i % BATCH === 0) {
      network.now += 0.001;
      client.node.pollTimeout();
      gateway.node.pollTimeout();
      client.node.pollTransmit();
      gateway.node.pollTransmit();
    }
    const length = path.seal(plain, 0, plain.length, wire, 0, network.now);
    if (client.node.decapsulate(arrival.local, arrival.remote, 0, wire, 0, length, out, 0, network.now) > 0) arrived++;
  }
  return arrived;
}

describe("under load", () => {
  test("a packet allocates nothing, neither sealed nor opened", () => {
    const pumping = pump(scenario(undefined, PLAIN));
    const count = 100_000;
    send(pumping, count);
    const before = getHeapStatistics().used_heap_size;
    expect(send(pumping, count)).toBe(count);
    const perPacket = (getHeapStatistics().used_heap_size - before) / count;
    expect(perPacket).toBeLessThan(16);
  });

  test("a node with 1,000 connections keeps them all in check and its packets flowing", () => {
    const between = scenario(undefined, PLAIN);
    const { network, gateway } = between;
    const pumping = pump(between);
    const random = seededRandom(99);
    network.reachable = (_from, to) => to.port !== 7;
    for (let i = 0; i < 1000; i++) {
      const id = `absent-${i}`;
      const local = { username: "same", password: "0123456789012345678901" };
      const remote = { username: `r${i}`, password: "0123456789012345678901" };
      const [remotePublicKey, presharedKey] = [random(32), random(32)];
      gateway.node.upsertConnection(
        id,
        { remotePublicKey, presharedKey, local, remote, role: "controlled" },
        network.now,
      );
      const ip = `10.0.${i >> 8}.${i & 255}`;
      gateway.node.addRemoteCandidate(id, `candidate:1 1 udp 2130706175 ${ip} 7 typ host`, network.now);
      gateway.node.addRemoteCandidate(id, `candidate:2 1 udp 1686109951 ${ip} 7 typ srflx`, network.now);
    }
    const startedAt = performance.now();
    network.run(5000);
    expect(gateway.node.connectionIds()).toHaveLength(1001);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    const count = 50_000;
    const beforePackets = performance.now();
    expect(send(pumping, count)).toBe(count);
    // A few microseconds each; the limit is for machines that are busy with something else.
    expect((performance.now() - beforePackets) / count).toBeLessThan(0.05);
  });
});
