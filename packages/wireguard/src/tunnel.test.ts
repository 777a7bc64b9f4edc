import { describe, expect, test } from "vitest";
import { INDEX_A, INDEX_B, IP_OF, ipv4Packet, Link } from "../test/link.ts";
import { nodeCrypto } from "../test/node-crypto.ts";
import { REJECT_AFTER_TIME } from "./constants.ts";
import type { WireGuardCrypto } from "./crypto.ts";
import { parseInitiationPeer } from "./initiation-peer.ts";
import { RESPONSE, readU32, receiverIndex } from "./messages.ts";
import { nobleCrypto } from "./noble-crypto.ts";
import {
  OPEN_BAD_PACKET,
  OPEN_BAD_TAG,
  OPEN_EXPIRED,
  OPEN_MALFORMED,
  OPEN_REPLAY,
  OPEN_UNKNOWN_INDEX,
} from "./session.ts";

describe.each([
  ["portable", nobleCrypto],
  ["node:crypto", nodeCrypto],
])("with %s primitives", (_, crypto) => {
  test.each([
    ["a", "b"],
    ["b", "a"],
  ] as const)("%s shakes hands with %s and packets pass both ways", (initiator, responder) => {
    const link = new Link({ crypto });
    link.connect(initiator);
    expect(link.results[responder]).toEqual(["ok", 0]); // Initiation, keepalive
    expect(link.results[initiator]).toEqual(["ok"]); // Response
    expect(link.events).toEqual({ a: ["established"], b: ["established"] });
    expect(link.send("a", ipv4Packet(84, 1))).toBe(true);
    expect(link.send("b", ipv4Packet(1280, 2))).toBe(true);
    link.run(100);
    expect(link.packets).toEqual({ a: [ipv4Packet(1280, 2)], b: [ipv4Packet(84, 1)] });
  });
});

test("messages have the lengths of the paper and carry indices of their connection", () => {
  const link = new Link();
  link.connect();
  link.send("a", ipv4Packet(85));
  expect(link.sent.map((d) => [d.from, d.kind, d.bytes.length])).toEqual([
    ["a", "initiation", 148],
    ["b", "response", 92],
    ["a", "data", 32],
    ["a", "data", 85 + 32], // not padded
  ]);
  const [initiation, response, keepalive] = link.sent.map((d) => d.bytes);
  expect(readU32(initiation, 4)).toBe(INDEX_A * 256 + 1);
  expect(readU32(response, RESPONSE.sender)).toBe(INDEX_B * 256 + 1);
  expect(receiverIndex(response, 0)).toBe(INDEX_A * 256 + 1);
  expect(receiverIndex(keepalive, 0) >>> 8).toBe(INDEX_B);
});

test("the session counter counts Initiations and Responses alike, and wraps", () => {
  const link = new Link({ latency: 0 });
  for (let i = 0; i < 130; i++) {
    link.connect(i % 2 === 0 ? "a" : "b");
    link.run(1000);
  }
  const counters = link.sent
    .filter((d) => d.from === "a" && (d.kind === "initiation" || d.kind === "response"))
    .map((d) => readU32(d.bytes, 4));
  const expected = Array.from({ length: 130 }, (_, i) => INDEX_A * 256 + ((i + 1) & 0xff));
  expect(counters).toEqual(expected);
  expect(link.send("a") && link.send("b")).toBe(true);
  link.run(10);
  expect([link.packets.a.length, link.packets.b.length]).toEqual([1, 1]);
});

test("the sender of an Initiation is read without a connection, by the recipient only", () => {
  const link = new Link();
  link.connect();
  const initiation = link.sent[0].bytes;
  expect(parseInitiationPeer(initiation, link.privateKeys.b, nodeCrypto)).toEqual(link.publicKeys.a);
  expect(parseInitiationPeer(initiation, link.privateKeys.b, nodeCrypto, link.publicKeys.b)).toEqual(link.publicKeys.a);
  expect(parseInitiationPeer(initiation, link.privateKeys.a, nodeCrypto)).toBeUndefined();
  expect(parseInitiationPeer(link.sent[1].bytes, link.privateKeys.a, nodeCrypto)).toBeUndefined();
});

