// Everything that makes datagrams reach a peer, without a socket or a clock: relays, paths, encrypted tunnels. Time comes
// in as `now`, milliseconds of a monotonic clock; what is to be sent, told or waited for is polled.

import { equal } from "@fz/bytes";
import { ECN_CE, getEcn, type SocketAddress, setCongestionExperienced } from "@fz/ip";
import { checkUfrags, type StunMessage } from "@fz/stun";
import { parseInitiationPeer, receiverIndex, type WireGuardCrypto } from "@fz/wireguard";
import { Allocations } from "./allocations.ts";
import { CheckTransactions } from "./check-transactions.ts";
import { DatagramClassifier } from "./classification.ts";
import { Connection, type ConnectionHost, type ConnectionId } from "./connection.ts";
import { type ConnectionConfig, sameConfig } from "./connection-config.ts";
import { ConnectionIndices } from "./connection-indices.ts";
import { Connections } from "./connections.ts";
import {
  type Counters,
  DROP_HANDSHAKE,
  DROP_INVALID,
  DROP_UNKNOWN_CONNECTION,
  type DropReason,
  openFailure,
  zeroCounters,
} from "./counters.ts";
import { generateIdentity, type Identity } from "./identity.ts";
import type { NodeEvent } from "./node-event.ts";
import type { OutboundPath } from "./outbound-path.ts";
import type { PathInfo } from "./path-info.ts";
import type { Random, RelayConfig, RelayId, Transmit } from "./relay.ts";
import { RelayAssignment } from "./relay-assignment.ts";
import { TimerQueue } from "./timer-queue.ts";

export interface NodeOptions {
  readonly crypto: WireGuardCrypto;
  readonly random: Random;
  readonly now: number;
  /** Added to `now` it gives milliseconds since the Unix epoch. */
  readonly epochOffset: number;
  /** Whose pace of connectivity checks to keep. */
  readonly timing: "client" | "gateway";
}

export interface ConnectionInfo extends PathInfo {
  /** Our relay, in use or in reserve. */
  readonly relayId: RelayId | undefined;
  /** `now` of the moment; undefined until then. */
  readonly establishedAt: number | undefined;
  /** Of the IP packets inside. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

const INDEX_SHIFT = 8;

export class Node {
  /** Outcome of the latest `decapsulate` that gave a packet. */
  lastConnection: ConnectionId = "";
  /** Grows whenever a connection is established, takes another path or ends. */
  connectionChanges = 0;
  readonly counters: Counters = zeroCounters();

