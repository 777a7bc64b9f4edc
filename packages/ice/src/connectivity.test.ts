// Two agents over a virtual network.

import { describe, expect, test } from "vitest";
import { address, type NatRules, type PeerOptions, seededRandom, VirtualNetwork } from "../test/virtual-network.ts";
import { CLIENT_DEFAULT, GATEWAY_DEFAULT, parseCandidate } from "./index.ts";

const LEFT_HOST = address("192.0.2.1:52625");
const RIGHT_HOST = address("198.51.100.1:52625");
const PRIVATE_HOST = address("10.0.0.5:52625");
const LEFT_RELAYED = address("203.0.113.101:50001");
const RIGHT_RELAYED = address("203.0.113.102:50002");
const SECOND = 1_000;

function client(options: Partial<PeerOptions> = {}): PeerOptions {
  return { role: "controlling", timing: CLIENT_DEFAULT, sockets: [LEFT_HOST], ...options };
}

function gateway(options: Partial<PeerOptions> = {}): PeerOptions {
  return { role: "controlled", timing: GATEWAY_DEFAULT, sockets: [RIGHT_HOST], ...options };
}

function behindNat(nat: Partial<NatRules> = {}): Partial<PeerOptions> {
  return { sockets: [PRIVATE_HOST], nat: { publicIp: "192.0.2.77", filters: true, ...nat } };
}

describe("direct", () => {
  test("both ends nominate the one path, the controlled one without a check of its own", () => {
    const network = new VirtualNetwork(client(), gateway());
    network.exchangeHosts();
    network.run(10 * SECOND);
    expect(network.left.nominations()).toEqual(["192.0.2.1:52625 > 198.51.100.1:52625"]);
    expect(network.right.nominations()).toEqual(["198.51.100.1:52625 > 192.0.2.1:52625"]);
    expect(network.left.states()).toEqual(["checking", "completed"]);
    expect(network.right.states()).toEqual(["checking", "completed"]);
    const times = network.peers.map((p) => p.events.find(({ event }) => event.type === "nominated")?.at);
    expect(times).toEqual([2 * network.delay, 3 * network.delay]);
    expect(network.left.agent.selected).toMatchObject({ localKind: "host", remoteKind: "host", rtt: 40 });
  });

  test("IPv6 is preferred to IPv4, and families do not mix", () => {
    const [left6, right6] = [address("[2001:db8::1]:52625"), address("[2001:db8::2]:52625")];
    const left = client({ sockets: [LEFT_HOST, left6] });
    const network = new VirtualNetwork(left, gateway({ sockets: [RIGHT_HOST, right6] }));
    network.exchangeHosts();
    network.run(10 * SECOND);
    expect(network.left.path()).toBe("[2001:db8::1]:52625 > [2001:db8::2]:52625");
    expect(network.right.path()).toBe("[2001:db8::2]:52625 > [2001:db8::1]:52625");
    expect(network.left.agent.state).toBe("connected");
    expect(
      network.sent.every(({ source, destination }) => source.ip.includes(":") === destination.ip.includes(":")),
    ).toBe(true);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with 40 %% of all datagrams lost (seed %i)", (seed) => {
    const network = new VirtualNetwork(client(), gateway());
    const random = seededRandom(seed);
    network.loses = () => random(1)[0] < 0.4 * 256;
    network.exchangeHosts();
    network.run(20 * SECOND);
    expect(network.left.path()).toBe("192.0.2.1:52625 > 198.51.100.1:52625");
    expect(network.right.path()).toBe("198.51.100.1:52625 > 192.0.2.1:52625");
  });

  test("with candidates that reach one side only", () => {
    const network = new VirtualNetwork(client(), gateway());
    network.left.agent.addLocalCandidate({ kind: "host", address: LEFT_HOST });
    network.gather(network.right, "host", RIGHT_HOST);
    network.run(SECOND);
    expect(network.left.path()).toBe("192.0.2.1:52625 > 198.51.100.1:52625");
    expect(network.right.agent.selected?.remoteKind).toBe("prflx");
  });
});