test("the responder sends nothing before it has received on the session", () => {
  const link = new Link();
  link.loses = ({ kind }) => kind === "data"; // the initiator's keepalive
  link.connect();
  expect(link.events.b).toEqual(["established"]);
  expect(link.b.canSeal(link.now)).toBe(false);
  expect(link.send("b")).toBe(false);
  link.loses = () => false;
  link.send("a");
  link.run(20);
  expect(link.b.canSeal(link.now)).toBe(true);
  expect(link.send("b")).toBe(true);
});

test("the initiator may send as soon as it has the Response, and a keepalive is on its way at once", () => {
  const link = new Link({ latency: 20 });
  link.a.startHandshake(0);
  link.run(39);
  expect(link.a.canSeal(link.now)).toBe(false);
  link.run(1);
  expect(link.a.canSeal(link.now)).toBe(true);
  expect(link.keepaliveTimes("a")).toEqual([40]);
});

test("starting a handshake while one is under way does nothing", () => {
  const link = new Link();
  link.a.startHandshake(0);
  expect(link.a.isHandshaking).toBe(true);
  link.a.startHandshake(0);
  link.run(10);
  expect(link.times("a", "initiation")).toEqual([0]);
  link.run(100);
  expect(link.a.isHandshaking).toBe(false);
  link.connect();
  expect(link.events.a).toEqual(["established", "session"]);
});

test("a new session is used by both ends at once; packets of the old one still arrive", () => {
  const link = new Link();
  link.connect();
  const late = new Uint8Array(116);
  link.b.seal(ipv4Packet(), 0, 84, late, 0, link.now);
  link.connect();
  link.post("b", late);
  link.send("b");
  link.run(20);
  expect(link.packets.a.length).toBe(2);
  const [onOld, onNew] = link.sent.slice(-2).map((d) => receiverIndex(d.bytes, 0));
  expect([onOld, onNew]).toEqual([INDEX_A * 256 + 1, INDEX_A * 256 + 2]);
});

test("a ninth session takes the place of the first", () => {
  const link = new Link();
  const firstOfEach: Uint8Array[] = [];
  for (let i = 0; i < 9; i++) {
    link.connect();
    const sealed = new Uint8Array(116);
    link.b.seal(ipv4Packet(), 0, 84, sealed, 0, link.now);
    firstOfEach.push(sealed);
  }
  const out = new Uint8Array(116);
  const opened = firstOfEach.map((sealed) => link.a.open(sealed, 0, sealed.length, out, 0, link.now));
  expect(opened).toEqual([OPEN_UNKNOWN_INDEX, 84, 84, 84, 84, 84, 84, 84, 84]);
});

test("a Response that is lost: the next Initiation succeeds", () => {
  const link = new Link({ jitter: 0 });
  let lost = 0;
  link.loses = ({ kind }) => kind === "response" && lost++ < 2;
  link.a.startHandshake(0);
  link.run(10_100);
  expect(link.times("a", "initiation")).toEqual([0, 5000, 10_000]);
  expect(link.send("a") && link.send("b")).toBe(true);
  link.run(20);
  expect([link.packets.a.length, link.packets.b.length]).toEqual([1, 1]);
});

test("a Response to the previous Initiation that comes late is accepted, and so is the one to the latest", () => {
  const link = new Link({ jitter: 0, latency: 2600 });
  link.a.startHandshake(0);
  link.run(5200); // the second Initiation left at 5000
  expect(link.times("a", "initiation")).toEqual([0, 5000]);
  expect(link.results.a).toEqual(["ok"]);
  expect(link.a.canSeal(link.now)).toBe(true);
  expect(link.a.isHandshaking).toBe(false);
  link.run(10_000);
  expect(link.results.a).toEqual(["ok", "ok"]);
  expect(link.times("a", "initiation")).toEqual([0, 5000]);
  expect(link.send("a") && link.send("b")).toBe(true);
  link.run(2600);
  expect([link.packets.a.length, link.packets.b.length]).toEqual([1, 1]);
});

