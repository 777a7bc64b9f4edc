// Two or more nodes, relays and a portal that passes candidates on, over the simulated network. All are on the open
// Internet; what reaches whom is said by `reachable`.

import { formatSocketAddress, ipVersion, type SocketAddress } from "@fz/ip";
import {
  type Datagram,
  type Host as Machine,
  type OutgoingDatagram,
  type Process,
  Simulation,
  type TurnServer,
} from "@fz/simnet";
import { nobleCrypto, type WireGuardCrypto } from "@fz/wireguard";
import type { ConnectionConfig } from "../src/connection-config.ts";
import { type ConnectionInfo, Node } from "../src/node.ts";
import type { NodeEvent } from "../src/node-event.ts";
import type { RelayConfig } from "../src/relay.ts";
import { seededRandom } from "./random.ts";
import { turnServer } from "./turn-server.ts";

const MAX_DATAGRAM = 2048;
const PRESHARED_KEY = new Uint8Array(32).fill(7);
const EPOCH_OFFSET = 1_790_000_000_000;

/** One way, ms. */
const LATENCY = 10;
const LINK = { delay: LATENCY / 2 };

export interface HostConfig {
  readonly name: string;
  readonly addresses: readonly SocketAddress[];
  readonly timing: "client" | "gateway";
}

/** A node with its sockets. */
export class Host implements Process {
  readonly name: string;
  readonly node: Node;
  readonly events: NodeEvent[] = [];
  /** Packets that came out of the tunnels. */
  readonly received: { readonly from: string; readonly packet: Uint8Array }[] = [];
  /** Results of `decapsulate` below zero. */
  readonly refused: number[] = [];
  onEvent: (event: NodeEvent) => void = () => undefined;
  readonly #machine: Machine;
  readonly #out = new Uint8Array(MAX_DATAGRAM);
  #addresses: readonly SocketAddress[] = [];

  constructor({ name, addresses, timing }: HostConfig, crypto: WireGuardCrypto, seed: number, simulation: Simulation) {
    this.name = name;
    const random = seededRandom(seed);
    this.node = new Node({ crypto, random, now: simulation.now, epochOffset: EPOCH_OFFSET, timing });
    this.#machine = simulation.host(name);
    this.addresses = addresses;
  }

  get addresses(): readonly SocketAddress[] {
    return this.#addresses;
  }

  set addresses(addresses: readonly SocketAddress[]) {
    for (const { port } of this.#addresses) this.#machine.stop(port);
    this.#addresses = addresses;
    this.#machine.move({ addresses: addresses.map(({ ip }) => ip), link: LINK });
    for (const { port } of addresses) this.#machine.run(this, port);
  }

  eventsOf<T extends NodeEvent["type"]>(type: T): Extract<NodeEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<NodeEvent, { type: T }> => event.type === type);
  }

  handleDatagram({ source, destination, payload, ecn }: Datagram, now: number): void {
    const out = this.#out;
    const length = this.node.decapsulate(destination, source, ecn, payload, 0, payload.length, out, 0, now);
    if (length > 0) this.received.push({ from: this.node.lastConnection, packet: out.slice(0, length) });
    if (length < 0) this.refused.push(length);
  }

  pollTransmit(): OutgoingDatagram | undefined {
    const sent = this.node.pollTransmit();
    if (!sent) return undefined;
    const version = ipVersion(sent.destination.ip);
    return { ...sent, source: sent.source ?? this.#addresses.find(({ ip }) => ipVersion(ip) === version) };
  }

  handleTimeout(now: number): void {
    this.node.handleTimeout(now);
  }

  pollTimeout(): number | undefined {
    return this.node.pollTimeout();
  }

  work(): boolean {
    const event = this.node.pollEvent();
    if (!event) return false;
    this.events.push(event);
    this.onEvent(event);
    return true;
  }
}

type ConnectOptions = Partial<Pick<ConnectionConfig, "presharedKey" | "idles">>;

export class Network {
  readonly latency = LATENCY;
  /** Whether a datagram arrives. */
  reachable: (from: SocketAddress, to: SocketAddress, payload: Uint8Array) => boolean = () => true;
  /** What the network makes of the congestion bits. */
  mark: (ecn: number) => number = (ecn) => ecn;
  /** Whether the portal passes on what nodes signal. */
  signalling = true;
  readonly hosts: Host[] = [];
  readonly relays = new Map<string, TurnServer>();
  readonly #simulation = new Simulation({ seed: 1 });
  readonly #crypto: WireGuardCrypto;

  constructor(crypto: WireGuardCrypto = nobleCrypto) {
    this.#crypto = crypto;
    this.#simulation.internet.passage = (datagram) => {
      const { source, destination, payload, ecn } = datagram;
      return this.reachable(source, destination, payload) ? { ...datagram, ecn: this.mark(ecn) } : undefined;
    };
  }

  get now(): number {
    return this.#simulation.now;
  }

  /** Results of `decapsulate` below zero, of all hosts. */
  get refused(): number[] {
    return this.hosts.flatMap(({ refused }) => refused);
  }

  addHost(config: HostConfig): Host {
    const host = new Host(config, this.#crypto, this.hosts.length + 1, this.#simulation);
    host.onEvent = (event) => this.#signal(host, event);
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
    };
    const server = turnServer(config);
    this.#simulation.host(id, { addresses: ips, link: LINK }).run(server, "any");
    this.relays.set(id, server);
    return config;
  }

  relay(id: string): TurnServer {
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
    this.#simulation.run(duration);
  }

  /** Runs until `done`, for at most `limit` ms; gives the ms it took. */
  runUntil(done: () => boolean, limit: number): number {
    return this.#simulation.runUntil(done, limit);
  }

  /** Sends one packet over the path that the engine would use. */
  send(from: Host, to: Host, packet: Uint8Array): boolean {
    return from.node.encapsulate(to.name, packet, this.now);
  }

  info(from: Host, to: Host): ConnectionInfo | undefined {
    return from.node.connectionInfo(to.name);
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
