// A STUN and TURN server over UDP, RFC 8489 and RFC 8656, without sockets, clock or randomness of its own. Left out: TCP,
// RESERVATION-TOKEN, DONT-FRAGMENT, mobility, OAuth. Different from the RFCs, because devices in the field count on it:
// errors are signed with the key of the user whom the request names; unknown attributes are ignored; ALLOCATE for another
// transport than UDP is answered with 400; CREATE-PERMISSION needs no allocation to succeed; a user has so many allocations,
// usually one, and loses the oldest to the next.

import { formatSocketAddress, type IpVersion, type SocketAddress, sameSocketAddress } from "@fz/ip";
import {
  CHANNEL_MIN,
  ERROR_ALLOCATION_MISMATCH,
  ERROR_BAD_REQUEST,
  ERROR_FORBIDDEN,
  ERROR_INSUFFICIENT_CAPACITY,
  ERROR_UNAUTHENTICATED,
  isStun,
  METHOD_SEND,
  parseStun,
  parseStunHeader,
  type StunMessage,
  username,
} from "@fz/stun";
import { type Allocation, newAllocation } from "./allocations/allocation.ts";
import { Allocations } from "./allocations/allocations.ts";
import { grantedLifetime } from "./allocations/lifetime.ts";
import { type PortRange, Ports } from "./allocations/ports.ts";
import { authenticationError } from "./authentication/authenticate.ts";
import { Nonces } from "./authentication/nonces.ts";
import { ReplyBudget } from "./authentication/reply-budget.ts";
import { type User, UserKeys } from "./authentication/user-keys.ts";
import { Counters } from "./counters.ts";
import { Outbox, type Output } from "./output.ts";
import type { PeerPolicy } from "./peers/peer-policy.ts";
import { type PublicAddresses, publicAddress, publicVersions } from "./public-addresses.ts";
import type { Random } from "./random.ts";
import { Relaying } from "./relaying/relaying.ts";
import { allocatedVersions } from "./requests/allocate.ts";
import { bindChannel } from "./requests/channel-bind.ts";
import { createPermissions } from "./requests/create-permission.ts";
import { methodName } from "./requests/method-names.ts";
import { refreshAllocation } from "./requests/refresh.ts";
import { type AllocateRequest, readRequest, type TurnRequest } from "./requests/request.ts";
import { encodeResponse, failure, type Response, type Transaction } from "./requests/response.ts";

export interface Limits {
  /** Allocations of one username at a time. Devices are told apart by theirs and have one. */
  readonly allocationsPerUser: number;
  /** Last channel number that may be bound: 0x4fff by RFC 8656, up to 0x7fff by RFC 5766. */
  readonly highestChannel: number;
}

export interface TurnServerOptions {
  readonly addresses: PublicAddresses;
  readonly ports: PortRange;
  readonly stampSecret: string;
  /** Value of SOFTWARE. */
  readonly software: string;
  readonly limits: Limits;
  readonly peers: PeerPolicy;
  readonly random: Random;
  /** See `TurnServer`. */
  readonly epochOffset: number;
}

/** A request that passed authentication. */
interface Authenticated<R extends TurnRequest> {
  readonly request: R;
  readonly transaction: Transaction;
  readonly client: SocketAddress;
  readonly user: User;
}

/** An ALLOCATE that waits for its port. */
interface Opening extends Authenticated<AllocateRequest> {
  readonly versions: readonly IpVersion[];
  readonly attempts: number;
}

/** Other programs may hold ports of the range. */
const OPEN_ATTEMPTS_MAX = 16;

export class TurnServer {
  readonly counters = new Counters();
  /** Unix milliseconds at `now` 0; to be set anew when the time of day was corrected. */
  epochOffset: number;
  readonly #options: TurnServerOptions;
  readonly #userKeys: UserKeys;
  readonly #nonces: Nonces;
  readonly #replyBudget = new ReplyBudget();
  readonly #ports: Ports;
  readonly #allocations = new Allocations();
  readonly #openings = new Map<number, Opening>();
  readonly #outbox = new Outbox();
  readonly #relaying: Relaying;

  constructor(options: TurnServerOptions) {
    this.#options = options;
    this.epochOffset = options.epochOffset;
    this.#userKeys = new UserKeys(options.stampSecret);
    this.#nonces = new Nonces(options.random);
    this.#ports = new Ports(options.ports, options.random);
    const { addresses, peers, random } = options;
    const { counters } = this;
    const allocations = this.#allocations;
    this.#relaying = new Relaying({ addresses, allocations, peers, random, counters, outbox: this.#outbox });
  }

