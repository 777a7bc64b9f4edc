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
const MAX_ROUNDS = 60;
/** Less than the smallest object. */
const MAX_BYTES_PER_PACKET = 8;

/** Milliseconds that this process has computed: not longer because the machine does other things as well. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Gateway to client, `batches` of packets as the engine would pass them; gives how many arrived. */
function send(pumping: Pump, batches: number): number {
  let arrived = 0;
  for (let i = 0; i < batches; i++) arrived += sendBatch(pumping, pumping.network.now + i / 1000);
  pumping.network.run(batches / 1000);
  return arrived;
}

const PLAINTEXT = packet(1);
const WIRE = new Uint8Array(128);
const OUT = new Uint8Array(128);

function sendBatch({ client, gateway, path, arrival }: Pump, now: number): number {
  let arrived = 0;
  for (let i = 0; i < BATCH; i++) {
    const length = path.seal(PLAINTEXT, 0, PLAINTEXT.length, WIRE, 0, now);
    if (client.node.decapsulate(arrival.local, arrival.remote, 0, WIRE, 0, length, OUT, 0, now) > 0) arrived++;
  }
  for (const { node } of [client, gateway]) {
    node.pollTimeout();
    node.pollTransmit();
  }
  return arrived;
}

describe("under load", () => {
  test("a packet allocates nothing, neither sealed nor opened", () => {
    const pumping = pump(scenario(undefined, PLAIN));
    const batches = 2000;
    let fewest = Number.POSITIVE_INFINITY;
    // Until the compiler is done, the interpreter allocates; on a busy machine that takes a while.
    for (let round = 0; round < MAX_ROUNDS && fewest >= MAX_BYTES_PER_PACKET; round++) {
      const before = getHeapStatistics().used_heap_size;
      expect(send(pumping, batches)).toBe(batches * BATCH);
      const grown = getHeapStatistics().used_heap_size - before;
      if (grown >= 0) fewest = Math.min(fewest, grown / (batches * BATCH));
    }
    expect(fewest).toBeLessThan(MAX_BYTES_PER_PACKET);
  });

  test("120 peers at once are told to come back with a cookie, and all get their tunnel", () => {
    const { network, gateway, relays } = scenario(undefined, PLAIN);
    const peers = Array.from({ length: 120 }, (_, i) =>
      network.addHost({ name: `peer-${i}`, addresses: [{ ip: `10.0.0.${i + 1}`, port: 52625 }], timing: "client" }),
    );
    for (const { node } of peers) node.updateRelays([], relays, network.now);
    network.run(100);
    for (const peer of peers) network.connect(peer, gateway);
    network.run(8000);
    expect(gateway.node.counters.handshake_under_load).toBeGreaterThanOrEqual(20);
    for (const peer of peers) expect(peer.eventsOf("connection-established")).toHaveLength(1);
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
    const startedAt = processorTime();
    network.run(5000);
    expect(gateway.node.connectionIds()).toHaveLength(1001);
    expect(processorTime() - startedAt).toBeLessThan(20_000);
    const batches = 1500;
    const beforePackets = processorTime();
    expect(send(pumping, batches)).toBe(batches * BATCH);
    // A few microseconds each; the limit is for slow machines.
    expect((processorTime() - beforePackets) / (batches * BATCH)).toBeLessThan(0.05);
  });
});
