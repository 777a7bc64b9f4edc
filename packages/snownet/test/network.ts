// Two or more nodes, relays and a portal that passes candidates on, under a clock that jumps from event to event.
// No NATs: what a host may reach is said by `reachable`.

import { formatSocketAddress, type SocketAddress, sameSocketAddress } from "@fz/ip";
import { nobleCrypto, type WireGuardCrypto } from "@fz/wireguard";
import type { ConnectionConfig } from "../src/connection-config.ts";
import { type ConnectionInfo, Node } from "../src/node.ts";
import type { NodeEvent } from "../src/node-event.ts";
import type { RelayConfig } from "../src/relay.ts";
import { seededRandom } from "./random.ts";
import { type Datagram, TestRelay } from "./relay.ts";

const MAX_DATAGRAM = 2048;
/** Within one instant everything comes to rest after a few turns. */
const MAX_TURNS_AT_ONCE = 20;
const PRESHARED_KEY = new Uint8Array(32).fill(7);
const EPOCH_OFFSET = 1_790_000_000_000;

export interface HostConfig {
  readonly name: string;
  readonly addresses: readonly SocketAddress[];
  readonly timing: "client" | "gateway";
}

/** A node with its sockets. */
export class Host {
  readonly name: string;
  readonly node: Node;
  addresses: readonly SocketAddress[];
  readonly events: NodeEvent[] = [];
  /** Packets that came out of the tunnels. */
  readonly received: { readonly from: string; readonly packet: Uint8Array }[] = [];

  constructor({ name, addresses, timing }: HostConfig, crypto: WireGuardCrypto, seed: number, now: number) {
    this.name = name;
    this.addresses = addresses;
    const random = seededRandom(seed);
    this.node = new Node({ crypto, random, now, epochOffset: EPOCH_OFFSET, timing });
  }

  eventsOf<T extends NodeEvent["type"]>(type: T): Extract<NodeEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<NodeEvent, { type: T }> => event.type === type);
  }
}

type ConnectOptions = Partial<Pick<ConnectionConfig, "presharedKey" | "idles">>;

interface InFlight extends Datagram {
  readonly at: number;
  readonly ecn: number;
}

export class Network {
  now = 1000;
  readonly #crypto: WireGuardCrypto;
  /** One way, ms. */
  latency = 10;
  /** Whether a datagram arrives. */
  reachable: (from: SocketAddress, to: SocketAddress, payload: Uint8Array) => boolean = () => true;
  /** What the network makes of the congestion bits. */
  mark: (ecn: number) => number = (ecn) => ecn;
  /** Whether the portal passes on what nodes signal. */
  signalling = true;
  readonly hosts: Host[] = [];
  readonly relays = new Map<string, TestRelay>();
  /** Results of `decapsulate` below zero. */
  readonly refused: number[] = [];
  #inFlight: InFlight[] = [];
  readonly #out = new Uint8Array(MAX_DATAGRAM);

  constructor(crypto: WireGuardCrypto = nobleCrypto) {
    this.#crypto = crypto;
  }

