import { expect, test } from "vitest";
import { ipv4Packet, Link } from "../test/link.ts";
import { nodeCrypto } from "../test/node-crypto.ts";
import type { Aead, WireGuardCrypto } from "./crypto.ts";

/** No cipher at all: what is measured here is everything around it. */
const copying: Aead = {
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
};
const withoutCipher: WireGuardCrypto = { ...nodeCrypto, aead: () => copying };

const PACKETS = 20_000;
const ROUNDS = 21;

test("sealing and opening a packet allocate nothing", () => {
  const link = new Link({ crypto: withoutCipher });
  link.connect();
  const packet = ipv4Packet(40);
  const datagram = new Uint8Array(72);
  const out = new Uint8Array(40);
  let opened = 0;
  let now = 100.25;
  const heapGrowth = (): number => {
    now++; // once a batch, as a packet loop reads its clock
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < PACKETS; i++) {
      const length = link.a.seal(packet, 0, packet.length, datagram, 0, now);
      opened += link.b.open(datagram, 0, length, out, 0, now);
    }
    return process.memoryUsage().heapUsed - before;
  };
  for (let round = 0; round < ROUNDS; round++) heapGrowth(); // until it is compiled
  const growths = Array.from({ length: ROUNDS }, heapGrowth).sort((a, b) => a - b);
  expect(opened).toBe(2 * ROUNDS * PACKETS * packet.length);
  // The median: a garbage collection makes single rounds look better than they are, or, by its own doing, worse.
  expect(growths[ROUNDS >> 1] / PACKETS).toBeLessThan(1); // bytes for each packet
});