describe("through address translation", () => {
  test("the peer behind a NAT is learnt, and learns its own public address without signalling it", () => {
    const network = new VirtualNetwork(client(behindNat()), gateway());
    network.exchangeHosts();
    network.run(5 * SECOND);
    expect(network.left.path()).toBe("10.0.0.5:52625 > 198.51.100.1:52625");
    expect(network.right.path()).toBe("198.51.100.1:52625 > 192.0.2.77:40001");
    expect(network.right.agent.selected?.remoteKind).toBe("prflx");
    const learnt = network.left.agent.localCandidates().filter(({ kind }) => kind === "prflx");
    expect(learnt.map((candidate) => candidate.address)).toEqual([address("192.0.2.77:40001")]);
  });

  test("a symmetric NAT against a public peer", () => {
    const network = new VirtualNetwork(client(), gateway(behindNat({ symmetric: true })));
    network.exchangeHosts();
    network.gather(network.right, "srflx", address("192.0.2.77:39999"), PRIVATE_HOST);
    network.run(5 * SECOND);
    expect(network.left.path()).toBe("192.0.2.1:52625 > 192.0.2.77:40001");
    expect(network.right.path()).toBe("10.0.0.5:52625 > 192.0.2.1:52625");
  });

  test("two filtering NATs are opened by the checks of both sides", () => {
    const right: Partial<PeerOptions> = {
      sockets: [address("10.0.0.9:52625")],
      nat: { publicIp: "198.51.100.77", filters: true },
    };
    const network = new VirtualNetwork(client(behindNat()), gateway(right));
    network.gather(network.left, "host", PRIVATE_HOST);
    network.gather(network.right, "host", address("10.0.0.9:52625"));
    network.gather(network.left, "srflx", address("192.0.2.77:40001"), PRIVATE_HOST);
    network.gather(network.right, "srflx", address("198.51.100.77:40001"), address("10.0.0.9:52625"));
    network.run(5 * SECOND);
    expect(network.left.path()).toBe("10.0.0.5:52625 > 198.51.100.77:40001");
    expect(network.right.path()).toBe("10.0.0.9:52625 > 192.0.2.77:40001");
  });

  test("a forwarded listen port that no server ever saw is found by guessing", () => {
    const forwards = [{ port: 52625, to: PRIVATE_HOST }];
    const network = new VirtualNetwork(client(), gateway(behindNat({ symmetric: true, forwards })));
    network.loses = (source) => source.ip === "192.0.2.77" && source.port !== 52625;
    const publicAddress = address("192.0.2.77:39999");
    network.exchangeHosts();
    network.gather(network.right, "srflx", publicAddress, PRIVATE_HOST);
    network.run(2 * SECOND);
    expect(network.left.path()).toBe("192.0.2.1:52625 > 192.0.2.77:52625");
    expect(network.right.path()).toBe("10.0.0.5:52625 > 192.0.2.1:52625");
    expect(network.left.agent.remoteCandidates().map((candidate) => candidate.address)).toEqual([
      PRIVATE_HOST,
      publicAddress,
    ]);
  });

  test("a candidate signalled after its peer-reflexive twin takes that one's place", () => {
    const network = new VirtualNetwork(client(), gateway(behindNat()));
    network.exchangeHosts();
    network.run(2 * SECOND);
    expect(network.left.agent.selected?.remoteKind).toBe("prflx");
    const late = parseCandidate("candidate:1 1 udp 1686109951 192.0.2.77 40001 typ srflx raddr 0.0.0.0 rport 0");
    expect(late && network.left.agent.addRemoteCandidate(late, network.now)).toBe(true);
    network.run(2 * SECOND);
    expect(network.left.agent.selected?.remoteKind).toBe("srflx");
    expect(network.left.agent.remoteCandidates().map(({ kind }) => kind)).toEqual(["host", "srflx"]);
    expect(network.left.nominations().length).toBe(1);
  });
});

describe("role conflict", () => {
  test.each(["controlling", "controlled"] as const)("two %s agents end up with different roles", (role) => {
    for (const seed of [3, 99]) {
      const network = new VirtualNetwork(client({ role, seed }), gateway({ role }));
      network.exchangeHosts();
      network.run(20 * SECOND);
      expect(new Set(network.peers.map(({ agent }) => agent.role)).size).toBe(2);
      expect(network.left.path()).toBe("192.0.2.1:52625 > 198.51.100.1:52625");
      expect(network.right.path()).toBe("198.51.100.1:52625 > 192.0.2.1:52625");
    }
  });
});