  get allocationCount(): number {
    return this.#allocations.size;
  }

  /** What is to be done since the last call, in order. */
  takeOutputs(): readonly Output[] {
    return this.#outbox.take();
  }

  /** Ends allocations whose time is over. Called late it does no harm: each datagram does the same first. */
  handleTimeout(now: number): void {
    for (const allocation of this.#allocations.expired(now)) this.#remove(allocation);
  }

  /** A datagram to the port where clients speak to the relay. */
  handleClientDatagram(client: SocketAddress, datagram: Uint8Array, now: number): void {
    this.handleTimeout(now);
    if (client.port === 0) this.counters.drop("source_port_0");
    else if (datagram.length === 0) this.counters.drop("not_stun");
    else if (this.#isChannelData(datagram[0])) this.#relaying.channelData(this.#allocationOf(client), datagram, now);
    else if (isStun(datagram[0])) this.#handleStun(client, datagram, now);
    else this.counters.drop("not_stun");
  }

  /** A datagram to the port of an allocation. */
  handlePeerDatagram(port: number, peer: SocketAddress, datagram: Uint8Array, now: number): void {
    this.handleTimeout(now);
    const allocation = this.#allocations.onPort(port);
    if (allocation) this.#relaying.fromPeer(allocation, peer, datagram, now);
    else this.counters.drop("no_allocation");
  }

  handlePortOpened(port: number, now: number): void {
    const opening = this.#takeOpening(port);
    if (!opening) return;
    const { client, user, versions, request, transaction } = opening;
    // A device that roamed comes back from another address; what it had before is of no use to it.
    const predecessors = this.#allocations.ofUser(user.username);
    const surplus = predecessors.length + 1 - this.#options.limits.allocationsPerUser;
    for (const predecessor of predecessors.slice(0, Math.max(0, surplus))) this.#remove(predecessor);
    const lifetime = grantedLifetime(request.lifetime);
    const expiresAt = now + lifetime * 1000;
    this.#allocations.add(newAllocation({ client, username: user.username, port, versions, expiresAt }));
    const relayed = versions.flatMap((version) => {
      const ip = publicAddress(this.#options.addresses, version);
      return ip === undefined ? [] : [{ ip, port }];
    });
    this.#respond(client, transaction, { type: "success", relayed, mapped: client, lifetime }, user);
  }

  /** The port is somebody else's: another one is tried. */
  handlePortRefused(port: number): void {
    const opening = this.#takeOpening(port);
    if (!opening) return;
    const { client, user, request, transaction, attempts } = opening;
    // The refused one is freed only afterwards, lest it be drawn again.
    const next = attempts < OPEN_ATTEMPTS_MAX ? this.#ports.take(request.evenPort) : undefined;
    this.#ports.free(port);
    if (next !== undefined) this.#open(next, { ...opening, attempts: attempts + 1 });
    else this.#respond(client, transaction, failure(ERROR_INSUFFICIENT_CAPACITY), user);
  }

  #handleStun(client: SocketAddress, datagram: Uint8Array, now: number): void {
    const header = parseStunHeader(datagram);
    if (!header) return this.counters.drop("not_stun");
    const message = parseStun(datagram);
    // The datagram's buffer is its owner's again before the port of an ALLOCATE is open.
    const transaction = { method: header.method, id: header.transactionId.slice() };
    if (header.class === "request") return this.#handleRequest(client, transaction, message, now);
    if (message && message.class === "indication" && message.method === METHOD_SEND) {
      return this.#relaying.sendIndication(this.#allocationOf(client), message, now);
    }
    return this.counters.drop("not_a_request");
  }

  #handleRequest(client: SocketAddress, transaction: Transaction, message: StunMessage | undefined, now: number): void {
    const request = message && readRequest(message, this.#options.limits.highestChannel);
    if (!message || !request) {
      return this.#respondToStranger(client, transaction, failure(ERROR_BAD_REQUEST), undefined, now);
    }
    if (request.type === "binding") {
      return this.#respondToStranger(client, transaction, { type: "success", mapped: client }, undefined, now);
    }
    const name = username(message);
    const user = name === undefined ? undefined : this.#userKeys.user(name);
    // There is no key to sign an answer with, and unsigned ones help nobody but the curious.
    if (name !== undefined && !user) return this.counters.drop("malformed_username");
    const source = formatSocketAddress(client);
    const unixSeconds = Math.floor((this.epochOffset + now) / 1000);
    const code = authenticationError(message, user, source, this.#nonces, unixSeconds);
    if (code === undefined && user) return this.#serve({ request, transaction, client, user }, now);
    const nonce = this.#nonces.issue(source);
    const denial: Response = { type: "error", code: code ?? ERROR_UNAUTHENTICATED, nonce };
    return this.#respondToStranger(client, transaction, denial, user, now);
  }

  #serve({ request, transaction, client, user }: Authenticated<TurnRequest>, now: number): void {
    if (request.type === "allocate") return this.#allocate({ request, transaction, client, user });
    const allocation = this.#allocationOf(client);
    const response = this.#answer(request, allocation, now);
    if (response.type === "error" && response.code === ERROR_FORBIDDEN) this.counters.forbiddenPeers++;
    if (allocation && now >= allocation.expiresAt) this.#remove(allocation);
    return this.#respond(client, transaction, response, user);
  }

  #answer(request: Exclude<TurnRequest, AllocateRequest>, allocation: Allocation | undefined, now: number): Response {
    switch (request.type) {
      case "refresh":
        return refreshAllocation(request, allocation, this.#allocations, now);
      case "channel-bind":
        return bindChannel(request, allocation, (peer) => this.#mayReach(peer), now);
      case "create-permission":
        return createPermissions(request, allocation, this.#options.peers, now);
    }
  }

  #allocate(authenticated: Authenticated<AllocateRequest>): void {
    const { request, transaction, client, user } = authenticated;
    const isOpening = [...this.#openings.values()].some((opening) => sameSocketAddress(opening.client, client));
    if (isOpening) return this.counters.drop("opening");
    if (this.#allocationOf(client)) return this.#respond(client, transaction, failure(ERROR_ALLOCATION_MISMATCH), user);
    if (!this.#ports.hasFree) return this.#respond(client, transaction, failure(ERROR_INSUFFICIENT_CAPACITY), user);
    const outcome = allocatedVersions(request, publicVersions(this.#options.addresses));
    if (outcome.error !== undefined) return this.#respond(client, transaction, failure(outcome.error), user);
    const port = this.#ports.take(request.evenPort);
    if (port === undefined) return this.#respond(client, transaction, failure(ERROR_INSUFFICIENT_CAPACITY), user);
    return this.#open(port, { ...authenticated, versions: outcome.versions, attempts: 1 });
  }

  #open(port: number, opening: Opening): void {
    this.#openings.set(port, opening);
    this.#outbox.push({ type: "open-port", port, versions: opening.versions });
  }

  #takeOpening(port: number): Opening | undefined {
    const opening = this.#openings.get(port);
    this.#openings.delete(port);
    return opening;
  }

  #remove(allocation: Allocation): void {
    this.#allocations.remove(allocation);
    this.#ports.free(allocation.port);
    this.#outbox.push({ type: "close-port", port: allocation.port });
  }

  #isChannelData(firstByte: number): boolean {
    return firstByte >= CHANNEL_MIN >> 8 && firstByte <= this.#options.limits.highestChannel >> 8;
  }

  #allocationOf(client: SocketAddress): Allocation | undefined {
    return this.#allocations.ofClient(formatSocketAddress(client));
  }

  #mayReach(peer: SocketAddress): boolean {
    const verdict = this.#options.peers.judge(peer.ip);
    return verdict === "allowed" || (verdict === "own" && this.#relaying.allocationAt(peer) !== undefined);
  }

  /** Whoever has not shown credentials gets only so many responses. */
  #respondToStranger(
    client: SocketAddress,
    transaction: Transaction,
    response: Response,
    user: User | undefined,
    now: number,
  ): void {
    if (this.#replyBudget.spend(client.ip, now)) this.#respond(client, transaction, response, user);
    else this.counters.drop("rate_limited");
  }

  #respond(client: SocketAddress, transaction: Transaction, response: Response, user: User | undefined): void {
    const payload = encodeResponse(transaction, response, this.#options.software, user?.key);
    const code = response.type === "error" ? response.code : undefined;
    this.counters.response(methodName(transaction.method), response.type, code);
    this.#outbox.push({ type: "to-client", client, payload });
  }
}
