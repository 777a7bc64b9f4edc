import { utf8 } from "@fz/bytes";
import type { SocketAddress } from "@fz/ip";
import {
  buildChannelData,
  data,
  ERROR_ALLOCATION_MISMATCH,
  ERROR_BAD_REQUEST,
  ERROR_FORBIDDEN,
  ERROR_INSUFFICIENT_CAPACITY,
  ERROR_PEER_ADDRESS_FAMILY_MISMATCH,
  ERROR_UNAUTHENTICATED,
  METHOD_BINDING,
  METHOD_DATA,
  METHOD_REFRESH,
  parseStun,
  StunBuilder,
  xorPeerAddress,
} from "@fz/stun";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { only, TurnBench, type TurnBenchOptions } from "../test/turn-bench.ts";
import { TurnClient } from "../test/turn-client.ts";
import vectors from "../vectors/turn-exchanges.json" with { type: "json" };
import { REPLY_BURST } from "./authentication/reply-budget.ts";

const SECRET = "a secret that both ends derive from";
const MINUTE = 60_000;
const ALICE: SocketAddress = { ip: "198.51.100.7", port: 52_625 };
const BOB: SocketAddress = { ip: "198.51.100.8", port: 52_625 };
const PEER: SocketAddress = { ip: "192.0.2.44", port: 4444 };
const OTHER_PORT: SocketAddress = { ip: PEER.ip, port: 4445 };
const PEER_IPV6: SocketAddress = { ip: "2001:db8:44::44", port: 4444 };
const HELLO = utf8("hello");
const TRANSACTION = new Uint8Array(12);

function setUp(options: Partial<TurnBenchOptions> = {}) {
  const bench = new TurnBench({ stampSecret: SECRET, ...options });
  return {
    bench,
    alice: new TurnClient(bench, ALICE, SECRET, "alice"),
    bob: new TurnClient(bench, BOB, SECRET, "bob"),
  };
}

/** The relayed address of a client that must get one. */
function relayed(client: TurnClient, options?: Parameters<TurnClient["allocate"]>[0]): SocketAddress {
  const addresses = client.allocate(options);
  if (typeof addresses === "number") throw new Error(`refused with ${addresses}`);
  return addresses[0];
}

describe("permissions", () => {
  test("let an address send and be sent to, from any port, for five minutes", () => {
    const { bench, alice } = setUp();
    const { port } = relayed(alice);
    expect(bench.fromPeer(port, PEER, HELLO)).toEqual([]);
    expect(bench.fromClient(ALICE, alice.sendIndication(PEER, HELLO))).toEqual([]);
    expect(alice.createPermission(PEER)).toBe(0);
    expect(bench.fromClient(ALICE, alice.sendIndication(OTHER_PORT, HELLO))).toEqual([
      { type: "to-peer", port, peer: OTHER_PORT, payload: HELLO },
    ]);
    const output = only(bench.fromPeer(port, OTHER_PORT, HELLO));
    const indication = output.type === "to-client" ? parseStun(output.payload) : undefined;
    if (!indication) throw new Error("no Data indication");
    expect([indication.class, indication.method]).toEqual(["indication", METHOD_DATA]);
    expect([xorPeerAddress(indication), data(indication)]).toEqual([OTHER_PORT, HELLO]);
    bench.advance(5 * MINUTE);
    expect(bench.fromPeer(port, PEER, HELLO)).toEqual([]);
    expect(bench.fromClient(ALICE, alice.sendIndication(PEER, HELLO))).toEqual([]);
  });

  test("are given to all of the addresses or none", () => {
    const { bench, alice } = setUp();
    const { port } = relayed(alice);
    expect(alice.createPermission(PEER, { ip: "127.0.0.1", port: 1 })).toBe(ERROR_FORBIDDEN);
    expect(alice.createPermission(PEER, PEER_IPV6)).toBe(ERROR_PEER_ADDRESS_FAMILY_MISMATCH);
    expect(alice.createPermission()).toBe(ERROR_BAD_REQUEST);
    expect(bench.fromPeer(port, PEER, HELLO)).toEqual([]);
  });

  test("are no more than an allocation keeps", () => {
    const { bench, alice } = setUp();
    relayed(alice);
    const peers = (from: number) =>
      Array.from({ length: 512 }, (_, i) => ({ ip: `10.${from}.${i >> 8}.${i & 255}`, port: 1 }));
    expect([alice.createPermission(...peers(0)), alice.createPermission(...peers(1))]).toEqual([0, 0]);
    expect(alice.createPermission(PEER)).toBe(ERROR_INSUFFICIENT_CAPACITY);
    bench.advance(5 * MINUTE);
    expect(alice.createPermission(PEER)).toBe(0);
  });
});

