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

const PACKETS = 200_000;

test("sealing and opening a packet allocate nothing", () => {
  const link = new Link({ crypto: withoutCipher });
  link.connect();
  const packet = ipv4Packet(40);
  const datagram = new Uint8Array(72);
  const out = new Uint8Array(40);
  let opened = 0;
  const pump = (packets: number) => {
    for (let i = 0; i < packets; i++) {
      const now = 100 + (i & 1023) + 0.25;
      const length = link.a.seal(packet, 0, packet.length, datagram, 0, now);
      opened += link.b.open(datagram, 0, length, out, 0, now);
    }
  };
  pump(PACKETS); // until it is compiled
  const before = process.memoryUsage().heapUsed;
  pump(PACKETS);
  const grownBy = process.memoryUsage().heapUsed - before;
  expect(opened).toBe(2 * PACKETS * packet.length);
  expect(grownBy / PACKETS).toBeLessThan(1); // bytes for each packet
});
