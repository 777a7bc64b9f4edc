// A TURN client for one relay, RFC 8656, with what the relays in the field ask for: every response other than BINDING's
// has to be signed to count, errors included; each repetition of an authenticated request is a new transaction; peers are
// reached through channels alone, no permissions, no Send or Data indications.

import type { LocalAddress } from "@fz/ice";
import { type IpVersion, ipVersion, type SocketAddress, sameSocketAddress } from "@fz/ip";
import {
  ERROR_ALLOCATION_MISMATCH,
  ERROR_STALE_NONCE,
  ERROR_UNAUTHENTICATED,
  ERROR_UNKNOWN_ATTRIBUTE,
  errorCode,
  lifetime,
  longTermKey,
  nonce,
  realm,
  type StunMessage,
  TRANSACTION_ID_BYTES,
  verifyIntegrity,
  xorMappedAddress,
  xorRelayedAddresses,
} from "@fz/stun";
import { type Channel, ChannelBindings } from "./channel-bindings.ts";
import { Lease } from "./lease.ts";
import { isExhausted, type PendingRequest, PendingRequests, pendingRequest } from "./pending-requests.ts";
import { type Random, REALM, type RelayConfig, type RelayId, type Transmit } from "./relay.ts";
import { buildAuthenticated, buildBinding, METHODS, type TurnRequest } from "./turn-requests.ts";

/** Keeps NAT mappings towards the relay alive. */
const BINDING_INTERVAL_MS = 25_000;
const REFRESH_RETRY_MS = 5000;
/**
 * What we send through the relay meets silence for this long: is it still there, and does it still know us? Asked early
 * enough for connections to move before their checks give up. (Stock clients only find out at the next refresh.)
 */
const SILENCE_MS = 5000;
const MAX_BUFFERED_BINDINGS = 100;
/** A relay that refuses each nonce it has just issued, or denies each allocation, is not worth the traffic. */
const MAX_NONCE_RETRIES = 8;
const MAX_MISMATCHES = 8;
/** Weight of a new sample in the smoothed round-trip time. */
const RTT_GAIN = 1 / 8;

export type AllocationEvent =
  | { readonly type: "new"; readonly candidate: LocalAddress }
  | { readonly type: "invalid"; readonly candidate: LocalAddress };

export type FreeReason = "no-response" | "credentials-rejected" | "protocol-failure";

export class Allocation {
  readonly config: RelayConfig;
  /** Smoothed round-trip time, ms. */
  rtt: number | undefined;
  /** Set once this allocation is of no use any more and is to be dropped. */
  freed: FreeReason | undefined;

  readonly #random: Random;
  readonly #key: Uint8Array;
  #nonce: string | undefined;
  /** The relay's socket that answered first; everything but the first BINDINGs goes there. */
  #activeSocket: SocketAddress | undefined;
  readonly #reflexive = new Map<IpVersion, readonly LocalAddress[]>();
  #lease: Lease | undefined;
  readonly #pending = new PendingRequests();
  readonly #channels = new ChannelBindings();
  #bufferedPeers: SocketAddress[] = [];
  #lastKeepAlive = 0;
  /** First channel data sent since anything came from the relay. */
  #silentSince = Number.POSITIVE_INFINITY;
  #mismatches = 0;
  readonly #transmits: Transmit[] = [];
  readonly #events: AllocationEvent[] = [];

  constructor(config: RelayConfig, random: Random, now: number) {
    this.config = config;
    this.#random = random;
    this.#key = longTermKey(config.username, REALM, config.password);
    this.#start(now);
  }

  get id(): RelayId {
    return this.config.id;
  }

  get activeSocket(): SocketAddress | undefined {
    return this.#activeSocket;
  }

