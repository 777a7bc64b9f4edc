import { concat, equal } from "@fz/bytes";
import { type SocketAddress, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, tcpPacket } from "@fz/ip";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fate, Link } from "../test/link.ts";
import type { CloseReason, TcpConnection } from "./connection.ts";
import { parseSegment, type Segment } from "./segment.ts";
import { type TcpEvent, TcpStack } from "./stack.ts";

const SERVER: SocketAddress = { ip: "100.100.111.1", port: 53 };
const CLIENT: SocketAddress = { ip: "100.64.0.7", port: 50_000 };
const SERVER6: SocketAddress = { ip: "fd00:2021:1111:8000:100:100:111:0", port: 53 };
const CLIENT6: SocketAddress = { ip: "fd00:2021:1111::7", port: 50_000 };
const HOUR = 3_600_000;

/** Initial sequence numbers near the wrap, so that every test crosses it. */
const nearWrap = () => Uint8Array.of(0xff, 0xff, 0xff, 0xf0);
const stack = () => new TcpStack({ random: nearWrap });
const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

/** What an application at each end saw. */
class Pair {
  readonly server = stack();
  readonly client = stack();
  readonly link: Link;
  readonly received = new Map<TcpConnection, Uint8Array[]>();
  readonly closed = new Map<TcpConnection, CloseReason>();
  readonly accepted: TcpConnection[] = [];
  connected = 0;
  /** Called with whatever becomes readable. */
  onData: (connection: TcpConnection, bytes: Uint8Array, now: number) => void = () => undefined;

  constructor(fate?: (packet: Uint8Array) => Fate, limit = 10) {
    this.server.listen(SERVER, limit);
    this.server.listen(SERVER6, limit);
    this.link = new Link([this.server, this.client], (event, now) => this.#handle(event, now), fate);
  }

  connect(local = CLIENT, remote = SERVER): TcpConnection {
    const connection = this.client.connect(local, remote, this.link.now);
    if (!connection) throw new Error("connected already");
    return connection;
  }

  bytesOf(connection: TcpConnection | undefined): Uint8Array {
    return concat(...((connection && this.received.get(connection)) ?? []));
  }

  #handle(event: TcpEvent, now: number): void {
    const { connection } = event;
    if (event.type === "closed") this.closed.set(connection, event.reason);
    if (event.type === "connected") {
      this.connected++;
      if (connection.local.port === 53) this.accepted.push(connection);
    }
    if (event.type !== "readable") return;
    const bytes = connection.read(now);
    if (bytes) {
      this.received.set(connection, [...(this.received.get(connection) ?? []), bytes]);
      this.onData(connection, bytes, now);
    }
    if (connection.peerHasClosed) connection.close(now);
  }
}

