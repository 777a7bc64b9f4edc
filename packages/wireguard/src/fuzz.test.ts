// Every parser that sees bytes from the network, with arbitrary bytes and with real messages bent.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IP_OF, Link } from "../test/link.ts";
import { nodeCrypto } from "../test/node-crypto.ts";
import { parseInitiationPeer } from "./initiation-peer.ts";
import { MessageSigner } from "./macs.ts";
import { classifyWireGuard, INITIATION, RESPONSE, receiverIndex } from "./messages.ts";

const INPUTS = 100_000;
const INPUTS_WITH_PUBLIC_KEY_ARITHMETIC = 1500;

const lengths = fc.constantFrom(0, 1, 4, 16, 31, 32, 33, 63, 64, 65, 91, 92, 93, 116, 147, 148, 149, 400);
const message = fc
  .tuple(fc.constantFrom(0, 1, 2, 3, 4, 5), fc.boolean(), lengths, fc.uint8Array({ minLength: 24, maxLength: 24 }))
  .map(([type, clean, length, seed]) => {
    const bytes = new Uint8Array(length).map((_, i) => seed[i % seed.length] ^ i);
    bytes.set([type, 0, 0, 0].slice(0, clean ? 4 : 1).slice(0, length));
    return bytes;
  });

function connected(): Link {
  const link = new Link({ jitter: 0 });
  link.connect();
  link.send("a");
  return link;
}

/** Where to change a message, by what, and how long to leave it. */
const bend = fc.record({ at: fc.nat(160), by: fc.integer({ min: 1, max: 255 }), cut: fc.nat(20), cuts: fc.boolean() });

function bent(original: Uint8Array, { at, by, cut, cuts }: { at: number; by: number; cut: number; cuts: boolean }) {
  const copy = original.slice(0, cuts ? Math.max(0, original.length - cut) : original.length);
  if (copy.length > 0) copy[at % copy.length] ^= by;
  return copy;
}

test("classification is total and agrees with itself at any offset", () => {
  fc.assert(
    fc.property(message, fc.nat(9), (bytes, offset) => {
      const kind = classifyWireGuard(bytes, 0, bytes.length);
      const shifted = new Uint8Array(bytes.length + offset);
      shifted.set(bytes, offset);
      expect(classifyWireGuard(shifted, offset, bytes.length)).toBe(kind);
      if (kind !== undefined && kind !== "initiation") {
        expect(receiverIndex(shifted, offset)).toBe(receiverIndex(bytes, 0));
      }
    }),
    { numRuns: INPUTS },
  );
});

describe("a tunnel", () => {
  test("refuses arbitrary datagrams and goes on working", () => {
    const link = connected();
    const out = new Uint8Array(2000);
    fc.assert(
      fc.property(message, (bytes) => {
        expect(link.b.handleHandshake(bytes, IP_OF.a, link.now)).not.toBe("ok");
        expect(link.b.open(bytes, 0, bytes.length, out, 0, link.now)).toBeLessThan(0);
        const peer = parseInitiationPeer(bytes, link.privateKeys.b, nodeCrypto, link.publicKeys.b);
        expect(peer).toBeUndefined();
      }),
      { numRuns: INPUTS },
    );
    expect(link.b.pollTransmit()).toBeUndefined();
    expect(link.send("b")).toBe(true);
    link.run(20);
    expect([link.packets.a.length, link.packets.b.length]).toEqual([1, 1]);
  });

  test("refuses data messages with a bent byte or a wrong length", () => {
    const link = connected();
    const data = link.sent[link.sent.length - 1].bytes;
    const out = new Uint8Array(2000);
    fc.assert(
      fc.property(bend, (how) => {
        const bytes = bent(data, how);
        expect(link.b.open(bytes, 0, bytes.length, out, 0, link.now)).toBeLessThan(0);
      }),
      { numRuns: INPUTS },
    );
    expect(link.b.open(data, 0, data.length, out, 0, link.now)).toBe(84);
  });

  test("refuses handshake messages with a bent byte, its MACs made right again", () => {
    const link = new Link({ jitter: 0, latency: 0 });
    link.loses = () => true;
    link.a.startHandshake(0);
    link.run(0);
    const initiation = link.sent[0].bytes;
    link.b.handleHandshake(initiation, IP_OF.a, 0);
    link.run(0);
    const response = link.sent[1].bytes;
    let now = 1000;
    fc.assert(
      fc.property(fc.boolean(), bend, (first, how) => {
        const [original, layout, to, end] = first
          ? ([initiation, INITIATION, link.publicKeys.b, link.b] as const)
          : ([response, RESPONSE, link.publicKeys.a, link.a] as const);
        const authenticated = layout.mac1 - layout.ephemeral;
        const bytes = original.slice();
        bytes[layout.ephemeral + (how.at % authenticated)] ^= how.by;
        new MessageSigner(to).sign(bytes, now);
        now += 11; // never under load
        // The top bit of a public key is not part of the point, but of the transcript.
        expect(["bad_handshake", "wrong_peer"]).toContain(end.handleHandshake(bytes, IP_OF.a, now));
      }),
      { numRuns: INPUTS_WITH_PUBLIC_KEY_ARITHMETIC },
    );
    expect(link.a.handleHandshake(response, IP_OF.b, now)).toBe("ok");
  });

  test("refuses cookie replies with a bent byte", () => {
    const link = new Link({ jitter: 0 });
    link.a.startHandshake(0);
    link.run(10);
    const initiation = link.sent[0].bytes;
    for (let i = 0; i < 101; i++) link.b.handleHandshake(initiation, IP_OF.a, 10);
    let reply: Uint8Array | undefined;
    for (let sent = link.b.pollTransmit(); sent; sent = link.b.pollTransmit()) if (sent.length === 64) reply = sent;
    if (reply === undefined) throw new Error("no cookie reply");
    const cookieReply = reply;
    fc.assert(
      fc.property(bend, (how) => {
        expect(link.a.handleHandshake(bent(cookieReply, how), IP_OF.b, 10)).not.toBe("ok");
      }),
      { numRuns: INPUTS / 5 },
    );
    expect(link.a.handleHandshake(cookieReply, IP_OF.b, 10)).toBe("ok");
  });
});