test("a Response to an Initiation before the previous one is not accepted", () => {
  const link = new Link({ jitter: 0, latency: 5100 });
  link.a.startHandshake(0);
  link.run(10_200 + 5);
  expect(link.times("a", "initiation")).toEqual([0, 5000, 10_000]);
  expect(link.results.a).toEqual(["unknown_index"]);
});

test("both ends start at once: both handshakes succeed and packets pass", () => {
  const link = new Link({ jitter: 0 });
  link.a.startHandshake(0);
  link.b.startHandshake(0);
  link.run(1000);
  expect(link.events).toEqual({ a: ["established", "session"], b: ["established", "session"] });
  expect(link.results.a).toEqual(["ok", "ok", 0]);
  expect(link.results.b).toEqual(["ok", "ok", 0]);
  for (let i = 0; i < 5; i++) {
    link.send("a");
    link.send("b");
    link.run(100);
  }
  expect([link.packets.a.length, link.packets.b.length]).toEqual([5, 5]);
  expect(link.times("a", "initiation")).toEqual([0]);
  expect(link.times("b", "initiation")).toEqual([0]);
});

test("of two simultaneous Initiations one is lost: the other serves both ends", () => {
  const link = new Link({ jitter: 0 });
  link.loses = ({ from, kind }) => from === "b" && kind === "initiation";
  link.a.startHandshake(0);
  link.b.startHandshake(0);
  link.run(60_000);
  expect(link.events.b).toEqual(["established"]);
  expect(link.b.isHandshaking).toBe(false);
  expect(link.send("a") && link.send("b")).toBe(true);
  expect(link.times("b", "initiation")).toEqual([0]);
});

test("a repeated Initiation is refused, so is a Response nobody waits for", () => {
  const link = new Link();
  link.connect();
  const [initiation, response] = link.sent.map((d) => d.bytes);
  expect(link.b.handleHandshake(initiation, IP_OF.a, link.now)).toBe("replayed_timestamp");
  expect(link.a.handleHandshake(response, IP_OF.b, link.now)).toBe("unknown_index");
});

test("messages for somebody else, of another peer, or of no kind are refused", () => {
  const link = new Link();
  const other = new Link({ seed: "other" });
  other.connect();
  link.connect();
  const [foreign] = other.sent.map((d) => d.bytes);
  expect(link.b.handleHandshake(foreign, IP_OF.a, link.now)).toBe("bad_mac1");
  expect(link.b.handleHandshake(foreign.subarray(1), IP_OF.a, link.now)).toBe("malformed");
  expect(link.b.handleHandshake(new Uint8Array(0), IP_OF.a, link.now)).toBe("malformed");
});

test("a failed Response leaves the handshake open for the right one", () => {
  const link = new Link();
  link.loses = ({ kind }) => kind === "response";
  link.a.startHandshake(0);
  link.run(30);
  const response = link.sent[1].bytes;
  const forged = response.slice();
  forged[RESPONSE.empty] ^= 1;
  expect(link.a.handleHandshake(forged, IP_OF.b, link.now)).toBe("bad_mac1");
  expect(link.a.isHandshaking).toBe(true);
  expect(link.a.handleHandshake(response, IP_OF.b, link.now)).toBe("ok");
});

