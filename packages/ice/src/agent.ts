// An ICE agent, RFC 8445, for one data stream of one component over UDP. Trickle without end (RFC 8838); aggressive in
// that the controlling side re-nominates whenever something better works (draft-thatcher-ice-renomination, without its
// attribute). Checks go on for the life of the connection and serve as keep-alive and consent (RFC 7675).
// Left out: ICE-lite, freezing, pacing, gathering, restarts (an agent lives as long as its credentials).
//
// Sans-IO: times are ms on a monotonic clock; after each call, what is to be sent, told and woken is polled.

import { toHex } from "@fz/bytes";
import { type SocketAddress, sameSocketAddress } from "@fz/ip";
import {
  checkUfrags,
  iceControlled,
  iceControlling,
  METHOD_BINDING,
  priority,
  type StunMessage,
  shortTermKey,
  TRANSACTION_ID_BYTES,
  useCandidate,
  verifyIntegrity,
  xorMappedAddress,
} from "@fz/stun";
import { type Candidate, type CandidateKind, COMPONENT, type LocalCandidate } from "./candidate.ts";
import { Checklist } from "./checklist.ts";
import {
  buildCheck,
  buildCheckResponse,
  buildRoleConflict,
  type IceCredentials,
  type IceRole,
} from "./connectivity-check.ts";
import { ChecksInFlight } from "./in-flight.ts";
import { type LocalAddress, LocalCandidates } from "./local-candidates.ts";
import { selectPair } from "./nomination.ts";
import type { CandidatePair } from "./pair.ts";
import { type RemoteCandidate, RemoteCandidates } from "./remote-candidates.ts";
import type { IceTiming } from "./timing.ts";

/**
 * new: nothing to check yet. checking: nothing nominated yet. connected: nominated, and other pairs are possible.
 * completed: nominated, and there is no other pair. disconnected: every pair was given up or taken back.
 */
export type IceState = "new" | "checking" | "connected" | "completed" | "disconnected";

export interface IceTransmit {
  /** A base of ours: a socket, or a relayed address. */
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly payload: Uint8Array;
}

export type IceEvent =
  | { readonly type: "nominated"; readonly local: SocketAddress; readonly remote: SocketAddress }
  | { readonly type: "state"; readonly state: IceState }
  | { readonly type: "disconnected" };

/** The path in use. */
export interface SelectedPath {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly localKind: CandidateKind;
  readonly remoteKind: CandidateKind;
  /** Smoothed, ms; undefined until a check of ours was answered. */
  readonly rtt: number | undefined;
}

export interface IceAgentOptions {
  readonly role: IceRole;
  readonly local: IceCredentials;
  readonly remote: IceCredentials;
  readonly timing: IceTiming;
  readonly random: (length: number) => Uint8Array;
  readonly now: number;
}

const TIE_BREAKER_BYTES = 8;
/** Least time between a check and one that the peer's check triggers, ms (Ta of RFC 8445 §14.2). */
const TRIGGERED_CHECK_GAP = 50;

export class IceAgent {
  readonly #local: IceCredentials;
  readonly #remote: IceCredentials;
  readonly #random: (length: number) => Uint8Array;
  readonly #tieBreaker: bigint;
  readonly #locals: LocalCandidates;
  readonly #remotes = new RemoteCandidates();
  readonly #checklist = new Checklist();
  readonly #inFlight = new ChecksInFlight();
  readonly #transmits: IceTransmit[] = [];
  readonly #events: IceEvent[] = [];
  #role: IceRole;
  #timing: IceTiming;
  #now: number;
  #state: IceState = "new";
  #selected: CandidatePair | undefined;

  constructor({ role, local, remote, timing, random, now }: IceAgentOptions) {
    this.#role = role;
    this.#local = local;
    this.#remote = remote;
    this.#timing = timing;
    this.#random = random;
    this.#now = now;
    this.#tieBreaker = BigInt(`0x${toHex(random(TIE_BREAKER_BYTES))}`);
    this.#locals = new LocalCandidates(local.username);
  }

  get state(): IceState {
    return this.#state;
  }

  /** May change where both ends believe to have the same one. */
  get role(): IceRole {
    return this.#role;
  }

  get selected(): SelectedPath | undefined {
    const pair = this.#selected;
    if (!pair) return undefined;
    const { base, destination, local, remote, rtt } = pair;
    return { local: base, remote: destination, localKind: local.kind, remoteKind: remote.candidate.kind, rtt };
  }

