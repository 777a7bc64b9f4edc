// As much of a TURN server (RFC 8656) as its clients here use: BINDING, ALLOCATE, REFRESH, CHANNEL-BIND and ChannelData
// over UDP, long-term credentials (RFC 8489 §9.2) with every error signed. A bound channel is the only way to and from a
// peer. Left out: Send and Data indications, CREATE-PERMISSION, EVEN-PORT, DONT-FRAGMENT, TCP.
import { formatSocketAddress, ipVersion, type SocketAddress, sameSocketAddress } from "@fz/ip";
import {
  additionalAddressFamily,
  buildChannelData,
  channelNumber,
  ERROR_ALLOCATION_MISMATCH,
  ERROR_BAD_REQUEST,
  ERROR_PEER_ADDRESS_FAMILY_MISMATCH,
  ERROR_STALE_NONCE,
  ERROR_UNAUTHENTICATED,
  isChannelNumber,
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
  username,
  verifyIntegrity,
  xorPeerAddress,
} from "@fz/stun";
import type { Datagram } from "./datagram.ts";
import type { Process } from "./host.ts";

export interface TurnServerConfig {
  /** At most one per family. */
  readonly addresses: readonly SocketAddress[];
  readonly realm: string;
  /** The password that belongs to a username; undefined: nobody of that name. */
  readonly password: (username: string) => string | undefined;
}

export interface TurnAllocation {
  readonly client: SocketAddress;
  /** The socket of ours that the client talks to. */
  readonly listener: SocketAddress;
  /** The same on all relayed addresses. */
  readonly port: number;
  readonly relayed: readonly SocketAddress[];
  expiresAt: number;
  readonly channels: Map<number, TurnChannel>;
}

export interface TurnChannel {
  readonly peer: SocketAddress;
  boundUntil: number;
}

const LIFETIME_SECONDS = 600;
const LIFETIME = LIFETIME_SECONDS * 1000;
const CHANNEL_LIFETIME = 600_000;
const FIRST_RELAY_PORT = 49_152;
const OK = 0;

/** A relay. Runs on all ports of its host. */
export class TurnServer implements Process {
  readonly addresses: readonly SocketAddress[];
  /** Answers nothing and relays nothing while false. */
  alive = true;
  /** If set, this error code answers every authenticated request. */
  refuseWith: number | undefined;
  /** Every request so far. */
  readonly requests: StunMessage[] = [];
  readonly #config: TurnServerConfig;
  /** By the client's address. */
  readonly #allocations = new Map<string, TurnAllocation>();
  readonly #outgoing: Datagram[] = [];
  #nonce = 1;
  #nextPort = FIRST_RELAY_PORT;

  constructor(config: TurnServerConfig) {
    this.addresses = config.addresses;
    this.#config = config;
  }

  get allocations(): ReadonlyMap<string, TurnAllocation> {
    return this.#allocations;
  }

  /** As a process that was restarted: knows neither allocations nor nonces. */
  restart(): void {
    this.#allocations.clear();
    this.expireNonces();
  }

  expireNonces(): void {
    this.#nonce++;
  }

  /** What goes out because of this datagram. */
  receive(datagram: Datagram, now: number): Datagram[] {
    const { source, destination, payload, ecn } = datagram;
    if (!this.alive) return [];
    this.#expire(now);
    const listener = this.addresses.find((address) => sameSocketAddress(address, destination));
    if (!listener) return this.#fromPeer(datagram, now);
    const data = parseChannelData(payload);
    if (data) return this.#toPeer(source, data.channel, data.payload, ecn, now);
    const request = parseStun(payload);
    if (request?.class !== "request") return [];
    this.requests.push(parseStun(payload.slice()) ?? request);
    const response = this.#respond(source, listener, request, now);
    return [{ source: listener, destination: source, payload: response, ecn: 0 }];
  }

  handleDatagram(datagram: Datagram, now: number): void {
    this.#outgoing.push(...this.receive(datagram, now));
  }

  pollTransmit(): Datagram | undefined {
    return this.#outgoing.shift();
  }

  handleTimeout(): void {
    // What has expired is thrown away when the next datagram comes.
  }

  pollTimeout(): undefined {
    return undefined;
  }

