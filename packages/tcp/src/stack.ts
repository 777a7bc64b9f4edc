import { type SocketAddress, TCP_ACK, TCP_RST, TCP_SYN, TUNNEL_MTU } from "@fz/ip";
import { type ConnectionEvent, TcpConnection } from "./connection.ts";
import { buildSegment, parseSegment, resetFor, type Segment, sequenceDistance } from "./segment.ts";

const SEQUENCE_BYTES = 4;

export type TcpEvent = ConnectionEvent & { readonly connection: TcpConnection };

export interface TcpStackOptions {
  readonly random: (length: number) => Uint8Array;
  /** Bytes of the largest packet; the tunnel's by default. */
  readonly mtu?: number;
  /** Off for packets straight from this machine's kernel, whose checksums a network card would have filled in. Default on. */
  readonly verifyChecksums?: boolean;
}

/** A TCP endpoint without a network: packets go in and come out, and so does time. */
export class TcpStack {
  readonly #random: (length: number) => Uint8Array;
  readonly #mtu: number;
  readonly #verifyChecksums: boolean;
  readonly #connections = new Map<string, TcpConnection>();
  /** How many connections each listening address holds at most. */
  readonly #listeners = new Map<string, number>();
  readonly #packets: Uint8Array[] = [];
  readonly #events: TcpEvent[] = [];

  constructor(options: TcpStackOptions) {
    this.#random = options.random;
    this.#mtu = options.mtu ?? TUNNEL_MTU;
    this.#verifyChecksums = options.verifyChecksums ?? true;
  }

  /** Takes connections to the address, up to `limit` at the same time; further ones are refused with a RST. */
  listen(address: SocketAddress, limit: number): void {
    this.#listeners.set(addressKey(address), limit);
  }

  /** Cuts what is connected there. */
  unlisten(address: SocketAddress): void {
    this.#listeners.delete(addressKey(address));
    for (const connection of this.connectionsOf(address)) connection.abort();
  }

  /** Undefined where the two are connected already. The outcome comes as an event. */
  connect(local: SocketAddress, remote: SocketAddress, now: number): TcpConnection | undefined {
    if (this.#connections.has(connectionKey(local, remote))) return undefined;
    return this.#open(local, remote, now);
  }

  /** All connections of the local address, those that only wait out their end included. */
  connectionsOf(local: SocketAddress): TcpConnection[] {
    const key = addressKey(local);
    return [...this.#connections.values()].filter((connection) => addressKey(connection.local) === key);
  }

  /** False where the packet is no TCP segment for a connection or a listener here; nothing happens then. */
  handlePacket(packet: Uint8Array, now: number): boolean {
    const segment = parseSegment(packet, this.#verifyChecksums);
    if (!segment) return false;
    const connection = this.#connections.get(connectionKey(segment.destination, segment.source));
    if (connection && !isFreshSyn(connection, segment)) {
      connection.handleSegment(segment, now);
      return true;
    }
    const limit = this.#listeners.get(addressKey(segment.destination));
    if (limit === undefined) return false;
    const isSyn = (segment.flags & (TCP_SYN | TCP_ACK | TCP_RST)) === TCP_SYN;
    if (isSyn && this.#liveConnections(segment.destination) < limit) {
      this.#open(segment.destination, segment.source, now, segment);
    } else {
      this.#refuse(segment);
    }
    return true;
  }

  /** Answers a packet that `handlePacket` did not want with a RST, if it is a TCP segment at all. */
  refuse(packet: Uint8Array): void {
    const segment = parseSegment(packet, this.#verifyChecksums);
    if (segment) this.#refuse(segment);
  }

  handleTimeout(now: number): void {
    for (const connection of [...this.#connections.values()]) connection.handleTimeout(now);
  }

  pollTimeout(): number | undefined {
    let earliest: number | undefined;
    for (const connection of this.#connections.values()) {
      const due = connection.pollTimeout();
      if (due !== undefined && (earliest === undefined || due < earliest)) earliest = due;
    }
    return earliest;
  }

  pollPacket(): Uint8Array | undefined {
    return this.#packets.shift();
  }

  pollEvent(): TcpEvent | undefined {
    return this.#events.shift();
  }

  #open(local: SocketAddress, remote: SocketAddress, now: number, syn?: Segment): TcpConnection {
    const key = connectionKey(local, remote);
    const connection: TcpConnection = new TcpConnection({
      local,
      remote,
      mtu: this.#mtu,
      initialSequence: this.#initialSequence(),
      syn,
      host: {
        send: (segment) => this.#packets.push(buildSegment(segment)),
        notify: (event) => {
          // A connection that waited out its end may have been followed by another one already.
          if (event.type === "closed" && this.#connections.get(key) === connection) this.#connections.delete(key);
          this.#events.push({ ...event, connection });
        },
      },
    });
    this.#connections.set(key, connection);
    connection.start(now);
    return connection;
  }

  #liveConnections(local: SocketAddress): number {
    return this.connectionsOf(local).filter(({ state }) => state !== "time-wait").length;
  }

  #refuse(segment: Segment): void {
    if ((segment.flags & TCP_RST) === 0) this.#packets.push(buildSegment(resetFor(segment)));
  }

  #initialSequence(): number {
    const bytes = this.#random(SEQUENCE_BYTES);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }
}

/** A new connection from an address pair whose last one only waits out its end (RFC 9293 §3.10.7.4). */
function isFreshSyn(connection: TcpConnection, segment: Segment): boolean {
  const isSyn = (segment.flags & (TCP_SYN | TCP_ACK | TCP_RST)) === TCP_SYN;
  return isSyn && connection.state === "time-wait" && sequenceDistance(segment.sequence, connection.nextExpected) > 0;
}

function addressKey({ ip, port }: SocketAddress): string {
  return `${ip} ${port}`;
}

function connectionKey(local: SocketAddress, remote: SocketAddress): string {
  return `${addressKey(local)} ${addressKey(remote)}`;
}