describe("channels", () => {
  test("carry data of their peer only, and of it the Send indications too", () => {
    const { bench, alice } = setUp();
    const { port } = relayed(alice);
    expect(alice.bindChannel(0x4000, PEER)).toBe(0);
    expect(bench.fromClient(ALICE, alice.sendIndication(PEER, HELLO))).toHaveLength(1);
    expect(bench.fromClient(ALICE, alice.sendIndication(OTHER_PORT, HELLO))).toEqual([]);
    expect(bench.fromPeer(port, PEER, HELLO)).toEqual([
      { type: "to-client", client: ALICE, payload: buildChannelData(0x4000, HELLO) },
    ]);
    expect(bench.fromPeer(port, OTHER_PORT, HELLO)).toEqual([]);
  });

  test("end ten minutes after they were bound; the number cools down for five more", () => {
    const { bench, alice } = setUp();
    relayed(alice);
    alice.bindChannel(0x4000, PEER);
    bench.advance(9 * MINUTE);
    alice.refresh(3600);
    expect(bench.fromClient(ALICE, buildChannelData(0x4000, HELLO))).toHaveLength(1);
    bench.advance(MINUTE);
    expect(bench.fromClient(ALICE, buildChannelData(0x4000, HELLO))).toEqual([]);
    expect(alice.bindChannel(0x4000, OTHER_PORT)).toBe(ERROR_BAD_REQUEST);
    expect(alice.bindChannel(0x4001, PEER)).toBe(0);
    expect(alice.bindChannel(0x4000, PEER)).toBe(ERROR_BAD_REQUEST);
    bench.advance(5 * MINUTE);
    expect(alice.bindChannel(0x4000, OTHER_PORT)).toBe(0);
    expect(bench.fromClient(ALICE, buildChannelData(0x4000, HELLO))).toMatchObject([{ peer: OTHER_PORT }]);
    expect(bench.fromClient(ALICE, buildChannelData(0x4001, HELLO))).toMatchObject([{ peer: PEER }]);
  });

  test("go up to 0x7fff where older clients are served", () => {
    const { bench, alice } = setUp({ limits: { highestChannel: 0x7fff } });
    relayed(alice);
    expect(alice.bindChannel(0x7fff, PEER)).toBe(0);
    expect(bench.fromClient(ALICE, buildChannelData(0x7fff, HELLO))).toMatchObject([{ peer: PEER }]);
  });

  test.each([
    { ip: "127.0.0.1", port: 5 },
    { ip: "169.254.169.254", port: 80 },
    { ip: "203.0.113.101", port: 3478 },
    { ip: "203.0.113.101", port: 50_000 },
    { ip: "10.0.0.5", port: 22 },
  ])("do not lead to $ip port $port", (peer) => {
    const { bench, alice } = setUp({ hostAddresses: ["10.0.0.5"] });
    relayed(alice);
    expect(alice.bindChannel(0x4000, peer)).toBe(ERROR_FORBIDDEN);
    expect(bench.server.counters.forbiddenPeers).toBe(1);
  });

  test("do not lead to port 0", () => {
    const { alice } = setUp();
    relayed(alice);
    expect(alice.bindChannel(0x4000, { ip: PEER.ip, port: 0 })).toBe(ERROR_BAD_REQUEST);
  });
});

describe("two allocations of one relay", () => {
  test.each([4, 6] as const)("reach each other over IPv%i without leaving it", (family) => {
    const { bench, alice, bob } = setUp();
    const [ofAlice, ofBob] = [relayed(alice, { family }), relayed(bob, { family })];
    expect(alice.bindChannel(0x4000, ofBob)).toBe(0);
    expect(bench.fromClient(ALICE, buildChannelData(0x4000, HELLO))).toEqual([]);
    expect(bob.bindChannel(0x4abc, ofAlice)).toBe(0);
    expect(bench.fromClient(ALICE, buildChannelData(0x4000, HELLO))).toEqual([
      { type: "to-client", client: BOB, payload: buildChannelData(0x4abc, HELLO) },
    ]);
    bob.refresh(0);
    expect(bench.fromClient(ALICE, buildChannelData(0x4000, HELLO))).toEqual([]);
    expect(bench.server.counters.drops.get("no_such_allocation")).toBe(1);
  });

  test("do with permissions as well", () => {
    const { bench, alice, bob } = setUp();
    const [ofAlice, ofBob] = [relayed(alice), relayed(bob)];
    expect([alice.createPermission(ofBob), bob.createPermission(ofAlice)]).toEqual([0, 0]);
    expect(bench.fromClient(ALICE, alice.sendIndication(ofBob, HELLO))).toMatchObject([
      { type: "to-client", client: BOB },
    ]);
    const listenPort = { ip: ofBob.ip, port: 3478 };
    expect(bench.fromClient(ALICE, alice.sendIndication(listenPort, HELLO))).toEqual([]);
  });
});