  /** Learnt ones (prflx), which the peer is not told of, included. */
  localCandidates(): Candidate[] {
    return [...this.#locals.list()];
  }

  /** In force; learnt ones included, guessed ones not. */
  remoteCandidates(): Candidate[] {
    const known = this.#remotes.list().filter(({ origin, invalidated }) => origin !== "guessed" && !invalidated);
    return known.map(({ candidate }) => candidate);
  }

  /** The candidate to signal to the peer, or undefined: redundant or useless. Its checks are due at once. */
  addLocalCandidate(address: LocalAddress): Candidate | undefined {
    const candidate = this.#locals.add(address);
    if (!candidate) return undefined;
    for (const remote of this.#remotes.list()) this.#form(candidate, remote);
    this.#updateState();
    return candidate;
  }

  /** The candidate whose invalidation to signal to the peer, or undefined where it is not ours. */
  removeLocalCandidate({ kind, address }: LocalAddress, now: number): Candidate | undefined {
    const removed = this.#locals.remove(kind, address);
    if (!removed) return undefined;
    this.#checklist.removeWhere((pair) => pair.local === removed);
    for (const local of this.#locals.list()) {
      if (!sameSocketAddress(local.base, removed.base)) continue;
      for (const remote of this.#remotes.list()) this.#form(local, remote);
    }
    this.#advance(now);
    return removed;
  }

  /** False where the candidate is refused: other component, another agent's ufrag, too many. A known one is no harm. */
  addRemoteCandidate(candidate: Candidate, now: number): boolean {
    if (candidate.component !== COMPONENT) return false;
    if (candidate.ufrag !== undefined && candidate.ufrag !== this.#remote.username) return false;
    const added = this.#remotes.signal(candidate);
    if (!added) return false;
    this.#now = now;
    this.#checklist.reprioritise(this.#role === "controlling");
    for (const remote of [added, ...this.#remotes.guess()]) {
      for (const local of this.#locals.list()) this.#form(local, remote);
    }
    this.#advance(now);
    return true;
  }

  /** Takes a candidate of the peer back, also by a line that says nothing right but address, kind and raddr. */
  removeRemoteCandidate(candidate: Candidate, now: number): boolean {
    const removed = this.#remotes.invalidate(candidate);
    if (!removed) return false;
    this.#checklist.removeWhere((pair) => pair.remote === removed);
    const remaining = this.#remotes.at(removed.candidate.address);
    if (remaining && remaining !== "ignored") {
      for (const local of this.#locals.list()) this.#form(local, remaining);
    }
    this.#advance(now);
    return true;
  }

  setTiming(timing: IceTiming, now: number): void {
    this.#timing = timing;
    for (const pair of this.#checklist.pairs()) pair.reschedule(timing);
    this.#advance(now);
  }

  /** Whether the message is for this agent: a check between exactly these two, or the answer to a check in flight. */
  accepts(message: StunMessage): boolean {
    if (message.method !== METHOD_BINDING) return false;
    if (message.class === "success") return this.#inFlight.has(message.transactionId);
    if (message.class !== "request") return false;
    const ufrags = checkUfrags(message);
    return ufrags?.local === this.#local.username && ufrags.remote === this.#remote.username;
  }

  /**
   * `message`: from `parseIceMessage`. `local`: the socket or relayed address it arrived at.
   * False where it is not for this agent, not signed as it must be, or to be ignored.
   */
  handleMessage(local: SocketAddress, remote: SocketAddress, message: StunMessage, now: number): boolean {
    if (!this.accepts(message)) return false;
    this.#now = now;
    const handled =
      message.class === "request"
        ? this.#handleCheck(local, remote, message, now)
        : this.#handleCheckResponse(message, now);
    this.#advance(now);
    return handled;
  }

  handleTimeout(now: number): void {
    this.#advance(now);
  }

  /** When to call `handleTimeout`; may have passed. */
  pollTimeout(): number | undefined {
    let earliest: number | undefined;
    for (const { nextCheckAt } of this.#checklist.pairs()) {
      if (earliest === undefined || nextCheckAt < earliest) earliest = nextCheckAt;
    }
    return earliest;
  }

  pollTransmit(): IceTransmit | undefined {
    return this.#transmits.shift();
  }

  pollEvent(): IceEvent | undefined {
    return this.#events.shift();
  }

  #handleCheck(local: SocketAddress, source: SocketAddress, message: StunMessage, now: number): boolean {
    if (verifyIntegrity(message, shortTermKey(this.#local.password)) !== "ok") return false;
    const claimedPriority = priority(message);
    const receiver = this.#locals.receiving(local);
    const known = this.#remotes.at(source);
    if (claimedPriority === undefined || !receiver || known === "ignored") return false;

    const transactionId = message.transactionId;
    const respond = (payload: Uint8Array) => this.#transmits.push({ source: local, destination: source, payload });
    if (this.#isConflict(message)) {
      respond(buildRoleConflict(transactionId, this.#local));
      return true;
    }
    const nominates = useCandidate(message);
    if (nominates && this.#role === "controlling") return false;

    const remote = known ?? this.#remotes.learn(source, claimedPriority);
    if (!remote) return false;
    // A pair that was given up, or never formed, is worth checking again.
    this.#form(receiver, remote);
    const pair = this.#checklist.find(receiver.base, source);
    if (pair) {
      pair.recordRequest(now);
      if (nominates) pair.nominatedByPeer = true;
      if (pair.wantsTriggeredCheck(now, TRIGGERED_CHECK_GAP)) pair.nextCheckAt = now;
    }
    respond(buildCheckResponse(transactionId, source, this.#local));
    return true;
  }

  /**
   * Whether the check is to be refused because its sender claims our role with a tie-breaker no larger than ours. With
   * a larger one the role is the sender's and we change ours. (RFC 8445 §7.3.1.1 would have two controlled agents
   * settle it the other way round; the peers in the field do not, and never read the refusal either.)
   */
  #isConflict(message: StunMessage): boolean {
    const theirs = this.#role === "controlling" ? iceControlling(message) : iceControlled(message);
    if (theirs === undefined) return false;
    if (this.#tieBreaker >= theirs) return true;
    this.#role = this.#role === "controlling" ? "controlled" : "controlling";
    this.#checklist.reprioritise(this.#role === "controlling");
    return false;
  }

  #handleCheckResponse(message: StunMessage, now: number): boolean {
    if (verifyIntegrity(message, shortTermKey(this.#remote.password)) !== "ok") return false;
    const mapped = xorMappedAddress(message);
    if (!mapped) return false;
    const inFlight = this.#inFlight.take(message.transactionId, now);
    if (!inFlight || !this.#checklist.has(inFlight.pair)) return false;
    const { pair, check } = inFlight;
    this.#locals.learn(mapped, pair.base);
    pair.recordAnswer(check, now, this.#timing);
    return true;
  }

  #form(local: LocalCandidate, remote: RemoteCandidate): void {
    // What was learnt by reflection shares its base with the candidate it was learnt through, and ranks below it.
    if (local.kind === "prflx") return;
    this.#checklist.form(local, remote, this.#role === "controlling", this.#now);
    this.#checklist.limit(this.#selected);
  }

  /** Brings everything that depends on the clock or on the pairs up to date. */
  #advance(now: number): void {
    this.#now = now;
    this.#checklist.removeWhere((pair) => pair.nextCheckAt <= now && pair.isExhausted(now, this.#timing));
    for (const pair of this.#checklist.pairs()) {
      if (pair.nextCheckAt <= now) this.#check(pair, now);
    }
    this.#select(now);
    this.#updateState();
  }

  #select(now: number): void {
    const previous = this.#selected;
    const pair = selectPair(this.#checklist.pairs(), previous, this.#role);
    this.#selected = pair;
    if (!pair) return;
    if (this.#role === "controlling" && !pair.nominated) {
      pair.nominated = true;
      this.#check(pair, now);
    }
    if (pair !== previous) this.#events.push({ type: "nominated", local: pair.base, remote: pair.destination });
  }

  #check(pair: CandidatePair, now: number): void {
    const transactionId = this.#random(TRANSACTION_ID_BYTES);
    const payload = buildCheck({
      transactionId,
      local: this.#local,
      remote: this.#remote,
      role: this.#role,
      tieBreaker: this.#tieBreaker,
      candidate: pair.local,
      useCandidate: this.#role === "controlling" && pair.nominated,
    });
    this.#inFlight.add(transactionId, pair, pair.recordCheck(now, this.#timing));
    this.#transmits.push({ source: pair.base, destination: pair.destination, payload });
  }

  #updateState(): void {
    const state = this.#currentState();
    if (state === this.#state) return;
    this.#state = state;
    this.#events.push({ type: "state", state });
    if (state === "disconnected") this.#events.push({ type: "disconnected" });
  }

  #currentState(): IceState {
    const pairs = this.#checklist.pairs().length;
    if (this.#selected && this.#checklist.has(this.#selected)) return pairs > 1 ? "connected" : "completed";
    if (pairs > 0) return "checking";
    return this.#state === "new" ? "new" : "disconnected";
  }
}
