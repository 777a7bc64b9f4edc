import { MessageReader, parseResponse, withId, withLengthPrefix } from "@fz/dns";
import { PacketView, PROTOCOL_TCP, type SocketAddress } from "@fz/ip";
import { type TcpConnection, TcpStack } from "@fz/tcp";
import { randomPort, randomU16, sourceFor, type TunnelSource } from "./tunnel-source.ts";
import type { ClientResult } from "./udp-client.ts";

/** How long a server may take, milliseconds. */
const QUERY_TIMEOUT = 10_000;
/** Closed connections whose last packets are expected and swallowed. */
const MAX_REMEMBERED = 32;
/** Queries on one connection; their ids must stay easy to draw. */
const MAX_PIPELINED = 4096;
const PORT_ATTEMPTS = 16;

interface Pending {
  readonly query: number;
  /** The id that the asker used. */
  readonly originalId: number;
  readonly sentAt: number;
}

interface Session {
  readonly server: SocketAddress;
  readonly connection: TcpConnection;
  readonly reader: MessageReader;
  /** By the id that the query has on this connection, oldest first. */
  readonly pending: Map<number, Pending>;
  /** When the server last sent something. */
  lastHeard: number;
}

/** DNS over TCP through the tunnel: one connection per server, opened when there is something to ask, queries pipelined. */
export class DnsTcpClient {
  readonly #random: (length: number) => Uint8Array;
  readonly #stack: TcpStack;
  /** By server. */
  readonly #sessions = new Map<string, Session>();
  /** Address pairs of connections that are gone, oldest first. */
  readonly #remembered = new Set<string>();
  readonly #results: ClientResult[] = [];
  #source: TunnelSource = {};
  #queries = 0;

  constructor(options: { readonly random: (length: number) => Uint8Array }) {
    this.#random = options.random;
    this.#stack = new TcpStack({ random: options.random });
  }

  /** The tunnel addresses from now on. Connections from others are cut. */
  setSource(source: TunnelSource, now: number): void {
    this.#source = source;
    for (const { server, connection } of [...this.#sessions.values()]) {
      if (connection.local.ip !== sourceFor(server.ip, source)) connection.abort();
    }
    this.#handleEvents(now);
  }

  /** Nothing is connected or was lately, so no packet can be for this client. */
  get isIdle(): boolean {
    return this.#sessions.size === 0 && this.#remembered.size === 0;
  }

  /** Asks; the number comes back with the outcome. */
  query(server: SocketAddress, payload: Uint8Array, now: number): number {
    const query = this.#queries++;
    const session = this.#sessions.get(key(server)) ?? this.#connect(server, now);
    const id = session && this.#drawId(session);
    if (!session || id === undefined || !session.connection.write(withLengthPrefix(withId(payload, id)), now)) {
      this.#fail(query);
      return query;
    }
    session.pending.set(id, { query, originalId: (payload[0] << 8) | payload[1], sentAt: now });
    return query;
  }

  /** False where the packet has nothing to do with a connection of this client. */
  handlePacket(packet: Uint8Array, now: number): boolean {
    if (this.isIdle) return false;
    const isOurs = this.#stack.handlePacket(packet, now);
    this.#handleEvents(now);
    return isOurs || this.#isStraggler(packet);
  }

  handleTimeout(now: number): void {
    this.#stack.handleTimeout(now);
    for (const session of [...this.#sessions.values()]) this.#expire(session, now);
    this.#handleEvents(now);
  }

  pollTimeout(): number | undefined {
    let earliest = this.#stack.pollTimeout();
    for (const { pending } of this.#sessions.values()) {
      const [oldest] = pending.values();
      const due = oldest && oldest.sentAt + QUERY_TIMEOUT;
      if (due !== undefined && (earliest === undefined || due < earliest)) earliest = due;
    }
    return earliest;
  }

  /** The next packet for the gateway. */
  pollPacket(): Uint8Array | undefined {
    return this.#stack.pollPacket();
  }

  pollResult(): ClientResult | undefined {
    return this.#results.shift();
  }

  #connect(server: SocketAddress, now: number): Session | undefined {
    const ip = sourceFor(server.ip, this.#source);
    for (let attempt = 0; ip !== undefined && attempt < PORT_ATTEMPTS; attempt++) {
      const connection = this.#stack.connect({ ip, port: randomPort(this.#random) }, server, now);
      if (!connection) continue;
      const session = { server, connection, reader: new MessageReader(), pending: new Map(), lastHeard: now };
      this.#sessions.set(key(server), session);
      return session;
    }
    return undefined;
  }

  #drawId({ pending }: Session): number | undefined {
    if (pending.size >= MAX_PIPELINED) return undefined;
    let id = randomU16(this.#random);
    while (pending.has(id)) id = (id + 1) & 0xffff;
    return id;
  }

  #handleEvents(now: number): void {
    for (let event = this.#stack.pollEvent(); event; event = this.#stack.pollEvent()) {
      const { connection } = event;
      if (event.type === "closed") this.#remember(connection);
      const session = this.#sessions.get(key(connection.remote));
      if (session?.connection !== connection) continue;
      if (event.type === "closed") this.#drop(session);
      else if (event.type === "readable") this.#read(session, now);
      else session.lastHeard = now;
    }
  }

  #read(session: Session, now: number): void {
    const { connection, reader } = session;
    session.lastHeard = now;
    reader.push(connection.read(now) ?? new Uint8Array(0));
    for (let message = reader.next(); message; message = reader.next()) {
      const response = parseResponse(message);
      if (!response) {
        connection.abort();
        return;
      }
      const pending = session.pending.get(response.id);
      if (!pending) continue;
      session.pending.delete(response.id);
      const payload = withId(message, pending.originalId);
      this.#results.push({ query: pending.query, outcome: { type: "response", payload } });
    }
    if (connection.peerHasClosed) {
      this.#drop(session);
      connection.close(now);
    }
  }

  /** Queries that waited too long fail; a connection on which nothing came in all that time is given up. */
  #expire(session: Session, now: number): void {
    for (const [id, { query, sentAt }] of session.pending) {
      if (now < sentAt + QUERY_TIMEOUT) return;
      session.pending.delete(id);
      this.#fail(query);
      if (session.lastHeard <= sentAt) {
        session.connection.abort();
        return;
      }
    }
  }

  /** The next query opens a new connection; what was still waiting fails. */
  #drop({ server, pending }: Session): void {
    this.#sessions.delete(key(server));
    for (const { query } of pending.values()) this.#fail(query);
    pending.clear();
  }

  #fail(query: number): void {
    this.#results.push({ query, outcome: { type: "failure" } });
  }

  #remember({ local, remote }: TcpConnection): void {
    this.#remembered.add(pairKey(local, remote));
    for (const oldest of this.#remembered) {
      if (this.#remembered.size <= MAX_REMEMBERED) return;
      this.#remembered.delete(oldest);
    }
  }

  #isStraggler(packet: Uint8Array): boolean {
    const view = new PacketView();
    if (!view.wrap(packet, 0, packet.length) || view.protocol !== PROTOCOL_TCP) return false;
    const local = { ip: view.destinationIp(), port: view.destinationPort };
    return this.#remembered.has(pairKey(local, { ip: view.sourceIp(), port: view.sourcePort }));
  }
}

function key({ ip, port }: SocketAddress): string {
  return `${ip} ${port}`;
}

function pairKey(local: SocketAddress, remote: SocketAddress): string {
  return `${key(local)} ${key(remote)}`;
}