describe("allocations", () => {
  test("end when nobody refreshes them, and their port is closed", () => {
    const { bench, alice } = setUp();
    const { port } = relayed(alice);
    expect(bench.openPorts.get(port)).toEqual([4]);
    bench.advance(10 * MINUTE - 1);
    expect(alice.refresh(600)).toBe(0);
    bench.advance(10 * MINUTE);
    expect(bench.openPorts.size).toBe(0);
    expect(alice.refresh(600)).toBe(ERROR_ALLOCATION_MISMATCH);
    expect(bench.fromPeer(port, PEER, HELLO)).toEqual([]);
  });

  test("take another port where one is taken by another program", () => {
    const { bench, alice, bob } = setUp({ ports: { lowest: 50_000, highest: 50_002 } });
    bench.takenPorts.add(50_000).add(50_001);
    bench.nextPorts.push(50_000, 50_001);
    expect(relayed(alice).port).toBe(50_002);
    expect(bob.allocate()).toBe(ERROR_INSUFFICIENT_CAPACITY);
    bench.takenPorts.clear();
    expect(relayed(bob).port).not.toBe(50_002);
  });

  test("have an even port where one is asked for", () => {
    const { bench, alice } = setUp();
    bench.nextPorts.push(50_001);
    expect(relayed(alice, { evenPort: true }).port).toBe(50_002);
  });

  test("of one user are as many as configured; the oldest goes first", () => {
    const { bench } = setUp({ limits: { allocationsPerUser: 2 } });
    const clients = [1, 2, 3].map((port) => new TurnClient(bench, { ip: ALICE.ip, port }, SECRET, "same"));
    const ports = clients.map((client) => relayed(client).port);
    expect([...bench.openPorts.keys()]).toEqual(ports.slice(1));
    expect(clients.map((client) => client.refresh(600))).toEqual([ERROR_ALLOCATION_MISMATCH, 0, 0]);
  });
});

describe("strangers", () => {
  test("get so many answers and no more, until time has passed", () => {
    const { bench } = setUp();
    const request = new StunBuilder("request", METHOD_BINDING, TRANSACTION).build();
    const answered = (ip: string) => bench.fromClient({ ip, port: 1234 }, request).length;
    for (let i = 0; i < REPLY_BURST; i++) expect(answered("2001:db8::1")).toBe(1);
    expect([answered("2001:db8::1"), answered("2001:db8::2"), answered("2001:db8:0:1::1")]).toEqual([0, 0, 1]);
    bench.advance(10);
    expect(answered("2001:db8::1")).toBe(1);
  });

  test("do not take from those who have credentials", () => {
    const { bench, alice } = setUp();
    relayed(alice);
    const request = new StunBuilder("request", METHOD_REFRESH, TRANSACTION).build();
    for (let i = 0; i < 2 * REPLY_BURST; i++) bench.fromClient({ ip: ALICE.ip, port: 1 + i }, request);
    expect(alice.refresh(600)).toBe(0);
  });

  test("with an expired username are told so, signed", () => {
    const { bench } = setUp({ epoch: 2000 });
    expect(new TurnClient(bench, ALICE, SECRET, "late", 1999).allocate()).toBe(ERROR_UNAUTHENTICATED);
    expect(new TurnClient(bench, BOB, SECRET, "in time", 2000).allocate()).toHaveLength(1);
  });
});

describe("whatever arrives", () => {
  const SEEDS = vectors.exchanges.flatMap(({ messages }) => messages.map(({ hex }) => Buffer.from(hex, "hex")));
  const datagram = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    // Framed as STUN, with attributes made up.
    fc.tuple(fc.integer({ min: 0, max: 0x3fff }), fc.uint8Array({ maxLength: 60 })).map(([type, body]) => {
      const bytes = body.subarray(0, body.length & ~3);
      return Uint8Array.of(type >> 8, type, 0, bytes.length, 0x21, 0x12, 0xa4, 0x42, ...TRANSACTION, ...bytes);
    }),
    // Real ones, damaged.
    fc.tuple(fc.constantFrom(...SEEDS), fc.nat(), fc.nat({ max: 255 })).map(([seed, at, value]) => {
      const bytes = Uint8Array.from(seed);
      bytes[at % bytes.length] = value;
      return bytes;
    }),
  );

  test("is answered or not, but never throws", () => {
    const { bench, alice } = setUp();
    const { port } = relayed(alice);
    alice.bindChannel(0x4000, PEER);
    let peers = 0;
    fc.assert(
      fc.property(datagram, fc.boolean(), fc.nat({ max: 0xffff }), (bytes, isPeer, sourcePort) => {
        bench.now += 1;
        const outputs = isPeer
          ? bench.fromPeer(port, { ip: PEER.ip, port: sourcePort }, bytes)
          : bench.fromClient({ ip: ALICE.ip, port: sourcePort }, bytes);
        peers += outputs.filter(({ type }) => type === "to-peer").length;
        // An answer goes to where the question came from, and a peer gets nothing back.
        for (const output of outputs) {
          if (output.type === "to-client")
            expect(output.client).toEqual(isPeer ? ALICE : { ip: ALICE.ip, port: sourcePort });
        }
      }),
      { numRuns: 100_000 },
    );
    expect(peers).toBe(0);
    expect(bench.server.allocationCount).toBeLessThanOrEqual(1);
  });
});