  readonly #options: NodeOptions;
  #identity: Identity;
  readonly #indices: ConnectionIndices;
  readonly #connections = new Connections();
  readonly #allocations: Allocations;
  readonly #relays: RelayAssignment;
  readonly #classifier: DatagramClassifier;
  readonly #checks = new CheckTransactions<Connection>();
  readonly #timers = new TimerQueue<Connection>();
  /** The first `#touchedCount`: connections that packets went through since the last poll. Never shrinks. */
  readonly #touched: Connection[] = [];
  #touchedCount = 0;
  readonly #signalling = new Set<Connection>();
  #transmits: Transmit[] = [];
  #events: NodeEvent[] = [];
  /** Time of the latest input; polling happens at the same time. */
  #now: number;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.#now = options.now;
    this.#identity = generateIdentity(options.crypto, options.random);
    this.#indices = new ConnectionIndices(options.random);
    this.#allocations = new Allocations(options.random);
    this.#relays = new RelayAssignment(this.#allocations, this.#connections);
    this.#classifier = new DatagramClassifier(this.#allocations);
  }

  /** Known to the portal; a reset changes it. */
  get publicKey(): Uint8Array {
    return this.#identity.publicKey;
  }

  /**
   * Connects to a peer that the portal introduced. A connection that differs in nothing is kept; any other one under this
   * id gives way, without a word to the peer. 'no-relays': no relay has answered yet; whatever there was is still there.
   */
  upsertConnection(id: ConnectionId, config: ConnectionConfig, now: number): "created" | "reused" | "no-relays" {
    this.#now = now;
    const existing = this.#connections.get(id);
    if (existing && sameConfig(existing.config, config)) {
      existing.renew(now);
      this.#settle(existing, now);
      return "reused";
    }
    const relay = this.#allocations.sample();
    if (!relay) return "no-relays";
    if (existing) this.#drop(existing, now);
    const connection = new Connection({ id, index: this.#freeIndex() }, config, this.#host(), now);
    this.#connections.add(connection);
    this.#relays.introduce(connection, relay, now);
    this.#settle(connection, now);
    return "created";
  }

  /** Says nothing to the peer: a Goodbye has to be encapsulated before. */
  closeConnection(id: ConnectionId, now: number): void {
    this.#now = now;
    const connection = this.#connections.get(id);
    if (!connection) return;
    this.#drop(connection, now);
    this.#events.push({ type: "connection-closed", id, reason: "local" });
  }

  hasConnection(id: ConnectionId): boolean {
    return this.#connections.get(id) !== undefined;
  }

  connectionState(id: ConnectionId): "connecting" | "connected" | "idle" | undefined {
    return this.#connections.get(id)?.state;
  }

  connectionIds(): ConnectionId[] {
    return [...this.#connections.values()].map(({ id }) => id);
  }

  /** Undefined until a path was found. */
  connectionInfo(id: ConnectionId): ConnectionInfo | undefined {
    const connection = this.#connections.get(id);
    const info = connection?.info;
    if (!connection || !info) return undefined;
    const { relayId, establishedAt, traffic } = connection;
    return { ...info, relayId, establishedAt, bytesSent: traffic.sent, bytesReceived: traffic.received };
  }

  /** A candidate line from the portal. Lines for unknown connections and unreadable ones are passed over. */
  addRemoteCandidate(id: ConnectionId, line: string, now: number): void {
    this.#now = now;
    const connection = this.#connections.get(id);
    if (connection?.addRemote(line, now)) this.#settle(connection, now);
  }

  removeRemoteCandidate(id: ConnectionId, line: string, now: number): void {
    this.#now = now;
    const connection = this.#connections.get(id);
    if (connection?.removeRemote(line, now)) this.#settle(connection, now);
  }

  /** The portal's latest word on relays: `added` lists those to use, known ones among them; the rest has to prove itself. */
  updateRelays(removed: readonly RelayId[], added: readonly RelayConfig[], now: number): void {
    this.#now = now;
    this.#settleAll(this.#relays.update(removed, added, now), now);
    this.#settleRelays(now);
  }

  /** Undefined where the connection is unknown or not established yet. Allocates nothing. */
  outboundPath(id: ConnectionId, _now: number): OutboundPath | undefined {
    return this.#connections.get(id)?.path;
  }

  /** Sends one packet, by way of `pollTransmit`; false where there is no session to send it on. */
  encapsulate(id: ConnectionId, packet: Uint8Array, now: number): boolean {
    this.#now = now;
    const path = this.#connections.get(id)?.path;
    if (!path) return false;
    const payload = new Uint8Array(packet.length + path.overhead);
    const length = path.seal(packet, 0, packet.length, payload, 0, now);
    if (length === 0) return false;
    const { source, destination } = path;
    const ecn = packet.length === 0 ? 0 : getEcn(packet, 0);
    this.#transmits.push({ source, destination, payload: payload.subarray(0, length), ecn });
    return true;
  }

  /**
   * Takes a datagram that came to our `local` socket. More than 0: length of the IP packet written to `out`, which came
   * from `lastConnection`; 0: consumed; less: a counted reason. Congestion marks of the outer header are carried over.
   * Allocates nothing for packets.
   */
  decapsulate(
    local: SocketAddress,
    remote: SocketAddress,
    ecn: number,
    buf: Uint8Array,
    off: number,
    len: number,
    out: Uint8Array,
    outOff: number,
    now: number,
  ): number {
    this.#now = now;
    const classifier = this.#classifier;
    const kind = classifier.classify(remote, buf, off, len, now);
    if (kind !== "data") return this.#handleControl(kind, local, remote, buf, now);
    const connection = this.#connections.withIndex(receiverIndex(buf, classifier.offset) >>> INDEX_SHIFT);
    if (!connection) return this.#dropUnknownIndex(receiverIndex(buf, classifier.offset) >>> INDEX_SHIFT, now);
    const length = connection.tunnel.open(buf, classifier.offset, classifier.length, out, outOff, now);
    if (length > 0) {
      if (ecn === ECN_CE) setCongestionExperienced(out, outOff);
      this.lastConnection = connection.id;
      connection.noteReceived(length, now);
      return length;
    }
    this.#touch(connection);
    if (length < 0) this.counters[openFailure(length)]++;
    return length;
  }

  /** Our sockets are new ones: begins anew under a new key, with the relays at hand. All connections end. */
  reset(now: number): void {
    this.#now = now;
    const closed = [...this.#connections.values()];
    for (const connection of closed) this.#drop(connection, now);
    this.#transmits = [];
    this.#checks.clear();
    this.#events = closed.map(({ id }) => ({ type: "connection-closed", id, reason: "reset" }));
    this.#identity = generateIdentity(this.#options.crypto, this.#options.random);
    this.#allocations.restart(now);
  }

  handleTimeout(now: number): void {
    this.#now = now;
    this.#allocations.handleTimeout(now);
    this.#settleRelays(now);
    for (const connection of this.#timers.takeDue(now)) {
      connection.handleTimeout(now);
      this.#settle(connection, now);
    }
  }

  /** When to call `handleTimeout`, if nothing else happens before. */
  pollTimeout(): number | undefined {
    this.#settleTouched();
    const next = Math.min(this.#timers.next ?? Number.POSITIVE_INFINITY, this.#allocations.pollTimeout());
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }

  pollTransmit(): Transmit | undefined {
    this.#settleTouched();
    return this.#transmits.shift() ?? this.#allocations.pollTransmit();
  }

  pollEvent(): NodeEvent | undefined {
    this.#settleTouched();
    return this.#events.shift() ?? this.#pollSignal();
  }

  #pollSignal(): NodeEvent | undefined {
    for (const connection of this.#signalling) {
      const { id, signals } = connection;
      const invalidated = signals.takeInvalidated();
      if (invalidated.length > 0) return { type: "invalidated-candidates", id, candidates: invalidated };
      this.#signalling.delete(connection);
      const announced = signals.takeAnnounced();
      if (announced.length > 0) return { type: "new-candidates", id, candidates: announced };
    }
    return undefined;
  }

  #handleControl(
    kind: Exclude<ReturnType<DatagramClassifier["classify"]>, "data">,
    local: SocketAddress,
    remote: SocketAddress,
    buf: Uint8Array,
    now: number,
  ): number {
    const { offset, length, message, allocation, channel } = this.#classifier;
    const from = channel?.peer ?? remote;
    const to = channel ? allocation?.relayedAddress(channel.peerVersion) : local;
    switch (kind) {
      case "relay-stun":
        if (message) allocation?.handleMessage(local, remote, message, now);
        this.#settleRelays(now);
        return 0;
      case "ice-request":
      case "ice-success":
        return message && to ? this.#handleCheck(to, from, message, now) : 0;
      case "initiation":
      case "response":
      case "cookie":
        return this.#handleHandshake(kind, from, buf.slice(offset, offset + length), now);
      case "stun-dropped":
        return this.#consume("unsolicited_stun");
      case "former-relay":
        return this.#consume("former_relay");
      case "unbound-channel":
        return this.#consume("unbound_channel");
      case "invalid":
        return this.#refuse("invalid", DROP_INVALID);
    }
  }

  #handleCheck(local: SocketAddress, remote: SocketAddress, message: StunMessage, now: number): number {
    const connection = this.#senderOfCheck(message, now);
    if (!connection) return this.#consume("unknown_check");
    if (!connection.handleCheck(local, remote, message, now)) this.#consume("unknown_check");
    this.#settle(connection, now);
    return 0;
  }

  #senderOfCheck(message: StunMessage, now: number): Connection | undefined {
    if (message.class === "success") return this.#checks.take(message.transactionId, now);
    const ufrags = checkUfrags(message);
    return ufrags && this.#connections.withUfrags(ufrags.local, ufrags.remote);
  }

  #handleHandshake(
    kind: "initiation" | "response" | "cookie",
    remote: SocketAddress,
    message: Uint8Array,
    now: number,
  ): number {
    if (kind !== "initiation") {
      const index = receiverIndex(message, 0) >>> INDEX_SHIFT;
      const addressee = this.#connections.withIndex(index);
      return addressee ? this.#deliver(addressee, remote, message, now) : this.#dropUnknownIndex(index, now);
    }
    const { privateKey, publicKey } = this.#identity;
    const peer = parseInitiationPeer(message, privateKey, this.#options.crypto, publicKey);
    const connection = peer && this.#connections.withPeerKey(peer);
    if (connection) return this.#deliver(connection, remote, message, now);
    const known = peer && this.#connections.wasRecentlyClosed((c) => equal(c.config.remotePublicKey, peer), now);
    return known ? this.#consume("recently_closed") : this.#refuse("unknown_peer", DROP_UNKNOWN_CONNECTION);
  }

  #deliver(connection: Connection, remote: SocketAddress, message: Uint8Array, now: number): number {
    const outcome = connection.handleHandshake(message, remote.ip, now);
    this.#settle(connection, now);
    return outcome === "ok" ? 0 : this.#refuse(`handshake_${outcome}`, DROP_HANDSHAKE);
  }

  #dropUnknownIndex(index: number, now: number): number {
    const known = this.#connections.wasRecentlyClosed((connection) => connection.index === index, now);
    return known ? this.#consume("recently_closed") : this.#refuse("unknown_index", DROP_UNKNOWN_CONNECTION);
  }

  #consume(reason: DropReason): 0 {
    this.counters[reason]++;
    return 0;
  }

  #refuse(reason: DropReason, code: number): number {
    this.counters[reason]++;
    return code;
  }

  #touch(connection: Connection): void {
    if (connection.touched) return;
    connection.touched = true;
    this.#touched[this.#touchedCount++] = connection;
  }

  #settleTouched(): void {
    for (let i = 0; i < this.#touchedCount; i++) {
      const connection = this.#touched[i];
      connection.touched = false;
      if (this.#connections.get(connection.id) !== connection) continue;
      connection.settleTunnel(this.#now);
      this.#conclude(connection, this.#now);
    }
    this.#touchedCount = 0;
  }

  #settleRelays(now: number): void {
    this.#settleAll(this.#relays.settle(now), now);
    if (this.#relays.takeExhausted()) this.#events.push({ type: "no-relays" });
  }

  #settleAll(connections: Iterable<Connection>, now: number): void {
    for (const connection of connections) this.#settle(connection, now);
  }

  #settle(connection: Connection, now: number): void {
    connection.settle(now);
    this.#conclude(connection, now);
  }

  /** After any input to a connection: tells what has become of it and when it wants to be looked at again. */
  #conclude(connection: Connection, now: number): void {
    const { id } = connection;
    if (connection.failure) {
      this.#drop(connection, now);
      this.#events.push({ type: "connection-failed", id, reason: connection.failure });
      return;
    }
    if (connection.justEstablished) {
      connection.justEstablished = false;
      this.connectionChanges++;
      this.#events.push({ type: "connection-established", id });
    }
    if (connection.signals.pending) this.#signalling.add(connection);
    this.#timers.set(connection, connection.nextDeadline());
  }

  #drop(connection: Connection, now: number): void {
    if (connection.established) this.connectionChanges++;
    connection.dispose();
    this.#timers.remove(connection);
    this.#signalling.delete(connection);
    this.#connections.remove(connection, now);
    this.#relays.forget(connection);
  }

  #freeIndex(): number {
    for (;;) {
      const index = this.#indices.next();
      if (!this.#connections.withIndex(index)) return index;
    }
  }

  #host(): ConnectionHost {
    const { crypto, random, epochOffset, timing } = this.#options;
    return {
      identity: this.#identity,
      crypto,
      random,
      epochOffset,
      timing,
      allocation: (id) => this.#allocations.get(id),
      transmit: (transmit) => this.#transmits.push(transmit),
      expectResponse: (check, connection, now) => this.#checks.add(check, connection, now),
      touch: (connection) => this.#touch(connection),
      notePathChange: () => {
        this.connectionChanges++;
      },
    };
  }
}