describe("a connection", () => {
  it.each([
    ["IPv4", CLIENT, SERVER],
    ["IPv6", CLIENT6, SERVER6],
  ])("carries bytes both ways over %s and ends in order", (_, local, remote) => {
    const pair = new Pair();
    pair.onData = (connection, bytes, now) => {
      if (connection.local.port === 53) connection.write(bytes, now);
    };
    const client = pair.connect(local, remote);
    pair.link.run(100);
    client.write(pattern(100_000), 100);
    pair.link.run(2000);
    expectPattern(pair.bytesOf(client), 100_000);
    client.close(2000);
    pair.link.run(HOUR);
    expect([...pair.closed.values()]).toEqual(["finished", "finished"]);
    expect(pair.server.connectionsOf(remote)).toEqual([]);
    expect(pair.client.connectionsOf(local)).toEqual([]);
    expect(pair.client.pollTimeout()).toBeUndefined();
  });

  it("keeps every packet within the MTU", () => {
    const sizes: number[] = [];
    for (const [local, remote] of [
      [CLIENT, SERVER],
      [CLIENT6, SERVER6],
    ]) {
      const pair = new Pair((packet) => {
        sizes.push(packet.length);
        return [1];
      });
      pair.connect(local, remote).write(pattern(20_000), 0);
      pair.link.run(1000);
    }
    expect(Math.max(...sizes)).toBe(1280);
  });

  it("takes what is written before it is connected, and closes after that went through", () => {
    const pair = new Pair();
    const client = pair.connect();
    client.write(pattern(5000), 0);
    client.close(0);
    expect(client.write(pattern(1), 0)).toBe(false);
    // Closing before the handshake gives the connection up, as a socket does.
    expect(pair.client.pollEvent()).toMatchObject({ type: "closed", reason: "aborted" });

    const again = new Pair();
    const second = again.connect();
    second.write(pattern(5000), 0);
    again.link.run(2);
    second.close(2);
    again.link.run(HOUR);
    expectPattern(again.bytesOf(again.accepted[0]), 5000);
  });

  it("that both sides close at once ends on both", () => {
    const pair = new Pair();
    const client = pair.connect();
    pair.link.run(10);
    client.close(10);
    pair.accepted[0].close(10);
    pair.link.run(HOUR);
    expect([...pair.closed.values()]).toEqual(["finished", "finished"]);
  });

  it("may be followed by another between the same addresses while it waits out its end", () => {
    const pair = new Pair();
    pair.link.run(0);
    const server = stack();
    server.listen(SERVER, 1);
    const first = exchange(server, 1000);
    // The server closes first, so it is the one that waits.
    server.connectionsOf(SERVER)[0].close(0);
    const fin = first.take();
    first.send(TCP_FIN | TCP_ACK, 1001, fin.sequence + 1);
    first.take();
    expect(server.connectionsOf(SERVER)[0].state).toBe("time-wait");
    const second = exchange(server, 2000);
    expect(second.state()).toBe("established");
  });

  it("does not start a second time between the same addresses", () => {
    const client = stack();
    expect(client.connect(CLIENT, SERVER, 0)).toBeDefined();
    expect(client.connect(CLIENT, SERVER, 0)).toBeUndefined();
  });

  it("gives up on a peer that never answers", () => {
    const pair = new Pair(() => []);
    const client = pair.connect();
    pair.link.run(HOUR);
    expect(pair.closed.get(client)).toBe("timeout");
  });

  it("gives up on a peer that falls silent, and one that never closes its side", () => {
    let cut = false;
    const pair = new Pair(() => (cut ? [] : [1]));
    const client = pair.connect();
    pair.link.run(10);
    cut = true;
    client.write(pattern(10), 10);
    pair.link.run(HOUR);
    expect(pair.closed.get(client)).toBe("timeout");

    const server = stack();
    server.listen(SERVER, 1);
    const peer = exchange(server, 1000);
    server.connectionsOf(SERVER)[0].close(0);
    peer.send(TCP_ACK, 1001, peer.take().sequence + 1);
    expect(server.connectionsOf(SERVER)[0].state).toBe("fin-wait-2");
    server.handleTimeout(60_000);
    expect(server.connectionsOf(SERVER)).toEqual([]);
  });

  it("survives a peer that closes its window for a while", () => {
    const server = stack();
    server.listen(SERVER, 1);
    const peer = exchange(server, 1000, 0);
    const connection = server.connectionsOf(SERVER)[0];
    connection.write(pattern(3000), 0);
    expect(server.pollPacket()).toBeUndefined();
    for (let i = 0; i < 40; i++) {
      server.handleTimeout(server.pollTimeout() ?? 0);
      const probe = peer.take();
      expect(probe.payload.length).toBe(1);
      peer.send(TCP_ACK, 1001, probe.sequence, 0);
    }
    peer.send(TCP_ACK, 1001, peer.serverSequence + 1, 5000);
    expect([peer.take(), peer.take(), peer.take()].map(({ payload }) => payload.length)).toEqual([536, 536, 536]);
  });

  it("refuses to pile up more than a mebibyte", () => {
    const pair = new Pair(() => []);
    const client = pair.connect();
    expect(client.write(new Uint8Array(0x10_0000), 0)).toBe(true);
    expect(client.write(new Uint8Array(1), 0)).toBe(false);
  });
});

