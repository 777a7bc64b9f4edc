// A server with everything around it under a test's control.

import { type IpAddress, parsePrefix, type SocketAddress } from "@fz/ip";
import { CHANNEL_MAX } from "@fz/stun";
import type { PortRange } from "../src/allocations/ports.ts";
import type { Output } from "../src/output.ts";
import { PeerPolicy } from "../src/peers/peer-policy.ts";
import { type Limits, TurnServer } from "../src/turn-server.ts";

export interface TurnBenchOptions {
  readonly stampSecret: string;
  readonly addresses?: readonly IpAddress[];
  readonly ports?: PortRange;
  readonly software?: string;
  readonly limits?: Partial<Limits>;
  /** Unix seconds at `now` 0. */
  readonly epoch?: number;
  readonly allowedPeers?: readonly string[];
  readonly deniedPeers?: readonly string[];
  readonly hostAddresses?: readonly IpAddress[];
}

const NONCE_BYTES = 16;
const PORT_BYTES = 4;
export const PORTS: PortRange = { lowest: 49_152, highest: 65_535 };

/** Opens every port that the server asks for, unless it is among `takenPorts`. */
export class TurnBench {
  readonly server: TurnServer;
  now = 0;
  /** What the server is to draw next; random bytes where empty. */
  readonly nextNonces: Uint8Array[] = [];
  readonly nextPorts: number[] = [];
  /** Of other programs. */
  readonly takenPorts = new Set<number>();
  readonly openPorts = new Map<number, readonly (4 | 6)[]>();
  readonly #range: PortRange;

  constructor(options: TurnBenchOptions) {
    const addresses = options.addresses ?? ["203.0.113.101", "2001:db8:113::101"];
    const peers = new PeerPolicy({
      publicAddresses: addresses,
      allowed: (options.allowedPeers ?? []).flatMap((text) => parsePrefix(text) ?? []),
      denied: (options.deniedPeers ?? []).flatMap((text) => parsePrefix(text) ?? []),
    });
    peers.setHostAddresses(options.hostAddresses ?? []);
    this.#range = options.ports ?? PORTS;
    this.server = new TurnServer({
      addresses: { ipv4: addresses.find((ip) => !ip.includes(":")), ipv6: addresses.find((ip) => ip.includes(":")) },
      ports: this.#range,
      stampSecret: options.stampSecret,
      software: options.software ?? "test",
      limits: { allocationsPerUser: 1, highestChannel: CHANNEL_MAX, ...options.limits },
      peers,
      random: (n) => this.#random(n),
      epochOffset: (options.epoch ?? 0) * 1000,
    });
  }

  /** What comes out, opened and closed ports excepted. */
  fromClient(client: SocketAddress, datagram: Uint8Array): Output[] {
    this.server.handleClientDatagram(client, datagram, this.now);
    return this.#settle();
  }

  fromPeer(port: number, peer: SocketAddress, datagram: Uint8Array): Output[] {
    this.server.handlePeerDatagram(port, peer, datagram, this.now);
    return this.#settle();
  }

  /** Lets time pass. */
  advance(milliseconds: number): void {
    this.now += milliseconds;
    this.server.handleTimeout(this.now);
    this.#settle();
  }

  #settle(): Output[] {
    const rest: Output[] = [];
    for (let outputs = this.server.takeOutputs(); outputs.length > 0; outputs = this.server.takeOutputs()) {
      for (const output of outputs) {
        if (output.type === "open-port") this.#open(output.port, output.versions);
        else if (output.type === "close-port") this.openPorts.delete(output.port);
        else rest.push(output);
      }
    }
    return rest;
  }

  #open(port: number, versions: readonly (4 | 6)[]): void {
    if (this.takenPorts.has(port)) return this.server.handlePortRefused(port);
    this.openPorts.set(port, versions);
    return this.server.handlePortOpened(port, this.now);
  }

  #random(n: number): Uint8Array {
    if (n === NONCE_BYTES) return this.nextNonces.shift() ?? crypto.getRandomValues(new Uint8Array(n));
    const port = n === PORT_BYTES ? this.nextPorts.shift() : undefined;
    if (port === undefined) return crypto.getRandomValues(new Uint8Array(n));
    const offset = port - this.#range.lowest;
    return Uint8Array.of(offset >> 24, offset >> 16, offset >> 8, offset);
  }
}

export function only<T>(list: readonly T[]): T {
  if (list.length !== 1) throw new Error(`expected one, got ${list.length}`);
  return list[0];
}