  /** Host and server-reflexive addresses as last seen. */
  reflexiveCandidates(): LocalAddress[] {
    return [...this.#reflexive.values()].flat();
  }

  relayCandidates(): readonly LocalAddress[] {
    return this.#lease?.candidates ?? [];
  }

  relayedAddress(version: IpVersion): SocketAddress | undefined {
    return version === 4 ? this.#lease?.ipv4 : this.#lease?.ipv6;
  }

  /** Whether `address` is one that the relay receives on for us. */
  isRelayed(address: SocketAddress): boolean {
    const own = this.relayedAddress(ipVersion(address.ip));
    return own !== undefined && sameSocketAddress(own, address);
  }

  /** Takes a STUN message that came from the relay. One that answers no request of ours is ignored. */
  handleMessage(local: SocketAddress, from: SocketAddress, message: StunMessage, now: number): void {
    if (message.class !== "success" && message.class !== "error") return;
    const pending = this.#pending.get(message.transactionId);
    if (!pending || message.method !== METHODS[pending.request.kind]) return;
    if (!sameSocketAddress(pending.destination, from)) return;
    if (pending.request.kind === "binding") {
      if (message.class === "success") this.#handleBinding(local, pending, message, now);
      return;
    }
    if (verifyIntegrity(message, this.#key) !== "ok") return;
    this.#answered(pending, now);
    if (message.class === "success") this.#handleSuccess(pending.request, message, now);
    else this.#handleError(pending, message, now);
  }

  /** Asks for a channel to `peer`, now or as soon as there is an allocation. */
  bindChannel(peer: SocketAddress, now: number): void {
    if (this.freed) return;
    if (!this.#lease) {
      this.#bufferPeer(peer);
      return;
    }
    if (!this.relayedAddress(ipVersion(peer.ip))) return;
    const channel = this.#channels.allocate(peer, now);
    if (channel) this.#send({ kind: "channel-bind", channel: channel.number, peer }, now);
  }

  /** The channel to send to `peer` on. Where there is none, one is asked for and this packet has to be dropped. */
  channelTo(peer: SocketAddress, now: number): Channel | undefined {
    if (!this.#lease) {
      this.bindChannel(peer, now);
      return undefined;
    }
    const channel = this.#channels.toPeer(peer, now);
    if (!channel) this.bindChannel(peer, now);
    return channel;
  }

  /** The channel that data has come in on; undefined where it cannot be attributed to a peer. Allocates nothing. */
  receiveOn(channelNumber: number, now: number): Channel | undefined {
    const channel = this.#channels.get(channelNumber);
    if (!channel?.confirmed || !this.relayedAddress(channel.peerVersion)) return undefined;
    this.#silentSince = Number.POSITIVE_INFINITY;
    channel.receivedSinceBind = true;
    if (channel.needsRebind(now)) this.#rebind(channel, now);
    return channel;
  }

  /** Channel data keeps NAT mappings alive as well as a BINDING does. */
  noteChannelDataSent(now: number): void {
    this.#lastKeepAlive = now;
    if (now < this.#silentSince) this.#silentSince = now;
  }

  /** Makes sure, within a second, that the relay still has the allocation; revives one that sits idle after a failure. */
  checkLiveness(now: number): void {
    if (this.freed) return;
    if (this.#lease) {
      if (!this.#pending.has("liveness", "delete")) this.#send({ kind: "liveness" }, now);
    } else if (this.#pending.size === 0) {
      this.#start(now);
    }
  }

  /** The relay is gone or no longer ours to use: invalidates what hangs on it. */
  free(reason: FreeReason | undefined): void {
    this.freed = reason;
    this.#activeSocket = undefined;
    this.#dropLease();
    this.#pending.clear();
    this.#bufferedPeers = [];
  }

  handleTimeout(now: number): void {
    for (const pending of this.#pending.takeDue(now)) {
      if (this.freed) return;
      if (isExhausted(pending, now)) this.#expire(pending);
      else this.#repeat(pending, now);
    }
    if (!this.#lease) return;
    if (now >= this.#lease.expiresAt) {
      this.#dropLease();
      this.#pending.clear();
      this.#send({ kind: "allocate" }, now);
      return;
    }
    if (now >= Math.min(this.#lease.refreshAt, this.#silentSince + SILENCE_MS)) {
      this.#lease.refreshAt = Number.POSITIVE_INFINITY;
      this.#silentSince = Number.POSITIVE_INFINITY;
      this.#send({ kind: "refresh" }, now);
    }
    for (const channel of this.#channels.takeDueRebinds(now)) this.#rebind(channel, now);
    if (now >= this.#lastKeepAlive + BINDING_INTERVAL_MS && this.#activeSocket) {
      this.#sendBinding(this.#activeSocket, now);
    }
  }

  pollTimeout(): number {
    if (!this.#lease) return this.#pending.nextTurn;
    return Math.min(
      this.#pending.nextTurn,
      this.#lease.refreshAt,
      this.#lease.expiresAt,
      this.#lastKeepAlive + BINDING_INTERVAL_MS,
      this.#silentSince + SILENCE_MS,
      this.#channels.nextRebindCheck,
    );
  }

  pollTransmit(): Transmit | undefined {
    return this.#transmits.shift();
  }

  pollEvent(): AllocationEvent | undefined {
    return this.#events.shift();
  }

  #start(now: number): void {
    this.#activeSocket = undefined;
    for (const address of this.config.addresses) this.#sendBinding(address, now);
  }

  #handleBinding(local: SocketAddress, pending: PendingRequest, message: StunMessage, now: number): void {
    const mapped = xorMappedAddress(message);
    if (!mapped) return;
    this.#answered(pending, now);
    this.#learnReflexive(ipVersion(pending.destination.ip), [
      { kind: "host", address: local },
      { kind: "srflx", address: mapped, base: local },
    ]);
    if (this.#activeSocket) return;
    this.#activeSocket = pending.destination;
    this.#send({ kind: "allocate" }, now);
  }

  #learnReflexive(version: IpVersion, candidates: readonly LocalAddress[]): void {
    const known = this.#reflexive.get(version) ?? [];
    this.#reflexive.set(version, candidates);
    for (const candidate of candidates) {
      if (known.some((other) => sameLocalAddress(other, candidate))) continue;
      this.#events.push({ type: "new", candidate });
    }
  }

  #handleSuccess(request: TurnRequest, message: StunMessage, now: number): void {
    if (request.kind === "channel-bind") {
      const channel = this.#channels.get(request.channel);
      if (channel) this.#channels.confirm(channel, now);
      return;
    }
    if (request.kind === "delete") {
      this.#send({ kind: "allocate" }, now);
      return;
    }
    const lifetimeMs = (lifetime(message) ?? 0) * 1000;
    if (lifetimeMs === 0) this.#abandon(request, now);
    else if (request.kind === "allocate") this.#openLease(xorRelayedAddresses(message), lifetimeMs, now);
    else this.#lease?.extend(lifetimeMs, now);
  }

  #openLease(addresses: readonly SocketAddress[], lifetimeMs: number, now: number): void {
    if (addresses.length === 0 || !this.#activeSocket) return;
    this.#lease = new Lease(addresses, this.#activeSocket);
    this.#lease.extend(lifetimeMs, now);
    this.#mismatches = 0;
    for (const candidate of this.#lease.candidates) this.#events.push({ type: "new", candidate });
    for (const peer of this.#bufferedPeers.splice(0)) this.bindChannel(peer, now);
  }

  #handleError(pending: PendingRequest, message: StunMessage, now: number): void {
    switch (errorCode(message)?.code) {
      case ERROR_UNAUTHENTICATED:
        if (pending.carriedNonce) this.free("credentials-rejected");
        else this.#retryWithNonce(pending, message, now);
        break;
      case ERROR_STALE_NONCE:
        this.#retryWithNonce(pending, message, now);
        break;
      case ERROR_ALLOCATION_MISMATCH:
        this.#handleMismatch(pending.request, now);
        break;
      case ERROR_UNKNOWN_ATTRIBUTE:
        this.free("protocol-failure");
        break;
      default:
        this.#abandon(pending.request, now);
    }
  }

  #retryWithNonce(pending: PendingRequest, message: StunMessage, now: number): void {
    const issued = nonce(message);
    const foreignRealm = (realm(message) ?? REALM) !== REALM;
    if (foreignRealm || issued === undefined || pending.nonceRetries >= MAX_NONCE_RETRIES) {
      this.#abandon(pending.request, now);
      return;
    }
    this.#nonce = issued;
    this.#send(pending.request, now, pending.nonceRetries + 1);
  }

  /** Ours and the relay's idea of the allocation differ: start over. */
  #handleMismatch(request: TurnRequest, now: number): void {
    this.#dropLease();
    this.#pending.clear();
    this.#mismatches++;
    if (this.#mismatches > MAX_MISMATCHES) {
      this.free("protocol-failure");
      return;
    }
    if (request.kind === "channel-bind") this.#bufferPeer(request.peer);
    this.#send({ kind: request.kind === "allocate" ? "delete" : "allocate" }, now);
  }

  /** The request came to nothing, but the relay may still serve others. */
  #abandon(request: TurnRequest, now: number): void {
    if (request.kind === "allocate") this.#bufferedPeers = [];
    if (request.kind === "refresh" && this.#lease) this.#lease.refreshAt = now + REFRESH_RETRY_MS;
    if (request.kind !== "channel-bind") return;
    const channel = this.#channels.get(request.channel);
    if (channel) this.#channels.remove(channel);
  }

  #expire(pending: PendingRequest): void {
    const first = !this.#activeSocket && !this.#pending.has("binding");
    const overActive = this.#activeSocket !== undefined && sameSocketAddress(pending.destination, this.#activeSocket);
    if (first || overActive) this.free("no-response");
  }

  #dropLease(): void {
    for (const candidate of this.relayCandidates()) this.#events.push({ type: "invalid", candidate });
    this.#lease = undefined;
    this.#silentSince = Number.POSITIVE_INFINITY;
    this.#channels.clear();
  }

  #bufferPeer(peer: SocketAddress): void {
    if (this.#bufferedPeers.some((buffered) => sameSocketAddress(buffered, peer))) return;
    if (this.#bufferedPeers.length === MAX_BUFFERED_BINDINGS) this.#bufferedPeers.shift();
    this.#bufferedPeers.push(peer);
  }

  #rebind(channel: Channel, now: number): void {
    channel.binding = true;
    this.#send({ kind: "channel-bind", channel: channel.number, peer: channel.peer }, now);
  }

  #answered(pending: PendingRequest, now: number): void {
    this.#pending.remove(pending);
    this.#silentSince = Number.POSITIVE_INFINITY;
    const sample = now - pending.firstSentAt;
    this.rtt = this.rtt === undefined ? sample : this.rtt + (sample - this.rtt) * RTT_GAIN;
  }

