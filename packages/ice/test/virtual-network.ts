// Two agents under a virtual clock: sockets, relayed addresses, NATs, delay and loss, all in memory.

import { formatSocketAddress, parseSocketAddress, type SocketAddress, sameSocketAddress } from "@fz/ip";
import { parseIceMessage } from "@fz/stun";
import { IceAgent, type IceEvent, type IceRole, type IceState, type IceTiming } from "../src/index.ts";

export const CREDENTIALS = {
  local: { username: "aq3x", password: "duxqhjxmy5qre6bds2puca" },
  remote: { username: "obpv", password: "mbatv2vwsxfktof6mvhjiu" },
};

export function address(text: string): SocketAddress {
  const parsed = parseSocketAddress(text);
  if (!parsed) throw new Error(`no socket address: ${text}`);
  return parsed;
}

/** Deterministic bytes (xorshift32). */
export function seededRandom(seed: number): (length: number) => Uint8Array {
  let state = seed | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}

export interface NatRules {
  readonly publicIp: string;
  /** Another public port for each destination. */
  readonly symmetric?: boolean;
  /** Inbound only from addresses that were sent to; otherwise from anywhere once there is a mapping. */
  readonly filters?: boolean;
  /** Public port and private socket; answers leave by the same port. */
  readonly forwards?: readonly { readonly port: number; readonly to: SocketAddress }[];
}

interface Mapping {
  readonly inside: SocketAddress;
  readonly outside: SocketAddress;
  readonly destination: SocketAddress;
}

const FIRST_NAT_PORT = 40_001;

class Nat {
  readonly #rules: NatRules;
  #mappings: Mapping[] = [];
  #nextPort = FIRST_NAT_PORT;

  constructor(rules: NatRules) {
    this.#rules = rules;
  }

