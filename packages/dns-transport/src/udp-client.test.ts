import { icmpError, PacketView, type SocketAddress, udpPacket } from "@fz/ip";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queryFor, responseTo } from "../test/messages.ts";
import { DnsUdpClient } from "./udp-client.ts";

const SERVER = { ip: "10.0.0.53", port: 53 };
const SERVER6 = { ip: "2001:db8::53", port: 53 };
const FAILURE = { type: "failure" } as const;

function counting() {
  let next = 0;
  return (length: number) => {
    next++;
    return Uint8Array.of(next >> 8, next & 0xff).subarray(2 - length);
  };
}

function setup() {
  const client = new DnsUdpClient({ random: counting() });
  client.setSource({ ipv4: "100.64.0.1", ipv6: "fd00:2021:1111::1" });
  /** Asks, and gives what was sent. */
  const ask = (name: string, id: number, server: SocketAddress = SERVER, now = 0) => {
    const query = client.query(server, queryFor(name, id), now);
    const packet = client.pollPacket() ?? new Uint8Array();
    const view = new PacketView();
    expect(view.wrap(packet, 0, packet.length)).toBe(true);
    const source = { ip: view.sourceIp(), port: view.sourcePort };
    const destination = { ip: view.destinationIp(), port: view.destinationPort };
    return { query, packet, payload: view.payload(), source, destination };
  };
  return { client, ask };
}

describe("DNS over UDP through the tunnel", () => {
  it.each([
    [SERVER, "100.64.0.1"],
    [SERVER6, "fd00:2021:1111::1"],
  ])("asks $ip from the tunnel address, from a dynamic port of its own", (server, ip) => {
    const { ask } = setup();
    const [first, second] = [ask("a.example", 1, server), ask("b.example", 1, server)];
    expect(first.destination).toEqual(server);
    expect(first.source.ip).toBe(ip);
    expect(first.payload).toEqual(queryFor("a.example", 1));
    expect(first.source.port).toBeGreaterThanOrEqual(49_152);
    expect(second.source.port).not.toBe(first.source.port);
  });

  it("gives the answer with the id and from the server that were asked, once", () => {
    const { client, ask } = setup();
    const { query, source } = ask("a.example", 1);
    const answer = responseTo(queryFor("a.example", 1));
    const from = (server: SocketAddress, payload: Uint8Array) =>
      client.handlePacket(udpPacket({ source: server, destination: source, payload }), 0);
    expect(from({ ...SERVER, ip: "10.0.0.54" }, answer)).toBe(false);
    expect(from({ ...SERVER, port: 54 }, answer)).toBe(false);
    expect(from(SERVER, responseTo(queryFor("a.example", 2)))).toBe(true);
    expect(from(SERVER, queryFor("a.example", 1))).toBe(true);
    expect(client.pollResult()).toBeUndefined();
    expect(from(SERVER, answer)).toBe(true);
    expect(client.pollResult()).toEqual({ query, outcome: { type: "response", payload: answer } });
    expect(from(SERVER, answer)).toBe(true);
    expect(client.pollResult()).toBeUndefined();
  });

  it("ignores a damaged answer", () => {
    const { client, ask } = setup();
    const { source } = ask("a.example", 1);
    const packet = udpPacket({ source: SERVER, destination: source, payload: responseTo(queryFor("a.example", 1)) });
    packet[packet.length - 1] ^= 1;
    client.handlePacket(packet, 0);
    expect(client.pollResult()).toBeUndefined();
  });

  it("fails after ten seconds, and swallows the late answer for another ten", () => {
    const { client, ask } = setup();
    const { query, source } = ask("a.example", 1);
    const late = udpPacket({ source: SERVER, destination: source, payload: responseTo(queryFor("a.example", 1)) });
    expect(client.pollTimeout()).toBe(10_000);
    client.handleTimeout(9999);
    expect(client.pollResult()).toBeUndefined();
    client.handleTimeout(10_000);
    expect(client.pollResult()).toEqual({ query, outcome: FAILURE });
    expect(client.handlePacket(late, 15_000)).toBe(true);
    expect(client.pollResult()).toBeUndefined();
    client.handleTimeout(20_000);
    expect(client.isIdle).toBe(true);
    expect(client.handlePacket(late, 20_000)).toBe(false);
  });

  it.each([SERVER, SERVER6])("fails when an ICMP error about the query to $ip comes", (server) => {
    const { client, ask } = setup();
    const { query, packet } = ask("a.example", 1, server);
    const error = icmpError("prohibited", packet) ?? new Uint8Array();
    expect(client.handlePacket(error, 0)).toBe(true);
    expect(client.pollResult()).toEqual({ query, outcome: FAILURE });
    const about = udpPacket({ source: { ip: "100.64.0.1", port: 1 }, destination: SERVER, payload: new Uint8Array(9) });
    expect(client.handlePacket(icmpError("prohibited", about) ?? new Uint8Array(), 0)).toBe(false);
  });

  it("follows 1024 queries and fails the next, unless some have their outcome", () => {
    const { client, ask } = setup();
    const asked = Array.from({ length: 1024 }, (_, i) => ask("a.example", i));
    const surplus = client.query(SERVER, queryFor("a.example", 1), 0);
    expect(client.pollPacket()).toBeUndefined();
    expect(client.pollResult()).toEqual({ query: surplus, outcome: FAILURE });
    client.handlePacket(icmpError("prohibited", asked[500].packet) ?? new Uint8Array(), 0);
    client.pollResult();
    ask("a.example", 2);
    expect(client.pollResult()).toBeUndefined();
  });

  it("fails at once where the tunnel has no address of the server's family", () => {
    const { client } = setup();
    client.setSource({ ipv4: "100.64.0.1" });
    const query = client.query(SERVER6, queryFor("a.example", 1), 0);
    expect(client.pollResult()).toEqual({ query, outcome: FAILURE });
    expect(client.pollPacket()).toBeUndefined();
  });

  it("no packet makes it fail", () => {
    const { client, ask } = setup();
    const { source, packet } = ask("a.example", 1);
    const answer = udpPacket({ source: SERVER, destination: source, payload: responseTo(queryFor("a.example", 1)) });
    const seeds = [answer, icmpError("prohibited", packet) ?? new Uint8Array(), packet];
    const changes = fc.array(fc.tuple(fc.nat(100), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...seeds), changes, (seed, changed) => {
        const copy = seed.slice();
        for (const [at, value] of changed) if (at < copy.length) copy[at] = value;
        client.handlePacket(copy, 0);
      }),
      { numRuns: 50_000 },
    );
  });
});
