// One peer: an ICE agent that finds and watches paths, and a WireGuard tunnel over the path it nominates.

import {
  type Candidate,
  CLIENT_DEFAULT,
  CLIENT_IDLE,
  GATEWAY_DEFAULT,
  GATEWAY_IDLE,
  IceAgent,
  type IceTiming,
  type LocalAddress,
  parseCandidate,
} from "@fz/ice";
import { type IpAddress, type SocketAddress, sameSocketAddress } from "@fz/ip";
import { buildChannelData, type StunMessage } from "@fz/stun";
import { type HandshakeFailure, REKEY_TIMEOUT, type WireGuardCrypto, WireGuardTunnel } from "@fz/wireguard";
import { type Allocation, sameLocalAddress } from "./allocation.ts";
import { CandidateSignals } from "./candidate-signals.ts";
import type { ConnectionConfig } from "./connection-config.ts";
import type { Identity } from "./identity.ts";
import { DirectPath, type OutboundPath, type PathOwner, RelayedPath } from "./outbound-path.ts";
import type { PathInfo, Route } from "./path-info.ts";
import type { Random, RelayId, Transmit } from "./relay.ts";
import type { Timed } from "./timer-queue.ts";
import { Traffic } from "./traffic.ts";

/** The tunnel's id of a peer. */
export type ConnectionId = string;
export type FailureReason = "no-candidates" | "ice-timeout" | "handshake-timeout";

/** What a connection needs of the node it belongs to. */
export interface ConnectionHost {
  readonly identity: Identity;
  readonly crypto: WireGuardCrypto;
  readonly random: Random;
  readonly epochOffset: number;
  readonly timing: "client" | "gateway";
  allocation(id: RelayId): Allocation | undefined;
  transmit(transmit: Transmit): void;
  /** A connectivity check or a response leaves: what answers it is to come back to `connection`. */
  expectResponse(message: Uint8Array, connection: Connection, now: number): void;
  /** Packets have moved timers or left something to send. */
  touch(connection: Connection): void;
  /** An established connection takes another path. */
  notePathChange(): void;
}

/** The Response to our first Initiation has to arrive within this, or the connection has failed. */
const HANDSHAKE_ATTEMPT_MS = 20_000;
/** A new nomination does not start another handshake this soon after the last one. */
const HANDSHAKE_PAUSE_MS = 20_000;
const CANDIDATE_TIMEOUT_MS = 10_000;
const DISCONNECT_TIMEOUT_MS = 2000;
const MAX_IDLE_MS = 20_000;
const MAX_BUFFERED_MESSAGES = 128;
const NEVER = Number.POSITIVE_INFINITY;

export class Connection implements Timed, PathOwner {
  deadline = NEVER;
  queuePosition = -1;
  /** Waits in the node's list of touched connections. */
  touched = false;

  readonly id: ConnectionId;
  /** Upper 24 bits of our WireGuard session indices. */
  readonly index: number;
  readonly config: ConnectionConfig;
  readonly tunnel: WireGuardTunnel;
  readonly signals = new CandidateSignals();
  readonly traffic = new Traffic();
  relayId: RelayId | undefined;
  /** Set once it can only be closed. */
  failure: FailureReason | undefined;
  /** A session exists and a pair is nominated; `justEstablished` until the node has told so. */
  established = false;
  justEstablished = false;
  /** `now` of that. */
  establishedAt: number | undefined;

  readonly #host: ConnectionHost;
  readonly #agent: IceAgent;
  /** What was given to the agent: the same address comes up with every relay. */
  #localCandidates: { readonly address: LocalAddress; readonly candidate: Candidate }[] = [];
  readonly #relayedBases: SocketAddress[] = [];
  #nominated: { readonly local: SocketAddress; readonly remote: SocketAddress } | undefined;
  #path: OutboundPath | undefined;
  /** Time of the latest handshake. */
  #sessionSince: number | undefined;
  #buffered: Uint8Array[] = [];
  #idle = false;
  #lastActivity: number;
  #handshakeStartedAt = Number.NEGATIVE_INFINITY;
  #candidatesDueAt: number;
  #disconnectsAt = NEVER;
  #iceDeadline = NEVER;

  constructor(
    identity: { readonly id: ConnectionId; readonly index: number },
    config: ConnectionConfig,
    host: ConnectionHost,
    now: number,
  ) {
    this.id = identity.id;
    this.index = identity.index;
    this.config = config;
    this.#host = host;
    this.#lastActivity = now;
    this.#candidatesDueAt = now + CANDIDATE_TIMEOUT_MS;
    const { local, remote, role } = config;
    this.#agent = new IceAgent({ role, local, remote, timing: this.#activeTiming(), random: host.random, now });
    this.tunnel = new WireGuardTunnel({
      privateKey: host.identity.privateKey,
      publicKey: host.identity.publicKey,
      peerPublicKey: config.remotePublicKey,
      presharedKey: config.presharedKey,
      index: this.index,
      crypto: host.crypto,
      random: host.random,
      now,
      epochOffset: host.epochOffset,
      limiter: host.identity.limiter,
      rekeyAttemptTime: HANDSHAKE_ATTEMPT_MS,
    });
  }

