// In a file of its own: what other tests do to the same code changes how it is compiled.

import { nobleCrypto, type WireGuardCrypto } from "@fz/wireguard";
import { expect, test } from "vitest";
import { CLIENT, carries, establish, GATEWAY, packet, scenario } from "../test/scenario.ts";

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

test("sending and receiving a packet through a connection, and counting it, allocate nothing", () => {
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