  #sendBinding(destination: SocketAddress, now: number): void {
    this.#lastKeepAlive = now;
    this.#transmitFirst({ kind: "binding" }, destination, now, 0);
  }

  #send(request: TurnRequest, now: number, nonceRetries = 0): void {
    if (this.#activeSocket) this.#transmitFirst(request, this.#activeSocket, now, nonceRetries);
  }

  #transmitFirst(request: TurnRequest, destination: SocketAddress, now: number, nonceRetries: number): void {
    const transactionId = this.#random(TRANSACTION_ID_BYTES);
    const payload = this.#build(request, transactionId);
    const carriedNonce = this.#nonce !== undefined;
    const sent = { request, destination, firstSentAt: now, transactionId, payload, carriedNonce, nonceRetries };
    this.#pending.add(pendingRequest(sent));
    this.#transmits.push({ source: undefined, destination, payload, ecn: 0 });
  }

  /** BINDING goes out again byte for byte; the others as new transactions, signed over the nonce of the day. */
  #repeat(pending: PendingRequest, now: number): void {
    if (pending.request.kind !== "binding") {
      pending.transactionId = this.#random(TRANSACTION_ID_BYTES);
      pending.payload = this.#build(pending.request, pending.transactionId);
      pending.carriedNonce = this.#nonce !== undefined;
    }
    this.#pending.addRepeated(pending, now);
    this.#transmits.push({ source: undefined, destination: pending.destination, payload: pending.payload, ecn: 0 });
  }

  #build(request: TurnRequest, transactionId: Uint8Array): Uint8Array {
    if (request.kind === "binding") return buildBinding(transactionId);
    return buildAuthenticated(request, transactionId, {
      username: this.config.username,
      realm: REALM,
      key: this.#key,
      nonce: this.#nonce,
    });
  }
}

export function sameLocalAddress(a: LocalAddress, b: LocalAddress): boolean {
  if (a.kind !== b.kind || !sameSocketAddress(a.address, b.address)) return false;
  return sameSocketAddress(a.base ?? a.address, b.base ?? b.address);
}