  get state(): "connecting" | "connected" | "idle" {
    if (!this.established) return "connecting";
    return this.#idle ? "idle" : "connected";
  }

  /** Where packets go; undefined until established. */
  get path(): OutboundPath | undefined {
    return this.established ? this.#path : undefined;
  }

  /** What is known of the path in use; undefined until one was found. */
  get info(): PathInfo | undefined {
    if (!this.#nominated) return undefined;
    const { remote } = this.#nominated;
    const selected = this.#agent.selected;
    const ours = this.#path instanceof RelayedPath ? "relay" : "peer";
    const theirs = selected?.remoteKind === "relay" ? "relay" : "peer";
    const route: Route = `${ours}-to-${theirs}`;
    return { path: route === "peer-to-peer" ? "direct" : "relayed", route, remote, rtt: selected?.rtt };
  }

  /** The portal introduced the two ends again: tells all candidates once more and makes sure of the tunnel. */
  renew(now: number): void {
    this.#wake(now);
    for (const { candidate } of this.#localCandidates) this.signals.announce(candidate);
    if (this.#nominated) this.#startHandshake(now);
  }

  addLocal(address: LocalAddress, now: number): void {
    if (this.#localCandidates.some((known) => sameLocalAddress(known.address, address))) return;
    const candidate = this.#agent.addLocalCandidate(address);
    if (!candidate) return;
    this.#localCandidates.push({ address, candidate });
    if (address.kind === "relay") this.#relayedBases.push(address.address);
    this.signals.announce(candidate);
    this.#wake(now);
  }

  removeLocal(address: LocalAddress, now: number): void {
    const known = this.#localCandidates.find((local) => sameLocalAddress(local.address, address));
    if (!known) return;
    this.#localCandidates = this.#localCandidates.filter((local) => local !== known);
    this.#agent.removeLocalCandidate(address, now);
    this.signals.invalidate(known.candidate);
    this.#wake(now);
  }

  /** A candidate line of the peer's. False where it cannot be read. */
  addRemote(line: string, now: number): boolean {
    const candidate = parseCandidate(line);
    if (!candidate) return false;
    this.#candidatesDueAt = NEVER;
    this.#wake(now);
    if (!this.#agent.addRemoteCandidate(candidate, now)) return true;
    if (candidate.kind !== "host") this.#allocation()?.bindChannel(candidate.address, now);
    return true;
  }

  removeRemote(line: string, now: number): boolean {
    const candidate = parseCandidate(line);
    if (!candidate) return false;
    this.#wake(now);
    this.#agent.removeRemoteCandidate(candidate, now);
    return true;
  }

  /** A connectivity check or the response to one. `local` is a host address or a relayed one. */
  handleCheck(local: SocketAddress, remote: SocketAddress, message: StunMessage, now: number): boolean {
    return this.#agent.handleMessage(local, remote, message, now);
  }

  handleHandshake(message: Uint8Array, sourceIp: IpAddress, now: number): "ok" | HandshakeFailure {
    const outcome = this.tunnel.handleHandshake(message, sourceIp, now);
    this.#drainTunnel(now, true);
    return outcome;
  }

  handleTimeout(now: number): void {
    this.#agent.handleTimeout(now);
    this.tunnel.handleTimeout(now);
    // Before there is a path, what a timer sends is of no use to a peer that hears it later.
    this.#drainTunnel(now, false);
    if (now >= this.#candidatesDueAt) this.#fail("no-candidates");
    this.settle(now);
    if (now >= this.#disconnectsAt) this.#fail("ice-timeout");
    if (this.#mayIdle() && now >= this.#lastActivity + MAX_IDLE_MS) {
      this.#idle = true;
      this.#agent.setTiming(this.#host.timing === "client" ? CLIENT_IDLE : GATEWAY_IDLE, now);
      this.settle(now);
    }
  }

  /** Passes on what agent and tunnel have to say. */
  settle(now: number): void {
    for (let event = this.#agent.pollEvent(); event; event = this.#agent.pollEvent()) {
      if (event.type === "nominated") this.#nominate(event.local, event.remote, now);
    }
    if (this.#agent.state !== "disconnected") this.#disconnectsAt = NEVER;
    else if (this.#disconnectsAt === NEVER) this.#disconnectsAt = now + DISCONNECT_TIMEOUT_MS;
    for (let check = this.#agent.pollTransmit(); check; check = this.#agent.pollTransmit()) {
      this.#host.expectResponse(check.payload, this, now);
      this.#sendFrom(check.source, check.destination, check.payload, now);
    }
    this.#iceDeadline = this.#agent.pollTimeout() ?? NEVER;
    this.settleTunnel(now);
  }

  /** As `settle`, where only packets have passed. */
  settleTunnel(now: number): void {
    this.#drainTunnel(now, true);
  }

  nextDeadline(): number {
    return Math.min(
      this.#iceDeadline,
      this.tunnel.pollTimeout() ?? NEVER,
      this.#candidatesDueAt,
      this.#disconnectsAt,
      this.#mayIdle() ? this.#lastActivity + MAX_IDLE_MS : NEVER,
    );
  }

  noteSent(length: number, now: number): void {
    this.traffic.countSent(length);
    this.noteActivity(now);
  }

  noteReceived(length: number, now: number): void {
    this.traffic.countReceived(length);
    this.noteActivity(now);
  }

  noteActivity(now: number): void {
    this.#lastActivity = now;
    if (this.#idle) this.#wake(now);
    if (!this.touched) this.#host.touch(this);
  }

  /**
   * An unused session ends some seconds before the timers renew it; a packet that meets the gap need not wait for them.
   * The responder of a young session, though, only has to wait for the initiator's first message.
   */
  noteMissingSession(now: number): void {
    if (!this.established || now < (this.#sessionSince ?? now) + REKEY_TIMEOUT) return;
    this.tunnel.startHandshake(now);
    this.noteActivity(now);
  }

  /** Forgets all keys and lets no packet out any more. */
  dispose(): void {
    this.tunnel.dispose();
    this.established = false;
    this.#nominated = undefined;
    this.#path = undefined;
    this.#buffered = [];
  }

  #activeTiming(): IceTiming {
    return this.#host.timing === "client" ? CLIENT_DEFAULT : GATEWAY_DEFAULT;
  }

  #mayIdle(): boolean {
    return (
      !this.#idle && this.config.idles !== false && this.#nominated !== undefined && this.#agent.state === "connected"
    );
  }

  #wake(now: number): void {
    this.#lastActivity = now;
    if (!this.#idle) return;
    this.#idle = false;
    this.#agent.setTiming(this.#activeTiming(), now);
    this.#iceDeadline = this.#agent.pollTimeout() ?? NEVER;
  }

  #allocation(): Allocation | undefined {
    return this.relayId === undefined ? undefined : this.#host.allocation(this.relayId);
  }

  #nominate(local: SocketAddress, remote: SocketAddress, now: number): void {
    this.#nominated = { local, remote };
    const allocation = this.#allocation();
    const viaRelay = this.#isOwnRelayed(local);
    if (!viaRelay) this.#path = new DirectPath(this, local, remote);
    else if (allocation?.activeSocket) this.#path = new RelayedPath(this, allocation, allocation.activeSocket, remote);
    else this.#path = undefined;
    if (this.established) this.#host.notePathChange();
    for (const message of this.#buffered.splice(0)) this.#sendToPeer(message, now);
    this.#startHandshake(now);
    this.#checkEstablished(now);
  }

  #startHandshake(now: number): void {
    if (this.#agent.role !== "controlling" || this.tunnel.isHandshaking) return;
    if (now < this.#handshakeStartedAt + HANDSHAKE_PAUSE_MS) return;
    this.#handshakeStartedAt = now;
    this.tunnel.startHandshake(now);
    this.#drainTunnel(now, true);
  }

  #drainTunnel(now: number, bufferUnsent: boolean): void {
    for (let message = this.tunnel.pollTransmit(); message; message = this.tunnel.pollTransmit()) {
      if (this.#nominated) this.#sendToPeer(message, now);
      else if (bufferUnsent && this.#buffered.length < MAX_BUFFERED_MESSAGES) this.#buffered.push(message);
    }
    for (let event = this.tunnel.pollEvent(); event; event = this.tunnel.pollEvent()) {
      if (event.type === "expired") this.#fail("handshake-timeout");
      else this.#sessionSince = now;
    }
    this.#checkEstablished(now);
  }

  #checkEstablished(now: number): void {
    if (this.established || this.#sessionSince === undefined || !this.#nominated || this.failure) return;
    this.established = true;
    this.justEstablished = true;
    this.establishedAt = now;
    this.#lastActivity = now;
  }

  #fail(reason: FailureReason): void {
    this.failure ??= reason;
  }

  #sendToPeer(payload: Uint8Array, now: number): void {
    if (this.#nominated) this.#sendFrom(this.#nominated.local, this.#nominated.remote, payload, now);
  }

  #isOwnRelayed(address: SocketAddress): boolean {
    return this.#relayedBases.some((base) => sameSocketAddress(base, address));
  }

  #sendFrom(source: SocketAddress, destination: SocketAddress, payload: Uint8Array, now: number): void {
    if (!this.#isOwnRelayed(source)) {
      this.#host.transmit({ source, destination, payload, ecn: 0 });
      return;
    }
    const allocation = this.#allocation();
    // A former relay's address is no use as a source: only that relay could send from it.
    if (!allocation?.isRelayed(source) || !allocation.activeSocket) return;
    const channel = allocation.channelTo(destination, now);
    if (!channel) return;
    allocation.noteChannelDataSent(now);
    const datagram = buildChannelData(channel.number, payload);
    this.#host.transmit({ source: undefined, destination: allocation.activeSocket, payload: datagram, ecn: 0 });
  }
}
