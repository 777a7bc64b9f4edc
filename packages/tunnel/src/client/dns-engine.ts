// DNS on the client: takes queries off packets to the sentinels, lets the stub resolver judge them, and carries what it
// cannot answer to whoever can: the host, a server through the tunnel, or the DNS server of a site.
import {
  DNS_PORT,
  type ForwardedQuery,
  type ProxyAddresses,
  type QueryVerdict,
  type ResourceAnswer,
  StubResolver,
  type Upstream,
  type UpstreamOutcome,
  type UpstreamSources,
} from "@fz/dns";
import {
  type ClientResult,
  DnsTcpClient,
  DnsTcpServer,
  DnsUdpClient,
  type TcpQuery,
  type TunnelSource,
} from "@fz/dns-transport";
import { type IpAddress, type PacketView, PROTOCOL_TCP, PROTOCOL_UDP, type SocketAddress, udpPacket } from "@fz/ip";
import { earliest } from "../earliest.ts";
import { Queue } from "../queue.ts";
import type { HostDnsQuery } from "./client-messages.ts";
import type { SiteQuery } from "./pending-access.ts";
import type { ResourceChange } from "./resources.ts";

/** Port of the DNS server that gateways run on their tunnel addresses. */
export const SITE_DNS_PORT = 53_535;

/** What the engine cannot do by itself. Each is answered by `finish`, or handed back by `askServer`. */
export type DnsRequest =
  | { readonly type: "upstream"; readonly id: number; readonly upstream: Upstream; readonly query: ForwardedQuery }
  | ({ readonly type: "site"; readonly resourceId: string } & SiteQuery);

/** Who asked, and so where the answer goes. */
type Asker =
  | { readonly transport: "udp"; readonly address: SocketAddress; readonly sentinel: IpAddress }
  | { readonly transport: "tcp"; readonly query: TcpQuery };

interface Waiting {
  readonly asker: Asker;
  readonly query: ForwardedQuery;
}

export class DnsEngine {
  readonly resolver: StubResolver;
  readonly #server: DnsTcpServer;
  readonly #udpClient: DnsUdpClient;
  readonly #tcpClient: DnsTcpClient;
  readonly #waiting = new Map<number, Waiting>();
  /** The number that a client of ours gave a query, to our id for it. */
  readonly #udpQueries = new Map<number, number>();
  readonly #tcpQueries = new Map<number, number>();
  readonly #requests = new Queue<DnsRequest>();
  readonly #answered = new Queue<ResourceAnswer>();
  readonly #tunPackets = new Queue<Uint8Array>();
  #lastId = 0;

  constructor(options: { readonly proxyAddresses: ProxyAddresses; readonly random: (length: number) => Uint8Array }) {
    this.resolver = new StubResolver(options);
    this.#server = new DnsTcpServer(options);
    this.#udpClient = new DnsUdpClient(options);
    this.#tcpClient = new DnsTcpClient(options);
  }

  isSentinel(ip: IpAddress): boolean {
    return this.resolver.upstreamOf(ip) !== undefined;
  }

  /** @returns false where the resource's pattern cannot be read */
  applyResource(change: ResourceChange): boolean {
    const { type, resource } = change;
    if (type === "removed" || (type === "replaced" && !change.isNew)) this.resolver.removeResource(resource.id);
    if (type === "removed") return true;
    const { id } = resource;
    const isNew = type === "replaced" && resource.type === "dns";
    const isReadable =
      !isNew || this.resolver.upsertResource({ id, address: resource.address, ipStack: resource.ip_stack });
    this.resolver.flushCache();
    return isReadable;
  }