describe("a listener", () => {
  it("holds so many connections and refuses the next with a RST, until one is gone", () => {
    const pair = new Pair(undefined, 2);
    const [first, , third] = [1, 2, 3].map((i) => pair.connect({ ...CLIENT, port: CLIENT.port + i }));
    pair.link.run(100);
    expect(pair.accepted).toHaveLength(2);
    expect(pair.closed.get(third)).toBe("reset");
    first.close(100);
    pair.link.run(200);
    const fourth = pair.connect({ ...CLIENT, port: 40_000 });
    pair.link.run(300);
    expect(fourth.state).toBe("established");
  });

  it("that is gone cuts its connections", () => {
    const pair = new Pair();
    const client = pair.connect();
    pair.link.run(10);
    pair.server.unlisten(SERVER);
    pair.link.run(20);
    expect(pair.closed.get(client)).toBe("reset");
  });

  it("answers what belongs to no connection with a RST, and leaves other addresses alone", () => {
    const server = stack();
    server.listen(SERVER, 1);
    expect(server.handlePacket(tcpPacket({ source: CLIENT, destination: SERVER, acknowledgement: 77 }), 0)).toBe(true);
    expect(nextSegment(server)).toMatchObject({ flags: TCP_RST, sequence: 77 });
    const elsewhere = tcpPacket({ source: CLIENT, destination: { ...SERVER, port: 80 }, flags: TCP_SYN, sequence: 9 });
    expect(server.handlePacket(elsewhere, 0)).toBe(false);
    server.refuse(elsewhere);
    expect(nextSegment(server)).toMatchObject({ flags: TCP_RST | TCP_ACK, acknowledgement: 10 });
  });

  it("a RST is never answered with one", () => {
    const server = stack();
    server.listen(SERVER, 1);
    server.handlePacket(tcpPacket({ source: CLIENT, destination: SERVER, flags: TCP_RST }), 0);
    expect(server.pollPacket()).toBeUndefined();
  });

  it("drops damaged segments, unless checksums are not filled in yet", () => {
    const damaged = tcpPacket({ source: CLIENT, destination: SERVER, flags: TCP_SYN });
    damaged[36] ^= 0xff;
    const strict = stack();
    strict.listen(SERVER, 1);
    expect(strict.handlePacket(damaged, 0)).toBe(false);
    const trusting = new TcpStack({ random: nearWrap, verifyChecksums: false });
    trusting.listen(SERVER, 1);
    expect(trusting.handlePacket(damaged, 0)).toBe(true);
  });
});