  #toPeer(client: SocketAddress, channel: number, payload: Uint8Array, ecn: number, now: number): Datagram[] {
    const allocation = this.#allocations.get(formatSocketAddress(client));
    const bound = allocation?.channels.get(channel);
    if (!allocation || !bound || now >= bound.boundUntil) return [];
    const source = relayedAddress(allocation, bound.peer);
    return source ? [{ source, destination: bound.peer, payload: payload.slice(), ecn }] : [];
  }

  #fromPeer({ source, destination, payload, ecn }: Datagram, now: number): Datagram[] {
    for (const { client, listener, relayed, channels } of this.#allocations.values()) {
      if (!relayed.some((address) => sameSocketAddress(address, destination))) continue;
      for (const [channel, { peer, boundUntil }] of channels) {
        if (now >= boundUntil || !sameSocketAddress(peer, source)) continue;
        return [{ source: listener, destination: client, payload: buildChannelData(channel, payload), ecn }];
      }
    }
    return [];
  }

  #respond(client: SocketAddress, listener: SocketAddress, request: StunMessage, now: number): Uint8Array {
    const { method, transactionId } = request;
    if (method === METHOD_BINDING) {
      return new StunBuilder("success", method, transactionId).xorMappedAddress(client).build();
    }
    const refusal = (code: number) => new StunBuilder("error", method, transactionId).errorCode(code, "Refused");
    const { realm } = this.#config;
    const name = username(request);
    const password = name === undefined ? undefined : this.#config.password(name);
    const issued = `nonce-${this.#nonce}`;
    // Nothing to sign with.
    if (name === undefined || password === undefined) {
      return refusal(ERROR_UNAUTHENTICATED).realm(realm).nonce(issued).build();
    }
    const key = longTermKey(name, realm, password);
    const challenge = (code: number) => refusal(code).realm(realm).nonce(issued).integrity(key).build();
    if (nonce(request) === undefined) return challenge(ERROR_UNAUTHENTICATED);
    if (nonce(request) !== issued) return challenge(ERROR_STALE_NONCE);
    if (verifyIntegrity(request, key) !== "ok") return challenge(ERROR_UNAUTHENTICATED);
    const code = this.refuseWith ?? this.#serve(client, listener, request, now);
    if (code !== OK) return refusal(code).integrity(key).build();
    return this.#success(client, request).integrity(key).build();
  }

  #success(client: SocketAddress, { method, transactionId }: StunMessage): StunBuilder {
    const success = new StunBuilder("success", method, transactionId);
    const allocation = this.#allocations.get(formatSocketAddress(client));
    if (method === METHOD_ALLOCATE && allocation) {
      for (const address of allocation.relayed) success.xorRelayedAddress(address);
      success.xorMappedAddress(client);
    }
    if (method !== METHOD_CHANNEL_BIND) success.lifetime(allocation ? LIFETIME_SECONDS : 0);
    return success;
  }

  /** @returns OK or an error code */
  #serve(client: SocketAddress, listener: SocketAddress, request: StunMessage, now: number): number {
    const key = formatSocketAddress(client);
    const allocation = this.#allocations.get(key);
    if (request.method === METHOD_ALLOCATE) {
      if (allocation) return ERROR_ALLOCATION_MISMATCH;
      this.#allocations.set(key, this.#allocate(client, listener, request, now));
      return OK;
    }
    if (!allocation) return ERROR_ALLOCATION_MISMATCH;
    if (request.method === METHOD_CHANNEL_BIND) return bindChannel(allocation, request, now);
    if (request.method !== METHOD_REFRESH) return ERROR_BAD_REQUEST;
    if (lifetime(request) === 0) this.#allocations.delete(key);
    else allocation.expiresAt = now + LIFETIME;
    return OK;
  }

  /** IPv4 where there is any, and IPv6 where it was asked for or is all there is. */
  #allocate(client: SocketAddress, listener: SocketAddress, request: StunMessage, now: number): TurnAllocation {
    const port = this.#nextPort++;
    const offered = this.addresses.map(({ ip }) => ({ ip, port }));
    const asked = additionalAddressFamily(request);
    const wanted = offered.filter(({ ip }) => ipVersion(ip) === 4 || asked === 6);
    const relayed = wanted.length > 0 ? wanted : offered;
    return { client, listener, port, relayed, expiresAt: now + LIFETIME, channels: new Map() };
  }

  #expire(now: number): void {
    for (const [key, { expiresAt }] of this.#allocations) if (now >= expiresAt) this.#allocations.delete(key);
  }
}

/** RFC 8656 §12.2. @returns OK or an error code */
function bindChannel(allocation: TurnAllocation, request: StunMessage, now: number): number {
  const peer = xorPeerAddress(request);
  const channel = channelNumber(request);
  if (!peer || channel === undefined || !isChannelNumber(channel)) return ERROR_BAD_REQUEST;
  if (!relayedAddress(allocation, peer)) return ERROR_PEER_ADDRESS_FAMILY_MISMATCH;
  for (const [other, bound] of allocation.channels) {
    if (now >= bound.boundUntil) continue;
    if ((other === channel) !== sameSocketAddress(bound.peer, peer)) return ERROR_BAD_REQUEST;
  }
  allocation.channels.set(channel, { peer, boundUntil: now + CHANNEL_LIFETIME });
  return OK;
}

function relayedAddress(allocation: TurnAllocation, peer: SocketAddress): SocketAddress | undefined {
  return allocation.relayed.find(({ ip }) => ipVersion(ip) === ipVersion(peer.ip));
}