  setUpstreams(sources: UpstreamSources, now: number): void {
    this.resolver.setUpstreams(sources);
    this.#server.setAddresses(
      this.resolver.sentinels.map(({ sentinel }) => sentinel),
      now,
    );
  }

  setSource(source: TunnelSource, now: number): void {
    this.#udpClient.setSource(source);
    this.#tcpClient.setSource(source, now);
  }

  /** A packet to a sentinel. Only DNS is served there. */
  handlePacket(view: PacketView, now: number): void {
    if (view.destinationPort !== DNS_PORT) return;
    if (view.protocol === PROTOCOL_TCP) {
      this.#server.handlePacket(view.bytes(), now);
      this.#readServer(now);
    } else if (view.protocol === PROTOCOL_UDP) {
      const sentinel = view.destinationIp();
      const asker: Asker = { transport: "udp", address: { ip: view.sourceIp(), port: view.sourcePort }, sentinel };
      this.#take(asker, this.resolver.handleQuery(view.payload(), { sentinel, transport: "udp", now }), now);
    }
  }

  /** A packet out of the tunnel. @returns whether it belongs to a query of ours */
  handleTunnelPacket(view: PacketView, now: number): boolean {
    if (this.#udpClient.isIdle && this.#tcpClient.isIdle) return false;
    const packet = view.bytes();
    const isOurs = this.#udpClient.handlePacket(packet, now) || this.#tcpClient.handlePacket(packet, now);
    if (isOurs) this.#readClients(now);
    return isOurs;
  }

  /** Sends a query on through the tunnel, over the transport that it came with. */
  askServer(id: number, server: SocketAddress, now: number): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    const { message, transport } = waiting.query;
    if (transport === "udp") this.#udpQueries.set(this.#udpClient.query(server, message.raw, now), id);
    else this.#tcpQueries.set(this.#tcpClient.query(server, message.raw, now), id);
    this.#readClients(now);
  }

  /** The query as the host has to send it. */
  hostQuery(upstream: Upstream, query: ForwardedQuery): HostDnsQuery {
    const payload = query.message.raw;
    if (upstream.type === "doh") return { transport: "doh", url: upstream.url, payload };
    return { transport: query.transport, server: upstream.server, payload };
  }

  /** The outcome of a request. Unknown ids (of a session before a reset) are ignored. */
  finish(id: number, outcome: UpstreamOutcome, now: number): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    const payload = this.resolver.handleUpstreamOutcome(waiting.query, outcome, now);
    if (payload) this.#reply(waiting.asker, payload, now);
  }

  pollRequest(): DnsRequest | undefined {
    return this.#requests.shift();
  }

  /** Names of resources that were answered here. */
  pollAnswered(): ResourceAnswer | undefined {
    return this.#answered.shift();
  }

  /** Packets for the machine. */
  pollTunPacket(): Uint8Array | undefined {
    return this.#tunPackets.shift() ?? this.#server.pollPacket();
  }

  /** Packets of our own queries, for whoever their destination leads to. */
  pollTunnelPacket(): Uint8Array | undefined {
    return this.#udpClient.pollPacket() ?? this.#tcpClient.pollPacket();
  }

  pollTimeout(): number | undefined {
    return earliest(this.#server.pollTimeout(), this.#udpClient.pollTimeout(), this.#tcpClient.pollTimeout());
  }

  handleTimeout(now: number): void {
    this.#server.handleTimeout(now);
    this.#udpClient.handleTimeout(now);
    this.#tcpClient.handleTimeout(now);
    this.#readServer(now);
    this.#readClients(now);
  }

  /** The network changed: what is under way fails, so that askers try again. */
  reset(now: number): void {
    for (const id of [...this.#waiting.keys()]) this.finish(id, { type: "failure" }, now);
    this.#udpQueries.clear();
    this.#tcpQueries.clear();
  }

  #readServer(now: number): void {
    for (let query = this.#server.pollQuery(); query; query = this.#server.pollQuery()) {
      const { sentinel, payload } = query;
      const verdict = this.resolver.handleQuery(payload, { sentinel, transport: "tcp", now });
      this.#take({ transport: "tcp", query }, verdict, now);
    }
  }

  #readClients(now: number): void {
    this.#finishAll(this.#udpQueries, () => this.#udpClient.pollResult(), now);
    this.#finishAll(this.#tcpQueries, () => this.#tcpClient.pollResult(), now);
  }

  #finishAll(queries: Map<number, number>, poll: () => ClientResult | undefined, now: number): void {
    for (let result = poll(); result; result = poll()) {
      const id = queries.get(result.query);
      queries.delete(result.query);
      if (id !== undefined) this.finish(id, result.outcome, now);
    }
  }

  #take(asker: Asker, verdict: QueryVerdict, now: number): void {
    switch (verdict.type) {
      case "answer":
        if (verdict.resourceAnswer) this.#answered.push(verdict.resourceAnswer);
        return this.#reply(asker, verdict.payload, now);
      case "recurse": {
        const { upstream, query } = verdict;
        this.#requests.push({ type: "upstream", id: this.#wait(asker, query), upstream, query });
        return;
      }
      case "site": {
        const { resourceId, query } = verdict;
        const sentinel = asker.transport === "udp" ? asker.sentinel : asker.query.sentinel;
        this.#requests.push({ type: "site", id: this.#wait(asker, query), resourceId, sentinel });
        return;
      }
      case "ignore":
        return;
    }
  }

  #wait(asker: Asker, query: ForwardedQuery): number {
    const id = ++this.#lastId;
    this.#waiting.set(id, { asker, query });
    return id;
  }

  #reply(asker: Asker, payload: Uint8Array, now: number): void {
    if (asker.transport === "tcp") {
      this.#server.answer(asker.query, payload, now);
    } else {
      const source = { ip: asker.sentinel, port: DNS_PORT };
      this.#tunPackets.push(udpPacket({ source, destination: asker.address, payload }));
    }
  }
}