  outbound(inside: SocketAddress, destination: SocketAddress): SocketAddress {
    const own = this.#mappings.filter((mapping) => sameSocketAddress(mapping.inside, inside));
    const exact = own.find((mapping) => sameSocketAddress(mapping.destination, destination));
    if (exact) return exact.outside;
    const reusable = this.#rules.symmetric ? undefined : own.at(0);
    const outside = reusable?.outside ?? { ip: this.#rules.publicIp, port: this.#nextPort++ };
    this.#mappings.push({ inside, outside, destination });
    return outside;
  }

  inbound(source: SocketAddress, outside: SocketAddress): SocketAddress | undefined {
    if (outside.ip !== this.#rules.publicIp) return undefined;
    const forward = this.#rules.forwards?.find(({ port }) => port === outside.port);
    if (forward) {
      const others = this.#mappings.filter(({ destination }) => !sameSocketAddress(destination, source));
      this.#mappings = [...others, { inside: forward.to, outside, destination: source }];
      return forward.to;
    }
    const mappings = this.#mappings.filter((mapping) => sameSocketAddress(mapping.outside, outside));
    const admitted = this.#rules.filters
      ? mappings.find(({ destination }) => sameSocketAddress(destination, source))
      : mappings.at(0);
    return admitted?.inside;
  }
}

export interface PeerOptions {
  readonly role: IceRole;
  readonly timing: IceTiming;
  readonly sockets: readonly SocketAddress[];
  readonly nat?: NatRules;
  readonly seed?: number;
}

export class Peer {
  readonly agent: IceAgent;
  readonly sockets: SocketAddress[];
  readonly relayed: SocketAddress[] = [];
  readonly nat: Nat | undefined;
  readonly events: { readonly at: number; readonly event: IceEvent }[] = [];

  constructor(options: PeerOptions, mirrored: boolean, now: number) {
    const { local, remote } = CREDENTIALS;
    this.sockets = [...options.sockets];
    this.nat = options.nat && new Nat(options.nat);
    this.agent = new IceAgent({
      role: options.role,
      local: mirrored ? remote : local,
      remote: mirrored ? local : remote,
      timing: options.timing,
      random: seededRandom(options.seed ?? (mirrored ? 7777 : 1234)),
      now,
    });
  }

  nominations(): string[] {
    return this.events.flatMap(({ event }) =>
      event.type === "nominated" ? [`${formatSocketAddress(event.local)} > ${formatSocketAddress(event.remote)}`] : [],
    );
  }

  states(): IceState[] {
    return this.events.flatMap(({ event }) => (event.type === "state" ? [event.state] : []));
  }

  path(): string | undefined {
    const path = this.agent.selected;
    return path && `${formatSocketAddress(path.local)} > ${formatSocketAddress(path.remote)}`;
  }
}

interface Datagram {
  readonly at: number;
  readonly from: Peer;
  /** As the receiver sees it. */
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly payload: Uint8Array;
}

export class VirtualNetwork {
  now = 0;
  /** One way, ms. */
  delay = 20;
  readonly left: Peer;
  readonly right: Peer;
  readonly sent: Datagram[] = [];
  /** Says which datagrams are lost; addresses as on the wire. */
  loses: (source: SocketAddress, destination: SocketAddress) => boolean = () => false;
  #inTransit: Datagram[] = [];

  constructor(left: PeerOptions, right: PeerOptions) {
    this.left = new Peer(left, false, this.now);
    this.right = new Peer(right, true, this.now);
  }

  get peers(): Peer[] {
    return [this.left, this.right];
  }

  other(peer: Peer): Peer {
    return peer === this.left ? this.right : this.left;
  }

  /** Each host candidate is known on both sides from now on. */
  exchangeHosts(): void {
    for (const peer of this.peers) for (const socket of peer.sockets) this.gather(peer, "host", socket);
  }

  gather(peer: Peer, kind: "host" | "srflx" | "relay", at: SocketAddress, base = at): void {
    if (kind === "relay") peer.relayed.push(at);
    const candidate = peer.agent.addLocalCandidate({ kind, address: at, base });
    if (candidate) this.other(peer).agent.addRemoteCandidate(candidate, this.now);
    this.#drain();
  }

  /** Lets `duration` ms pass. */
  run(duration: number): void {
    const end = this.now + duration;
    for (;;) {
      this.#drain();
      const due = Math.min(this.#inTransit.at(0)?.at ?? end, ...this.peers.map((p) => p.agent.pollTimeout() ?? end));
      if (due >= end) break;
      this.now = Math.max(this.now, due);
      this.#deliver();
      for (const { agent } of this.peers) {
        if ((agent.pollTimeout() ?? end) <= this.now) agent.handleTimeout(this.now);
      }
    }
    this.now = end;
  }

  #deliver(): void {
    const arrived = this.#inTransit.filter(({ at }) => at <= this.now);
    this.#inTransit = this.#inTransit.filter(({ at }) => at > this.now);
    for (const { from, source, destination, payload } of arrived) {
      const to = this.other(from);
      const local = receiverAddress(to, source, destination);
      const message = parseIceMessage(payload);
      if (!message) throw new Error("an agent sent what no agent reads");
      if (local && to.agent.accepts(message)) to.agent.handleMessage(local, source, message, this.now);
    }
  }

  #drain(): void {
    for (const peer of this.peers) {
      for (let event = peer.agent.pollEvent(); event; event = peer.agent.pollEvent()) {
        peer.events.push({ at: this.now, event });
      }
      for (let sent = peer.agent.pollTransmit(); sent; sent = peer.agent.pollTransmit()) {
        const { destination, payload } = sent;
        const relayed = peer.relayed.some((own) => sameSocketAddress(own, sent.source));
        const source = relayed ? sent.source : (peer.nat?.outbound(sent.source, destination) ?? sent.source);
        const datagram = { at: this.now + this.delay, from: peer, source, destination, payload };
        this.sent.push({ ...datagram, at: this.now });
        if (!this.loses(source, destination)) this.#inTransit.push(datagram);
      }
    }
  }
}

/** The address of ours that a datagram reaches `peer` at. A socket behind a NAT is unknown outside. */
function receiverAddress(peer: Peer, source: SocketAddress, destination: SocketAddress): SocketAddress | undefined {
  const relayed = peer.relayed.find((own) => sameSocketAddress(own, destination));
  if (relayed) return relayed;
  if (peer.nat) return peer.nat.inbound(source, destination);
  return peer.sockets.find((own) => sameSocketAddress(own, destination));
}
