import type { IpAddress } from "@fz/ip";
import { Cache } from "./cache.ts";
import { CLASS_IN, RCODE, RECORD_TYPE, TCP_MESSAGE_LIMIT, UDP_ANSWER_LIMIT } from "./constants.ts";
import { type DnsMessage, parseQuery, parseResponse } from "./message.ts";
import { type DomainName, sameName } from "./name.ts";
import type { ProxyAddresses } from "./proxy-addresses.ts";
import { type DnsResource, DnsResources, resourceAddresses } from "./resources.ts";
import { type AnswerRecord, buildResponse, buildServerFailure, fitResponse } from "./response.ts";
import { addressOfReverseName } from "./reverse-name.ts";
import { SentinelMap, type SentinelMapping } from "./sentinels.ts";
import { effectiveUpstreams, type Upstream, type UpstreamSources } from "./upstream.ts";

/** How the query came in, and so how its answer goes out. */
export type DnsTransport = "udp" | "tcp";

/** TTL of what is answered here, seconds: each new query makes the gateway resolve the name anew, so it must be soon. */
const LOCAL_TTL_SECONDS = 1;

/** Browsers that get NXDOMAIN for it leave DNS to the system instead of going around it over HTTPS. */
const DOH_CANARY = "use-application-dns.net";

/** Where a query was received. */
export interface QueryArrival {
  /** The address it was sent to. */
  readonly sentinel: IpAddress;
  readonly transport: DnsTransport;
  readonly now: number;
}

/** A query that someone else answers; hand it back with the outcome. */
export interface ForwardedQuery {
  readonly message: DnsMessage;
  readonly transport: DnsTransport;
  /** Answers of upstreams are cached, those of a site's own server are not. */
  readonly cacheable: boolean;
}

export interface AssignedAddresses {
  readonly resource: DnsResource;
  /** IPv4 before IPv6, without the families that the resource does not have. */
  readonly addresses: readonly IpAddress[];
}

/** A resource's name was answered here. */
export interface ResourceAnswer {
  /** Letter case as asked. */
  readonly name: DomainName;
  /** All resources with that name, most specific first. Absent for HTTPS queries, which assign nothing. */
  readonly assigned?: readonly AssignedAddresses[];
}

export type QueryVerdict =
  | { readonly type: "answer"; readonly payload: Uint8Array; readonly resourceAnswer?: ResourceAnswer }
  /** To be sent to the upstream: by the host, or through the tunnel where a resource covers a server of the portal's. */
  | { readonly type: "recurse"; readonly upstream: Upstream; readonly query: ForwardedQuery }
  /** To be sent to the DNS server of a gateway of the resource's site, over the transport it came with. */
  | { readonly type: "site"; readonly resourceId: string; readonly query: ForwardedQuery }
  | { readonly type: "ignore"; readonly reason: "unreadable" | "unmapped_sentinel" };

export type UpstreamOutcome =
  | { readonly type: "response"; readonly payload: Uint8Array }
  /** The upstream did not answer in time; for queries through the tunnel use `failure`. */
  | { readonly type: "timeout" }
  | { readonly type: "failure" };

/** Answers the operating system's queries: from resources, from the cache, or by saying whom to ask. */
export class StubResolver {
  readonly #proxyAddresses: ProxyAddresses;
  readonly #sentinels = new SentinelMap();
  readonly #resources = new DnsResources();
  readonly #cache = new Cache();

  constructor(options: { readonly proxyAddresses: ProxyAddresses }) {
    this.#proxyAddresses = options.proxyAddresses;
  }

  /** What the operating system gets as its resolvers, in order. */
  get sentinels(): readonly SentinelMapping[] {
    return this.#sentinels.mappings;
  }

  upstreamOf(sentinel: IpAddress): Upstream | undefined {
    return this.#sentinels.upstreamOf(sentinel);
  }

  /** True where the sentinels are others now, so the operating system must be told. */
  setUpstreams(sources: UpstreamSources): boolean {
    this.#cache.clear();
    return this.#sentinels.update(effectiveUpstreams(sources));
  }

  /** False where the address is no name pattern; the resource is ignored then. */
  upsertResource(resource: DnsResource): boolean {
    this.#cache.clear();
    return this.#resources.upsert(resource);
  }

  removeResource(id: string): void {
    this.#cache.clear();
    this.#resources.remove(id);
  }

  /** For changes of resources that are no DNS resources: what was resolved before may be reached another way now. */
  flushCache(): void {
    this.#cache.clear();
  }