describe("open", () => {
  const out = new Uint8Array(2000);

  test("refuses what was received before", () => {
    const link = new Link();
    link.connect();
    link.send("a");
    link.run(20);
    const { bytes } = link.sent[link.sent.length - 1];
    expect(link.b.open(bytes, 0, bytes.length, out, 0, link.now)).toBe(OPEN_REPLAY);
  });

  test("refuses counters that no session reaches", () => {
    const link = new Link();
    link.connect();
    link.send("a");
    const { bytes } = link.sent[link.sent.length - 1];
    bytes.fill(0xff, 8, 16);
    expect(link.b.open(bytes, 0, bytes.length, out, 0, link.now)).toBe(OPEN_REPLAY);
  });

  test("refuses a changed byte, an unknown index, another type, and what is too short", () => {
    const link = new Link();
    link.connect();
    link.send("a");
    const { bytes } = link.sent[link.sent.length - 1];
    const opened = (change: (copy: Uint8Array) => void, length = bytes.length) => {
      const copy = bytes.slice();
      change(copy);
      return link.b.open(copy, 0, length, out, 0, link.now);
    };
    expect(opened((copy) => copy.fill(copy[40] ^ 1, 40, 41))).toBe(OPEN_BAD_TAG);
    expect(opened((copy) => copy.fill(copy[8] + 1, 8, 9))).toBe(OPEN_BAD_TAG);
    expect(opened((copy) => copy.fill(copy[4] + 8, 4, 5))).toBe(OPEN_UNKNOWN_INDEX);
    expect(opened((copy) => copy.fill(copy[4] + 1, 4, 5))).toBe(OPEN_UNKNOWN_INDEX);
    expect(opened((copy) => copy.fill(1, 0, 1))).toBe(OPEN_MALFORMED);
    expect(opened((copy) => copy, 31)).toBe(OPEN_MALFORMED);
    expect(opened((copy) => copy)).toBe(84);
  });

  test("cuts the padding of other implementations off", () => {
    const link = new Link();
    link.connect();
    const padded = new Uint8Array(96);
    padded.set(ipv4Packet(85));
    link.send("a", padded);
    link.run(20);
    expect(link.packets.b).toEqual([ipv4Packet(85)]);
  });

  test("refuses authentic bytes that are no whole IP packet", () => {
    const link = new Link();
    link.connect();
    link.forget();
    link.send("a", new Uint8Array(64));
    link.send("a", ipv4Packet(100).subarray(0, 99));
    link.run(20);
    expect(link.results.b).toEqual([OPEN_BAD_PACKET, OPEN_BAD_PACKET]);
  });

  test("works in place, at any offset of a larger buffer", () => {
    const link = new Link();
    link.connect();
    const arena = new Uint8Array(4000);
    arena.set(ipv4Packet(500), 1016);
    expect(link.a.seal(arena, 1016, 500, arena, 1000, link.now)).toBe(532);
    expect(link.b.open(arena, 1000, 532, arena, 1016, link.now)).toBe(500);
    expect(arena.subarray(1016, 1516)).toEqual(ipv4Packet(500));
  });

  test("refuses a session that has ended", () => {
    const link = new Link();
    link.connect();
    link.send("a");
    const { bytes } = link.sent[link.sent.length - 1];
    expect(link.b.open(bytes, 0, bytes.length, out, 0, REJECT_AFTER_TIME + 20)).toBe(OPEN_EXPIRED);
  });
});

test("every key is given back to the platform: on replacement, on expiry, on disposal", () => {
  let alive = 0;
  const counting: WireGuardCrypto = {
    ...nodeCrypto,
    aead(key) {
      alive++;
      const aead = nodeCrypto.aead(key);
      return { ...aead, dispose: () => void alive-- };
    },
  };
  const link = new Link({ crypto: counting });
  for (let i = 0; i < 20; i++) link.connect();
  expect(alive).toBe(2 * 8 * 2); // ends, slots, directions
  link.loses = () => true;
  link.run(REJECT_AFTER_TIME);
  expect(alive).toBe(0);
  link.loses = () => false;
  link.connect();
  expect(alive).toBe(4);
  link.a.dispose();
  link.b.dispose();
  expect(alive).toBe(0);
  expect(link.a.pollTimeout()).toBeUndefined();
});

test("a peer key of small order: no handshake, and the tunnel says so", () => {
  const link = new Link();
  link.publicKeys.b.fill(0);
  link.a.startHandshake(0);
  expect(link.a.pollTransmit()).toBeUndefined();
  expect(link.a.pollEvent()).toEqual({ type: "expired" });
});
