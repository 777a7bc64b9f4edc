import { concat } from "@fz/bytes";
import { MessageReader, withLengthPrefix } from "@fz/dns";
import { type TcpConnection, TcpStack } from "@fz/tcp";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idOf, queryFor, responseTo } from "../test/messages.ts";
import { DnsTcpServer } from "./tcp-server.ts";

const SENTINEL = "100.100.111.1";
const random = (length: number) => new Uint8Array(length);

/** The server, and clients on a stack of their own. */
class Setup {
  readonly server = new DnsTcpServer({ random });
  readonly stack = new TcpStack({ random });
  readonly received = new MessageReader();
  readonly ended: string[] = [];
  #port = 50_000;

  constructor() {
    this.server.setAddresses([SENTINEL], 0);
  }

  connect(sentinel = SENTINEL): TcpConnection {
    const connection = this.stack.connect({ ip: "100.64.0.1", port: this.#port++ }, { ip: sentinel, port: 53 }, 0);
    if (!connection) throw new Error("not connected");
    this.run();
    return connection;
  }

  /** Passes packets on until there are none. */
  run(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (let packet = this.stack.pollPacket(); packet; packet = this.stack.pollPacket()) {
        expect(this.server.handlePacket(packet, 0)).toBe(true);
        moved = true;
      }
      for (let packet = this.server.pollPacket(); packet; packet = this.server.pollPacket()) {
        this.stack.handlePacket(packet, 0);
        moved = true;
      }
      for (let event = this.stack.pollEvent(); event; event = this.stack.pollEvent()) {
        if (event.type === "closed") this.ended.push(event.reason);
        if (event.type !== "readable") continue;
        this.received.push(event.connection.read(0) ?? new Uint8Array());
        if (event.connection.peerHasClosed) this.ended.push("closed by server");
      }
    }
  }

  send(connection: TcpConnection, bytes: Uint8Array): void {
    connection.write(bytes, 0);
    this.run();
  }
}

describe("DNS over TCP on a sentinel", () => {
  it("takes several queries on one connection and answers them in any order", () => {
    const setup = new Setup();
    const connection = setup.connect();
    const [one, two] = [queryFor("one.example", 1), queryFor("two.example", 2)];
    setup.send(connection, concat(withLengthPrefix(one), withLengthPrefix(two)));
    const [first, second] = [setup.server.pollQuery(), setup.server.pollQuery()];
    if (!first || !second) throw new Error("queries are missing");
    expect([first.payload, second.payload]).toEqual([one, two]);
    expect(first.sentinel).toBe(SENTINEL);
    setup.server.answer(second, responseTo(two), 0);
    setup.server.answer(first, responseTo(one, 300), 0);
    setup.run();
    expect(setup.received.next()).toEqual(responseTo(two));
    expect(setup.received.next()).toEqual(responseTo(one, 300));
    expect(connection.state).toBe("established");
  });

  it("puts queries together however they are cut", () => {
    const queries = [1, 2, 3].map((id) => queryFor(`n${id}.example`, id));
    const stream = concat(...queries.map(withLengthPrefix));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sizes) => {
        const setup = new Setup();
        const connection = setup.connect();
        for (let at = 0, i = 0; at < stream.length; at += sizes[i++ % sizes.length]) {
          setup.send(connection, stream.subarray(at, at + sizes[i % sizes.length]));
        }
        expect([1, 2, 3].map(() => setup.server.pollQuery()?.payload)).toEqual(queries);
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["a response", responseTo(queryFor("a.example", 1))],
    ["noise", Uint8Array.of(1, 2, 3)],
    ["nothing", new Uint8Array(0)],
  ])("resets a connection that sends %s", (_, message) => {
    const setup = new Setup();
    setup.send(setup.connect(), withLengthPrefix(message));
    expect(setup.ended).toEqual(["reset"]);
    expect(setup.server.pollQuery()).toBeUndefined();
  });

  it("holds ten connections and resets the eleventh, on each sentinel", () => {
    const setup = new Setup();
    setup.server.setAddresses([SENTINEL, "100.100.111.2"], 0);
    for (let i = 0; i < 10; i++) expect(setup.connect().state).toBe("established");
    expect(setup.connect().state).toBe("closed");
    expect(setup.connect("100.100.111.2").state).toBe("established");
  });

  it("still answers a client that has closed its side, and closes then", () => {
    const setup = new Setup();
    const connection = setup.connect();
    setup.send(connection, withLengthPrefix(queryFor("a.example", 7)));
    connection.close(0);
    setup.run();
    expect(setup.ended).toEqual([]);
    const query = setup.server.pollQuery();
    if (!query) throw new Error("no query");
    setup.server.answer(query, responseTo(query.payload), 0);
    setup.run();
    expect(idOf(setup.received.next() ?? new Uint8Array())).toBe(7);
    expect(new Set(setup.ended)).toEqual(new Set(["closed by server"]));
  });

  it("drops an answer whose connection is gone", () => {
    const setup = new Setup();
    const connection = setup.connect();
    setup.send(connection, withLengthPrefix(queryFor("a.example", 7)));
    connection.abort();
    setup.run();
    const query = setup.server.pollQuery();
    if (!query) throw new Error("no query");
    setup.server.answer(query, responseTo(query.payload), 0);
    expect(setup.server.pollPacket()).toBeUndefined();
  });

  it("cuts a client that asks for much and reads nothing", () => {
    const setup = new Setup();
    const connection = setup.connect();
    const queries = Array.from({ length: 40 }, (_, id) => withLengthPrefix(queryFor("a.example", id)));
    setup.send(connection, concat(...queries));
    // From here on, nothing that the server sends arrives.
    for (let query = setup.server.pollQuery(); query; query = setup.server.pollQuery()) {
      setup.server.answer(query, responseTo(query.payload, 250), 0);
    }
    setup.run();
    expect(setup.ended).toEqual(["reset"]);
  });

  it("cuts the connections of a sentinel that is one no more", () => {
    const setup = new Setup();
    setup.connect();
    setup.server.setAddresses(["100.100.111.3"], 0);
    setup.run();
    expect(setup.ended).toEqual(["reset"]);
  });
});