describe("against forged segments", () => {
  it("a RST has to hit the next byte exactly; near misses are challenged", () => {
    const server = stack();
    server.listen(SERVER, 1);
    const peer = exchange(server, 1000);
    peer.send(TCP_RST, 1002, 0);
    expect(nextSegment(server)).toMatchObject({ flags: TCP_ACK, acknowledgement: 1001 });
    peer.send(TCP_RST, 1001 + 70_000, 0);
    expect(server.pollPacket()).toBeUndefined();
    expect(peer.state()).toBe("established");
    peer.send(TCP_RST, 1001, 0);
    expect(server.connectionsOf(SERVER)).toEqual([]);
  });

  it("a SYN and an acknowledgement of what was never sent change nothing", () => {
    const server = stack();
    server.listen(SERVER, 1);
    const peer = exchange(server, 1000);
    peer.send(TCP_SYN, 1001, 0);
    expect(nextSegment(server)).toMatchObject({ flags: TCP_ACK });
    peer.send(TCP_ACK, 1001, peer.serverSequence + 500);
    expect(nextSegment(server)).toMatchObject({ flags: TCP_ACK });
    expect(peer.state()).toBe("established");
  });

  it("a SYN|ACK with a wrong number is answered with a RST and not taken", () => {
    const client = stack();
    const connection = client.connect(CLIENT, SERVER, 0);
    client.pollPacket();
    const forged = { source: SERVER, destination: CLIENT, flags: TCP_SYN | TCP_ACK, acknowledgement: 5 };
    client.handlePacket(tcpPacket(forged), 0);
    expect(nextSegment(client)).toMatchObject({ flags: TCP_RST, sequence: 5 });
    expect(connection?.state).toBe("syn-sent");
  });

  it("any segments at all leave the stack working", () => {
    const segment = fc.record({
      flags: fc.nat(63),
      sequence: fc.oneof(fc.integer({ min: 990, max: 1100 }), fc.nat()),
      acknowledgement: fc.oneof(fc.integer({ min: 0xffff_ffe0, max: 0xffff_ffff }), fc.nat(200)),
      window: fc.oneof(fc.constant(0), fc.nat(0xffff)),
      payload: fc.uint8Array({ maxLength: 60 }),
      options: fc.uint8Array({ maxLength: 8 }),
    });
    const step = fc.oneof(
      segment.map((fields) => ({ type: "segment", fields }) as const),
      fc.constantFrom({ type: "write" } as const, { type: "close" } as const, { type: "time" } as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const server = stack();
        server.listen(SERVER, 3);
        let now = 0;
        exchange(server, 1000);
        for (const each of steps) {
          const connection = server.connectionsOf(SERVER)[0];
          if (each.type === "segment") {
            server.handlePacket(tcpPacket({ source: CLIENT, destination: SERVER, ...each.fields }), now);
          } else if (each.type === "write") connection?.write(pattern(100), now);
          else if (each.type === "close") connection?.close(now);
          else {
            now = server.pollTimeout() ?? now;
            server.handleTimeout(now);
          }
          for (let event = server.pollEvent(); event; event = server.pollEvent()) event.connection.read(now);
          let sent = 0;
          while (server.pollPacket()) sent++;
          expect(sent).toBeLessThan(20);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});

describe("over a bad link", () => {
  it("everything arrives once and in order", () => {
    const scenario = fc.record({
      seed: fc.nat(),
      loss: fc.nat(20),
      duplicates: fc.nat(20),
      spread: fc.constantFrom(0, 5, 50, 400),
      up: fc.nat(60_000),
      down: fc.nat(60_000),
    });
    fc.assert(
      fc.property(scenario, ({ seed, loss, duplicates, spread, up, down }) => {
        const draw = percentages(seed);
        const delay = () => 10 + (draw() * spread) / 100;
        const pair = new Pair(() => {
          if (draw() < loss) return [];
          return draw() < duplicates ? [delay(), delay()] : [delay()];
        });
        const client = pair.connect();
        client.write(pattern(up), 0);
        pair.onData = (connection) => {
          if (connection === client && pair.bytesOf(client).length === down) client.close(pair.link.now);
        };
        while (client.state === "syn-sent" && pair.link.now < HOUR) pair.link.run(pair.link.now + 100);
        while (pair.accepted.length === 0 && pair.link.now < HOUR) pair.link.run(pair.link.now + 100);
        pair.accepted[0].write(pattern(down), pair.link.now);
        if (down === 0) client.close(pair.link.now);
        pair.link.run(2 * HOUR);
        expectPattern(pair.bytesOf(pair.accepted[0]), up);
        expectPattern(pair.bytesOf(client), down);
        expect(pair.closed.size).toBe(2);
        // The one that closes last may never hear that its FIN arrived.
        expect([...pair.closed.values()]).toContain("finished");
        expect([...pair.closed.values()]).not.toContain("reset");
      }),
      { numRuns: 150 },
    );
  });

  it("a single loss is repaired without waiting for the timer", () => {
    let data = 0;
    const pair = new Pair((packet) => (packet.length > 1000 && ++data === 3 ? [] : [1]));
    const client = pair.connect();
    pair.link.run(10);
    client.write(pattern(12_000), 10);
    pair.link.run(50);
    expectPattern(pair.bytesOf(pair.accepted[0]), 12_000);
  });
});

/** Even random numbers from 0 up to 100 (mulberry32): fast-check's own streams favour small ones, so losses would come in bursts. */
function percentages(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) * 100) / 2 ** 32;
  };
}

function expectPattern(bytes: Uint8Array, length: number): void {
  expect(bytes.length).toBe(length);
  expect(equal(bytes, pattern(length))).toBe(true);
}

/** A hand-driven peer of `server`, connected to SERVER from CLIENT. */
function exchange(server: TcpStack, initialSequence: number, window = 0xffff) {
  const send = (flags: number, sequence: number, acknowledgement: number, segmentWindow = window) => {
    const fields = { flags, sequence, acknowledgement: acknowledgement >>> 0, window: segmentWindow };
    server.handlePacket(tcpPacket({ source: CLIENT, destination: SERVER, ...fields }), 0);
  };
  const take = () => nextSegment(server);
  send(TCP_SYN, initialSequence, 0);
  const synAck = take();
  expect(synAck.flags).toBe(TCP_SYN | TCP_ACK);
  const serverSequence = synAck.sequence;
  send(TCP_ACK, initialSequence + 1, serverSequence + 1);
  const state = () => server.connectionsOf(SERVER)[0]?.state;
  return { send, take, serverSequence, state };
}

function nextSegment(from: TcpStack): Segment {
  const packet = from.pollPacket();
  const segment = packet && parseSegment(packet, true);
  if (!segment) throw new Error("no segment was sent");
  return segment;
}