  addHost(config: HostConfig): Host {
    const host = new Host(config, this.#crypto, this.hosts.length + 1, this.now);
    this.hosts.push(host);
    return host;
  }

  /** The relay is there; nodes have to be told of it. */
  addRelay(id: string, ...ips: readonly string[]): RelayConfig {
    const config: RelayConfig = {
      id,
      addresses: ips.map((ip) => ({ ip, port: 3478 })),
      username: `2000000000:${id}`,
      password: `password-${id}`,
      realm: "firezone",
    };
    this.relays.set(id, new TestRelay(config));
    return config;
  }

  relay(id: string): TestRelay {
    const relay = this.relays.get(id);
    if (!relay) throw new Error(`no relay ${id}`);
    return relay;
  }

  /** Introduces two hosts as the portal does: each calls the other by its name. */
  connect(controlling: Host, controlled: Host, options: ConnectOptions = {}): string[] {
    const ours = { username: `c${controlling.name}`, password: `password-of-${controlling.name}-long` };
    const theirs = { username: `g${controlled.name}`, password: `password-of-${controlled.name}-long` };
    const of = (host: Host, peer: Host, role: "controlling" | "controlled") =>
      host.node.upsertConnection(
        peer.name,
        {
          remotePublicKey: peer.node.publicKey,
          presharedKey: PRESHARED_KEY,
          ...options,
          local: role === "controlling" ? ours : theirs,
          remote: role === "controlling" ? theirs : ours,
          role,
        },
        this.now,
      );
    return [of(controlled, controlling, "controlled"), of(controlling, controlled, "controlling")];
  }

  /** Lets `duration` ms pass. */
  run(duration: number): void {
    const end = this.now + duration;
    let turnsAtOnce = 0;
    for (;;) {
      this.#flush();
      const next = this.#nextInstant();
      if (next > end) break;
      turnsAtOnce = next > this.now ? 0 : turnsAtOnce + 1;
      if (turnsAtOnce > MAX_TURNS_AT_ONCE) throw new Error("timers do not move on");
      this.now = Math.max(this.now, next);
      this.#deliver();
      for (const { node } of this.hosts) {
        if ((node.pollTimeout() ?? Number.POSITIVE_INFINITY) <= this.now) node.handleTimeout(this.now);
      }
    }
    this.now = end;
  }

  /** Runs until `done`, for at most `limit` ms; gives the ms it took. */
  runUntil(done: () => boolean, limit: number): number {
    const start = this.now;
    while (!done()) {
      if (this.now - start >= limit) throw new Error(`not within ${limit} ms`);
      this.run(5);
    }
    return this.now - start;
  }

  /** Sends one packet over the path that the engine would use. */
  send(from: Host, to: Host, packet: Uint8Array): boolean {
    return from.node.encapsulate(to.name, packet, this.now);
  }

  info(from: Host, to: Host): ConnectionInfo | undefined {
    return from.node.connectionInfo(to.name);
  }

  #nextInstant(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#inFlight) next = Math.min(next, at);
    for (const { node } of this.hosts) next = Math.min(next, node.pollTimeout() ?? Number.POSITIVE_INFINITY);
    return next;
  }

  #flush(): void {
    for (const host of this.hosts) {
      for (let sent = host.node.pollTransmit(); sent; sent = host.node.pollTransmit()) {
        const from = sent.source ?? sourceFor(host, sent.destination);
        if (from) this.#launch({ from, to: sent.destination, payload: sent.payload.slice() }, sent.ecn);
      }
      for (let event = host.node.pollEvent(); event; event = host.node.pollEvent()) {
        host.events.push(event);
        this.#signal(host, event);
      }
    }
  }

  #signal(sender: Host, event: NodeEvent): void {
    if (event.type !== "new-candidates" && event.type !== "invalidated-candidates") return;
    const receiver = this.hosts.find(({ name }) => name === event.id);
    if (!receiver || !this.signalling) return;
    for (const line of event.candidates) {
      if (event.type === "new-candidates") receiver.node.addRemoteCandidate(sender.name, line, this.now);
      else receiver.node.removeRemoteCandidate(sender.name, line, this.now);
    }
  }

  #launch(datagram: Datagram, ecn: number): void {
    if (!this.reachable(datagram.from, datagram.to, datagram.payload)) return;
    this.#inFlight.push({ ...datagram, at: this.now + this.latency, ecn: this.mark(ecn) });
  }

  #deliver(): void {
    const due = this.#inFlight.filter(({ at }) => at <= this.now);
    this.#inFlight = this.#inFlight.filter(({ at }) => at > this.now);
    for (const datagram of due) {
      const { from, to, payload, ecn } = datagram;
      const relay = [...this.relays.values()].find((candidate) => candidate.owns(to));
      if (relay) for (const out of relay.receive(from, to, payload, this.now)) this.#launch(out, ecn);
      const host = this.hosts.find(({ addresses }) => addresses.some((address) => sameSocketAddress(address, to)));
      if (host) this.#receive(host, datagram);
    }
  }

  #receive(host: Host, { from, to, payload, ecn }: InFlight): void {
    const out = this.#out;
    const length = host.node.decapsulate(to, from, ecn, payload, 0, payload.length, out, 0, this.now);
    if (length > 0) host.received.push({ from: host.node.lastConnection, packet: out.slice(0, length) });
    if (length < 0) this.refused.push(length);
  }
}

function sourceFor({ addresses }: Host, destination: SocketAddress): SocketAddress | undefined {
  const isIpv6 = destination.ip.includes(":");
  return addresses.find(({ ip }) => ip.includes(":") === isIpv6);
}

/** A predicate for `Network.reachable`: the two hosts do not reach each other. */
export function apart(a: Host, b: Host): (from: SocketAddress, to: SocketAddress) => boolean {
  const names = (host: Host) => new Set(host.addresses.map(formatSocketAddress));
  const ofA = names(a);
  const ofB = names(b);
  return (from, to) => {
    const [source, destination] = [formatSocketAddress(from), formatSocketAddress(to)];
    return !((ofA.has(source) && ofB.has(destination)) || (ofB.has(source) && ofA.has(destination)));
  };
}
