import { DNS_PORT, MessageReader, parseQuery, withLengthPrefix } from "@fz/dns";
import type { IpAddress } from "@fz/ip";
import { type TcpConnection, TcpStack } from "@fz/tcp";

/** Connections that one address holds at the same time. */
const MAX_CONNECTIONS = 10;

/** A query that came over TCP. Hand it back with the answer. */
export interface TcpQuery {
  /** The address it was sent to. */
  readonly sentinel: IpAddress;
  readonly payload: Uint8Array;
  readonly connection: TcpConnection;
}

interface Session {
  readonly reader: MessageReader;
  unanswered: number;
}

/** DNS over TCP (RFC 7766) on the sentinels, for packets that this machine's own kernel sends into the tunnel. */
export class DnsTcpServer {
  readonly #stack: TcpStack;
  readonly #sessions = new Map<TcpConnection, Session>();
  readonly #queries: TcpQuery[] = [];
  #addresses: ReadonlySet<IpAddress> = new Set();

  constructor(options: { readonly random: (length: number) => Uint8Array }) {
    this.#stack = new TcpStack({ random: options.random, verifyChecksums: false });
  }

  /** Where it is reachable from now on. What is connected to an address that is no longer there is cut. */
  setAddresses(addresses: readonly IpAddress[], now: number): void {
    const wanted = new Set(addresses);
    for (const ip of this.#addresses) if (!wanted.has(ip)) this.#stack.unlisten({ ip, port: DNS_PORT });
    for (const ip of wanted) this.#stack.listen({ ip, port: DNS_PORT }, MAX_CONNECTIONS);
    this.#addresses = wanted;
    this.#handleEvents(now);
  }

  /** False where the packet is no TCP segment to one of the addresses. */
  handlePacket(packet: Uint8Array, now: number): boolean {
    const isOurs = this.#stack.handlePacket(packet, now);
    this.#handleEvents(now);
    return isOurs;
  }

  pollQuery(): TcpQuery | undefined {
    return this.#queries.shift();
  }

  /** Answers may come in any order, once for each query; they are dropped where the connection is gone. */
  answer({ connection }: TcpQuery, response: Uint8Array, now: number): void {
    const session = this.#sessions.get(connection);
    if (!session) return;
    session.unanswered--;
    // A peer that asks and asks and never reads is cut.
    if (!connection.write(withLengthPrefix(response), now)) connection.abort();
    else closeIfDone(connection, session, now);
    this.#handleEvents(now);
  }

  handleTimeout(now: number): void {
    this.#stack.handleTimeout(now);
    this.#handleEvents(now);
  }

  pollTimeout(): number | undefined {
    return this.#stack.pollTimeout();
  }

  /** The next packet for the machine's kernel. */
  pollPacket(): Uint8Array | undefined {
    return this.#stack.pollPacket();
  }

  #handleEvents(now: number): void {
    for (let event = this.#stack.pollEvent(); event; event = this.#stack.pollEvent()) {
      const { connection } = event;
      if (event.type === "connected") this.#sessions.set(connection, { reader: new MessageReader(), unanswered: 0 });
      else if (event.type === "closed") this.#sessions.delete(connection);
      else this.#read(connection, now);
    }
  }

  #read(connection: TcpConnection, now: number): void {
    const session = this.#sessions.get(connection);
    if (!session) return;
    session.reader.push(connection.read(now) ?? new Uint8Array(0));
    for (let payload = session.reader.next(); payload; payload = session.reader.next()) {
      if (!parseQuery(payload)) {
        connection.abort();
        return;
      }
      session.unanswered++;
      this.#queries.push({ sentinel: connection.local.ip, payload, connection });
    }
    closeIfDone(connection, session, now);
  }
}

/** A client may close its side right after its last query and still wait for the answers (RFC 7766 §6.2.4). */
function closeIfDone(connection: TcpConnection, session: Session, now: number): void {
  if (connection.peerHasClosed && session.unanswered === 0) connection.close(now);
}
