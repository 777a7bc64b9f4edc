// As much of a relay as tests of its client need; the real one is apps/relay.

import { formatSocketAddress, ipVersion, type SocketAddress, sameSocketAddress } from "@fz/ip";
import {
  buildChannelData,
  channelNumber,
  lifetime,
  longTermKey,
  METHOD_ALLOCATE,
  METHOD_BINDING,
  METHOD_CHANNEL_BIND,
  METHOD_REFRESH,
  nonce,
  parseChannelData,
  parseStun,
  StunBuilder,
  type StunMessage,
  verifyIntegrity,
  xorPeerAddress,
} from "@fz/stun";

export interface Datagram {
  readonly from: SocketAddress;
  readonly to: SocketAddress;
  readonly payload: Uint8Array;
}

interface ServedAllocation {
  readonly client: SocketAddress;
  /** The socket of ours that the client talks to. */
  readonly listener: SocketAddress;
  readonly port: number;
  expiresAt: number;
  readonly channels: Map<number, { readonly peer: SocketAddress; boundUntil: number }>;
}

const LIFETIME_S = 600;
const CHANNEL_LIFETIME_MS = 600_000;

export class TestRelay {
  readonly addresses: readonly SocketAddress[];
  /** Answers nothing while false. */
  alive = true;
  /** If set, this error code answers every authenticated request. */
  refuseWith: number | undefined;
  readonly requests: StunMessage[] = [];
  readonly #key: Uint8Array;
  readonly #allocations = new Map<string, ServedAllocation>();
  #nonce = 1;
  #nextPort = 50_000;

  constructor(config: {
    readonly addresses: readonly SocketAddress[];
    readonly username: string;
    readonly password: string;
  }) {
    this.addresses = config.addresses;
    this.#key = longTermKey(config.username, "firezone", config.password);
  }

  get allocations(): ReadonlyMap<string, ServedAllocation> {
    return this.#allocations;
  }

  owns(address: SocketAddress): boolean {
    return this.addresses.some(({ ip }) => ip === address.ip);
  }

  /** As a restarted process: knows neither allocations nor nonces. */
  restart(): void {
    this.#allocations.clear();
    this.expireNonces();
  }

  expireNonces(): void {
    this.#nonce++;
  }

  /** What goes out because of this datagram. */
  receive(from: SocketAddress, to: SocketAddress, payload: Uint8Array, now: number): Datagram[] {
    if (!this.alive) return [];
    const listener = this.addresses.find((address) => sameSocketAddress(address, to));
    if (!listener) return this.#fromPeer(from, to, payload, now);
    const data = parseChannelData(payload);
    if (data) return this.#toPeer(from, data.channel, data.payload, now);
    const request = parseStun(payload);
    if (request?.class !== "request") return [];
    this.requests.push(request);
    const response = this.#respond(from, listener, request, now);
    return [{ from: listener, to: from, payload: response }];
  }

  #toPeer(from: SocketAddress, channel: number, payload: Uint8Array, now: number): Datagram[] {
    const allocation = this.#allocations.get(formatSocketAddress(from));
    const bound = allocation?.channels.get(channel);
    if (!allocation || !bound || now >= bound.boundUntil) return [];
    const relayed = this.#relayed(allocation.port, ipVersion(bound.peer.ip));
    return relayed ? [{ from: relayed, to: bound.peer, payload: payload.slice() }] : [];
  }

  #fromPeer(from: SocketAddress, to: SocketAddress, payload: Uint8Array, now: number): Datagram[] {
    for (const { client, listener, port, channels } of this.#allocations.values()) {
      if (port !== to.port) continue;
      for (const [number, { peer, boundUntil }] of channels) {
        if (now >= boundUntil || !sameSocketAddress(peer, from)) continue;
        return [{ from: listener, to: client, payload: buildChannelData(number, payload) }];
      }
    }
    return [];
  }

  #respond(from: SocketAddress, listener: SocketAddress, request: StunMessage, now: number): Uint8Array {
    const { method, transactionId } = request;
    if (method === METHOD_BINDING) {
      return new StunBuilder("success", method, transactionId).xorMappedAddress(from).build();
    }
    const issued = `nonce-${this.#nonce}`;
    const refused = (code: number) => new StunBuilder("error", method, transactionId).errorCode(code, "Refused");
    const challenge = (code: number) => refused(code).realm("firezone").nonce(issued).integrity(this.#key).build();
    if (nonce(request) === undefined) return challenge(401);
    if (nonce(request) !== issued) return challenge(438);
    if (verifyIntegrity(request, this.#key) !== "ok") return challenge(401);
    const code = this.refuseWith ?? this.#serve(from, listener, request, now);
    if (code !== 0) return refused(code).integrity(this.#key).build();
    const success = new StunBuilder("success", method, transactionId);
    const allocation = this.#allocations.get(formatSocketAddress(from));
    if (method === METHOD_ALLOCATE && allocation) {
      for (const { ip } of this.addresses) success.xorRelayedAddress({ ip, port: allocation.port });
      success.xorMappedAddress(from);
    }
    if (method !== METHOD_CHANNEL_BIND) success.lifetime(allocation ? LIFETIME_S : 0);
    return success.integrity(this.#key).build();
  }

  /** 0 or an error code. */
  #serve(from: SocketAddress, listener: SocketAddress, request: StunMessage, now: number): number {
    const key = formatSocketAddress(from);
    const allocation = this.#allocations.get(key);
    if (request.method === METHOD_ALLOCATE) {
      if (allocation) return 437;
      const expiresAt = now + LIFETIME_S * 1000;
      this.#allocations.set(key, { client: from, listener, port: this.#nextPort++, expiresAt, channels: new Map() });
      return 0;
    }
    if (!allocation) return 437;
    if (request.method === METHOD_REFRESH) {
      if (lifetime(request) === 0) this.#allocations.delete(key);
      else allocation.expiresAt = now + LIFETIME_S * 1000;
      return 0;
    }
    const peer = xorPeerAddress(request);
    const channel = channelNumber(request);
    if (!peer || channel === undefined) return 400;
    if (!this.#relayed(allocation.port, ipVersion(peer.ip))) return 443;
    allocation.channels.set(channel, { peer, boundUntil: now + CHANNEL_LIFETIME_MS });
    return 0;
  }

  #relayed(port: number, version: 4 | 6): SocketAddress | undefined {
    const address = this.addresses.find(({ ip }) => ipVersion(ip) === version);
    return address && { ip: address.ip, port };
  }
}
