import { withLengthPrefix } from "@fz/dns";
import { TCP_ACK, tcpPacket } from "@fz/ip";
import { TcpStack } from "@fz/tcp";
import { describe, expect, it } from "vitest";
import { idOf, queryFor, responseTo } from "../test/messages.ts";
import { DnsTcpClient } from "./tcp-client.ts";
import { DnsTcpServer, type TcpQuery } from "./tcp-server.ts";
import type { ClientResult } from "./udp-client.ts";

const SERVER = { ip: "10.0.0.53", port: 53 };
const SERVER6 = { ip: "2001:db8::53", port: 53 };
const SOURCE = { ipv4: "100.64.0.1", ipv6: "fd00:2021:1111::1" };

/** Numerical Recipes' generator: the same bytes each time. */
function repeatable() {
  let state = 1;
  return (length: number) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return state >>> 24;
    });
}

class Setup {
  readonly client = new DnsTcpClient({ random: repeatable() });
  readonly server = new DnsTcpServer({ random: repeatable() });
  readonly queries: TcpQuery[] = [];
  readonly results: ClientResult[] = [];
  /** SYNs that were seen. */
  connections = 0;
  cut = false;
  now = 0;

  constructor() {
    this.client.setSource(SOURCE, 0);
    this.server.setAddresses([SERVER.ip, SERVER6.ip], 0);
  }

  ask(name: string, id: number, server = SERVER): number {
    const query = this.client.query(server, queryFor(name, id), this.now);
    this.run();
    return query;
  }

  answer(query: TcpQuery | undefined): void {
    if (!query) throw new Error("no such query");
    this.server.answer(query, responseTo(query.payload), this.now);
    this.run();
  }

  advance(by: number): void {
    this.now += by;
    this.client.handleTimeout(this.now);
    this.server.handleTimeout(this.now);
    this.run();
  }

  run(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (let packet = this.client.pollPacket(); packet; packet = this.client.pollPacket()) {
        moved = true;
        if (!this.cut) this.server.handlePacket(packet, this.now);
      }
      for (let packet = this.server.pollPacket(); packet; packet = this.server.pollPacket()) {
        moved = true;
        if (!this.cut) expect(this.client.handlePacket(packet, this.now)).toBe(true);
      }
    }
    for (let query = this.server.pollQuery(); query; query = this.server.pollQuery()) this.queries.push(query);
    for (let result = this.client.pollResult(); result; result = this.client.pollResult()) this.results.push(result);
  }
}

const outcome = (type: "response", query: Uint8Array) => ({ type, payload: responseTo(query) });
const FAILURE = { type: "failure" } as const;