describe("a change of path", () => {
  function relayedFirst(): VirtualNetwork {
    const network = new VirtualNetwork(client(), gateway());
    network.gather(network.left, "relay", LEFT_RELAYED);
    network.gather(network.right, "relay", RIGHT_RELAYED);
    network.run(3 * SECOND);
    expect(network.left.path()).toBe("203.0.113.101:50001 > 203.0.113.102:50002");
    network.exchangeHosts();
    network.run(3 * SECOND);
    return network;
  }

  function direct(...addresses: { readonly ip: string }[]): boolean {
    return addresses.every(({ ip }) => ip === LEFT_HOST.ip || ip === RIGHT_HOST.ip);
  }

  test("a better path that works is nominated in place of the relayed one", () => {
    const network = relayedFirst();
    expect(network.left.path()).toBe("192.0.2.1:52625 > 198.51.100.1:52625");
    expect(network.right.path()).toBe("198.51.100.1:52625 > 192.0.2.1:52625");
    expect(network.left.agent.state).toBe("connected");
  });

  test("once the better path dies, both ends fall back without giving it up and return when it heals", () => {
    const network = relayedFirst();
    network.run(30 * SECOND);
    network.loses = (source, destination) => direct(source, destination);
    network.run(8 * SECOND);
    expect(network.left.path()).not.toBe("192.0.2.1:52625 > 198.51.100.1:52625");
    network.run(26 * SECOND);
    expect(network.right.path()).not.toBe("198.51.100.1:52625 > 192.0.2.1:52625");
    network.loses = () => false;
    // A pair that was given up comes back with the first check of a peer that still has it.
    network.run(40 * SECOND);
    expect(network.left.path()).toBe("192.0.2.1:52625 > 198.51.100.1:52625");
    expect(network.right.path()).toBe("198.51.100.1:52625 > 192.0.2.1:52625");
  });

  test("every path lost: disconnected, and a new candidate mends it", () => {
    const network = new VirtualNetwork(client(), gateway({ timing: CLIENT_DEFAULT }));
    network.exchangeHosts();
    network.run(30 * SECOND);
    network.loses = () => true;
    const lostAt = network.now;
    network.run(40 * SECOND);
    for (const peer of network.peers) {
      const gone = peer.events.find(({ event }) => event.type === "disconnected");
      expect(peer.agent.state).toBe("disconnected");
      expect(peer.agent.selected).toBeUndefined();
      expect(gone && gone.at - lostAt).toBeGreaterThanOrEqual(15 * SECOND);
      expect(gone && gone.at - lostAt).toBeLessThanOrEqual(16.5 * SECOND + 1.5 * SECOND);
    }
    network.loses = (source, destination) => direct(source, destination);
    network.gather(network.left, "relay", LEFT_RELAYED);
    network.run(5 * SECOND);
    expect(network.left.path()).toBe("203.0.113.101:50001 > 198.51.100.1:52625");
    expect(network.left.states().slice(-2)).toEqual(["checking", "completed"]);
  });

  test("a relayed address that is taken back takes its paths with it on both sides", () => {
    const network = relayedFirst();
    network.loses = (source, destination) => direct(source, destination);
    network.run(30 * SECOND);
    const [left, right] = [network.left.agent, network.right.agent];
    const removed = left.removeLocalCandidate({ kind: "relay", address: LEFT_RELAYED }, network.now);
    if (!removed) throw new Error("not known");
    expect(right.removeRemoteCandidate({ ...removed, foundation: "1", priority: 50331391 }, network.now)).toBe(true);
    network.run(10 * SECOND);
    expect(network.left.path()).toBe("192.0.2.1:52625 > 203.0.113.102:50002");
    expect(network.right.path()).toBe("203.0.113.102:50002 > 192.0.2.1:52625");
    expect(left.localCandidates().some(({ kind }) => kind === "relay")).toBe(false);
  });
});