  /** All DNS resources that cover the name, most specific first. */
  resourcesFor(name: DomainName): DnsResource[] {
    return this.#resources.matching(name);
  }

  handleQuery(payload: Uint8Array, { sentinel, transport, now }: QueryArrival): QueryVerdict {
    const upstream = this.#sentinels.upstreamOf(sentinel);
    if (!upstream) return { type: "ignore", reason: "unmapped_sentinel" };
    // The caller's buffer may be reused, the query may wait.
    const message = parseQuery(payload.slice());
    if (!message) return { type: "ignore", reason: "unreadable" };

    const cached = this.#cache.lookup(message, now);
    if (cached) return { type: "answer", payload: fitted(message, cached, transport) };
    const verdict = this.#answerLocally(message, transport);
    if (verdict) return verdict;
    return { type: "recurse", upstream, query: { message, transport, cacheable: true } };
  }

  /** The answer for whoever asked, or undefined where there is none: a query over UDP that timed out is left unanswered. */
  handleUpstreamOutcome(query: ForwardedQuery, outcome: UpstreamOutcome, now: number): Uint8Array | undefined {
    const { message, transport } = query;
    if (outcome.type === "timeout" && transport === "udp") return undefined;
    const response = outcome.type === "response" ? parseResponse(outcome.payload) : undefined;
    if (!response || !answers(response, message)) return buildServerFailure(message);
    if (query.cacheable) this.#cache.store(response, now);
    return fitted(message, response.raw, transport);
  }

  #answerLocally(message: DnsMessage, transport: DnsTransport): QueryVerdict | undefined {
    const { name, type } = message.question;
    const answer = (payload: Uint8Array, resourceAnswer?: ResourceAnswer): QueryVerdict =>
      resourceAnswer ? { type: "answer", payload, resourceAnswer } : { type: "answer", payload };

    if (sameName(name, DOH_CANARY)) return answer(buildResponse(message, RCODE.NXDOMAIN));
    if (message.question.class !== CLASS_IN) return undefined;
    if (type === RECORD_TYPE.PTR) {
      const domain = this.#nameOfReverseName(name);
      return domain === undefined ? undefined : answer(buildResponse(message, RCODE.NOERROR, [pointerRecord(domain)]));
    }
    const resources = this.#resources.matching(name);
    if (resources.length === 0) return undefined;
    switch (type) {
      case RECORD_TYPE.A:
      case RECORD_TYPE.AAAA: {
        const proxies = this.#proxyAddresses.assign(name);
        if (!proxies) return answer(buildServerFailure(message));
        const assigned = resources.map((resource) => ({ resource, addresses: resourceAddresses(resource, proxies) }));
        const family = type === RECORD_TYPE.A ? proxies.ipv4 : proxies.ipv6;
        const supported = assigned.some(({ addresses }) => addresses.includes(family[0]));
        const records = supported ? family.map((ip) => addressRecord(type, ip)) : [];
        return answer(buildResponse(message, RCODE.NOERROR, records), { name, assigned });
      }
      case RECORD_TYPE.HTTPS:
        // Without hints in it, the asker falls back to A and AAAA.
        return answer(buildResponse(message, RCODE.NOERROR), { name });
      case RECORD_TYPE.SRV:
      case RECORD_TYPE.TXT:
        return { type: "site", resourceId: resources[0].id, query: { message, transport, cacheable: false } };
      default:
        return undefined;
    }
  }

  #nameOfReverseName(name: DomainName): DomainName | undefined {
    const ip = addressOfReverseName(name);
    return ip === undefined ? undefined : this.#proxyAddresses.nameOf(ip);
  }
}

function answers(response: DnsMessage, query: DnsMessage): boolean {
  const [answered, asked] = [response.question, query.question];
  const sameQuestion = answered.type === asked.type && answered.class === asked.class;
  return response.id === query.id && sameQuestion && sameName(answered.name, asked.name);
}

function fitted(query: DnsMessage, response: Uint8Array, transport: DnsTransport): Uint8Array {
  const limit = transport === "udp" ? UDP_ANSWER_LIMIT : TCP_MESSAGE_LIMIT;
  return fitResponse(response, limit) ?? buildServerFailure(query);
}

function addressRecord(type: number, ip: IpAddress): AnswerRecord {
  return { type, ttl: LOCAL_TTL_SECONDS, data: { kind: "address", ip } };
}

function pointerRecord(name: DomainName): AnswerRecord {
  return { type: RECORD_TYPE.PTR, ttl: LOCAL_TTL_SECONDS, data: { kind: "name", name } };
}