describe("DNS over TCP through the tunnel", () => {
  it.each([SERVER, SERVER6])("pipelines queries on one connection to $ip, under ids of its own", (server) => {
    const setup = new Setup();
    const [a, b] = [setup.ask("a.example", 5, server), setup.ask("b.example", 5, server)];
    expect(setup.queries).toHaveLength(2);
    expect(setup.queries[0].connection).toBe(setup.queries[1].connection);
    expect(idOf(setup.queries[0].payload)).not.toBe(idOf(setup.queries[1].payload));
    setup.answer(setup.queries[1]);
    setup.answer(setup.queries[0]);
    expect(setup.results).toEqual([
      { query: b, outcome: outcome("response", queryFor("b.example", 5)) },
      { query: a, outcome: outcome("response", queryFor("a.example", 5)) },
    ]);
  });

  it("has a connection per server", () => {
    const setup = new Setup();
    setup.ask("a.example", 1, SERVER);
    setup.ask("a.example", 1, SERVER6);
    expect(setup.queries[0].connection).not.toBe(setup.queries[1].connection);
  });

  it("fails a query after ten seconds, not those that came later on a connection that works", () => {
    const setup = new Setup();
    const slow = setup.ask("slow.example", 1);
    setup.advance(5000);
    setup.ask("quick.example", 2);
    setup.answer(setup.queries[1]);
    setup.advance(4999);
    expect(setup.results).toHaveLength(1);
    const later = setup.ask("later.example", 3);
    setup.advance(1);
    expect(setup.results.at(-1)).toEqual({ query: slow, outcome: FAILURE });
    setup.answer(setup.queries[2]);
    expect(setup.results.at(-1)?.query).toBe(later);
  });

  it("gives a connection up on which nothing comes, and opens another for the next query", () => {
    const setup = new Setup();
    setup.ask("a.example", 1);
    setup.answer(setup.queries[0]);
    setup.cut = true;
    setup.advance(1000);
    const lost = setup.ask("b.example", 2);
    while (setup.results.length < 2 && setup.now < 60_000) {
      setup.advance(Math.max(0, (setup.client.pollTimeout() ?? 0) - setup.now));
    }
    expect(setup.now).toBe(11_000);
    expect(setup.results[1]).toEqual({ query: lost, outcome: FAILURE });
    setup.cut = false;
    setup.ask("c.example", 3);
    expect(setup.queries).toHaveLength(2);
    expect(setup.queries[1].connection).not.toBe(setup.queries[0].connection);
  });

  it("fails what is waiting when the server cuts the connection", () => {
    const setup = new Setup();
    const query = setup.ask("a.example", 1);
    setup.server.setAddresses([], 0);
    setup.run();
    expect(setup.results).toEqual([{ query, outcome: FAILURE }]);
  });

  it("fails at once where the tunnel has no address of the server's family", () => {
    const setup = new Setup();
    setup.client.setSource({ ipv4: SOURCE.ipv4 }, 0);
    const query = setup.ask("a.example", 1, SERVER6);
    expect(setup.results).toEqual([{ query, outcome: FAILURE }]);
  });

  it("cuts connections from an address that it has no more", () => {
    const setup = new Setup();
    const query = setup.ask("a.example", 1);
    setup.client.setSource({ ipv4: "100.64.0.2" }, 0);
    setup.run();
    expect(setup.results).toEqual([{ query, outcome: FAILURE }]);
    setup.ask("b.example", 2);
    expect(setup.queries[1].connection.remote.ip).toBe("100.64.0.2");
  });

  it("cuts a connection on which something else than responses comes", () => {
    const setup = new Setup();
    const query = setup.ask("a.example", 1);
    setup.server.answer(setup.queries[0], queryFor("a.example", 1), 0);
    setup.run();
    expect(setup.results).toEqual([{ query, outcome: FAILURE }]);
  });

  it("ignores a response with an id that it did not use", () => {
    const setup = new Setup();
    setup.ask("a.example", 1);
    const [asked] = setup.queries;
    setup.server.answer(asked, responseTo(queryFor("a.example", idOf(asked.payload) ^ 1)), 0);
    setup.run();
    expect(setup.results).toEqual([]);
  });

  it("closes when the server does, and asks again on a new connection", () => {
    const remote = new TcpStack({ random: repeatable() });
    remote.listen(SERVER, 10);
    const client = new DnsTcpClient({ random: repeatable() });
    client.setSource(SOURCE, 0);
    const run = () => {
      for (let i = 0; i < 10; i++) {
        for (let packet = client.pollPacket(); packet; packet = client.pollPacket()) remote.handlePacket(packet, 0);
        for (let packet = remote.pollPacket(); packet; packet = remote.pollPacket()) client.handlePacket(packet, 0);
      }
    };
    const query = client.query(SERVER, queryFor("a.example", 1), 0);
    run();
    remote.connectionsOf(SERVER)[0].close(0);
    run();
    expect(client.pollResult()).toEqual({ query, outcome: FAILURE });
    expect(remote.connectionsOf(SERVER).map(({ state }) => state)).toEqual(["time-wait"]);
    client.query(SERVER, queryFor("a.example", 2), 0);
    run();
    expect(remote.connectionsOf(SERVER).map(({ state }) => state)).toEqual(["time-wait", "established"]);
  });

  it("swallows what comes late from the last 32 connections, and nothing else", () => {
    const setup = new Setup();
    const pairs = Array.from({ length: 33 }, (_, i) => {
      setup.ask("a.example", i);
      const { local, remote } = setup.queries[i].connection;
      setup.server.setAddresses([], 0);
      setup.run();
      setup.server.setAddresses([SERVER.ip], 0);
      return { source: local, destination: remote };
    });
    const late = (i: number) => setup.client.handlePacket(tcpPacket({ ...pairs[i], flags: TCP_ACK }), 0);
    expect(pairs.map((_, i) => late(i))).toEqual([false, ...Array.from({ length: 32 }, () => true)]);
    const other = tcpPacket({
      source: SERVER,
      destination: { ip: SOURCE.ipv4, port: 1 },
      payload: withLengthPrefix(new Uint8Array(1)),
    });
    expect(setup.client.handlePacket(other, 0)).toBe(false);
    expect(setup.client.pollPacket()).toBeUndefined();
  });

  it("is idle until it is asked", () => {
    const setup = new Setup();
    expect(setup.client.isIdle).toBe(true);
    expect(setup.client.pollTimeout()).toBeUndefined();
    setup.ask("a.example", 1);
    expect(setup.client.isIdle).toBe(false);
    expect(setup.client.pollTimeout()).toBe(10_000);
  });
});
