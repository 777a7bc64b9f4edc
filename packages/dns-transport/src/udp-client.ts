import { parseResponse, type UpstreamOutcome } from "@fz/dns";
import {
  type IpAddress,
  PacketView,
  PROTOCOL_UDP,
  parseIcmpError,
  type SocketAddress,
  sameSocketAddress,
  udpPacket,
  verifyTransportChecksum,
} from "@fz/ip";
import { randomPort, sourceFor, type TunnelSource } from "./tunnel-source.ts";

/** How long a server may take, milliseconds; as long again its late answer is expected and swallowed. */
const QUERY_TIMEOUT = 10_000;
const MAX_TRACKED = 1024;
/** Draws of a source port before the query counts as one too many. */
const PORT_ATTEMPTS = 16;
const ID_BYTES = 2;

export interface ClientResult {
  /** What `query` gave. */
  readonly query: number;
  readonly outcome: UpstreamOutcome;
}

interface Tracked {
  readonly query: number;
  readonly local: SocketAddress;
  readonly server: SocketAddress;
  readonly id: Uint8Array;
  /** When it fails, or, once it has an outcome, when it is forgotten. */
  deadline: number;
  isDone: boolean;
}

/** DNS over UDP through the tunnel: each query leaves from a port of its own. */
export class DnsUdpClient {
  readonly #random: (length: number) => Uint8Array;
  /** By source address and port. */
  readonly #tracked = new Map<string, Tracked>();
  readonly #packets: Uint8Array[] = [];
  readonly #results: ClientResult[] = [];
  #source: TunnelSource = {};
  #queries = 0;

  constructor(options: { readonly random: (length: number) => Uint8Array }) {
    this.#random = options.random;
  }

  /** The tunnel addresses for queries from now on. */
  setSource(source: TunnelSource): void {
    this.#source = source;
  }

  /** Nothing is under way and no packet can be for this client. */
  get isIdle(): boolean {
    return this.#tracked.size === 0;
  }

  /** Asks; the number comes back with the outcome. */
  query(server: SocketAddress, payload: Uint8Array, now: number): number {
    const query = this.#queries++;
    const local = this.#drawLocal(server);
    if (!local) {
      this.#results.push({ query, outcome: { type: "failure" } });
      return query;
    }
    const id = payload.slice(0, ID_BYTES);
    this.#tracked.set(key(local), { query, local, server, id, deadline: now + QUERY_TIMEOUT, isDone: false });
    this.#packets.push(udpPacket({ source: local, destination: server, payload }));
    return query;
  }

  /** False where the packet has nothing to do with a query of this client. */
  handlePacket(packet: Uint8Array, now: number): boolean {
    const view = new PacketView();
    if (this.isIdle || !view.wrap(packet, 0, packet.length)) return false;
    if (view.isIcmpError) return this.#handleIcmpError(packet, now);
    if (view.protocol !== PROTOCOL_UDP) return false;
    const local = { ip: view.destinationIp(), port: view.destinationPort };
    const server = { ip: view.sourceIp(), port: view.sourcePort };
    const tracked = this.#tracked.get(key(local));
    if (!tracked || !sameSocketAddress(tracked.server, server)) return false;
    const payload = view.payload();
    const isAnswer =
      payload[0] === tracked.id[0] && payload[1] === tracked.id[1] && parseResponse(payload) !== undefined;
    // Anything else from there may be forged: the answer can still come.
    if (isAnswer && verifyTransportChecksum(packet, 0, packet.length)) {
      this.#finish(tracked, { type: "response", payload: payload.slice() }, now);
    }
    return true;
  }

  handleTimeout(now: number): void {
    for (const [port, tracked] of this.#tracked) {
      if (now < tracked.deadline) continue;
      if (tracked.isDone) this.#tracked.delete(port);
      else this.#finish(tracked, { type: "failure" }, now);
    }
  }

  pollTimeout(): number | undefined {
    let earliest: number | undefined;
    for (const { deadline } of this.#tracked.values()) {
      if (earliest === undefined || deadline < earliest) earliest = deadline;
    }
    return earliest;
  }

  /** The next packet for the gateway. */
  pollPacket(): Uint8Array | undefined {
    return this.#packets.shift();
  }

  pollResult(): ClientResult | undefined {
    return this.#results.shift();
  }

  #finish(tracked: Tracked, outcome: UpstreamOutcome, now: number): void {
    if (tracked.isDone) return;
    tracked.isDone = true;
    tracked.deadline = now + QUERY_TIMEOUT;
    this.#results.push({ query: tracked.query, outcome });
  }

  #handleIcmpError(packet: Uint8Array, now: number): boolean {
    const quoted = parseIcmpError(packet)?.quoted;
    if (quoted?.protocol !== PROTOCOL_UDP) return false;
    const tracked = this.#tracked.get(key({ ip: quoted.source, port: quoted.sourcePort }));
    const isOurs =
      tracked && sameSocketAddress(tracked.server, { ip: quoted.destination, port: quoted.destinationPort });
    if (isOurs) this.#finish(tracked, { type: "failure" }, now);
    return isOurs === true;
  }

  /** A free address and port to ask from, or undefined where there is none. */
  #drawLocal(server: SocketAddress): SocketAddress | undefined {
    const ip: IpAddress | undefined = sourceFor(server.ip, this.#source);
    if (ip === undefined || !this.#makeRoom()) return undefined;
    for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      const local = { ip, port: randomPort(this.#random) };
      if (!this.#tracked.has(key(local))) return local;
    }
    return undefined;
  }

  /** Queries that have their outcome, oldest first, make room for new ones. */
  #makeRoom(): boolean {
    if (this.#tracked.size < MAX_TRACKED) return true;
    for (const [port, { isDone }] of this.#tracked) {
      if (isDone) return this.#tracked.delete(port);
    }
    return false;
  }
}

function key({ ip, port }: SocketAddress): string {
  return `${ip} ${port}`;
}
