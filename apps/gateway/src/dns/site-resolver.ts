// Addresses of the names of DNS resources, as programs on this machine would get them: hosts file, search list,
// nameservers. Built on queries of our own and not on getaddrinfo(3), which blocks one of a few threads per name.
import { buildQuery, type DnsMessage, type DomainName, nameKey, parseQuery, RCODE, RECORD_TYPE } from "@fz/dns";
import type { IpAddress } from "@fz/ip";
import type { HostsFile } from "./hosts-file.ts";
import type { Nameservers } from "./nameservers.ts";

const TIMEOUT_MS = 10_000;
const MAX_CACHED = 512;
const SECOND = 1_000;
/** Names that do not exist, and what the hosts file says, which may be edited any time. */
const SHORT_TTL_SECONDS = 5;
const MAX_TTL_SECONDS = 300;
const DEFAULT_NDOTS = 1;
/** Links of a chain of aliases. */
const MAX_ALIASES = 16;

export interface SiteResolverOptions {
  readonly nameservers: Pick<Nameservers, "ask" | "conf">;
  readonly hosts: HostsFile;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

interface Resolved {
  readonly addresses: readonly IpAddress[];
  readonly ttlSeconds: number;
  /** Nobody could say: not worth remembering. */
  readonly failed?: boolean;
}

export class SiteResolver {
  readonly #options: SiteResolverOptions;
  readonly #now: () => number;
  readonly #cache = new Map<string, { readonly addresses: readonly IpAddress[]; readonly expiresAt: number }>();
  readonly #underWay = new Map<string, Promise<readonly IpAddress[]>>();
  readonly counts = { resolved: 0, cached: 0, failed: 0 };

  constructor(options: SiteResolverOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** IPv4 and IPv6; none where the name does not exist or nobody could say. Rejects after 10 s. */
  async resolve(domain: DomainName): Promise<readonly IpAddress[]> {
    const key = nameKey(domain);
    const cached = this.#cache.get(key);
    if (cached && this.#now() < cached.expiresAt) {
      this.counts.cached++;
      return cached.addresses;
    }
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const started = this.#resolve(domain, key).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, started);
    return started;
  }

  async #resolve(domain: DomainName, key: string): Promise<readonly IpAddress[]> {
    try {
      const { addresses, ttlSeconds, failed } = await this.#lookup(domain, AbortSignal.timeout(TIMEOUT_MS));
      if (failed) this.counts.failed++;
      else {
        this.counts.resolved++;
        this.#remember(key, addresses, ttlSeconds);
      }
      return addresses;
    } catch (error) {
      this.counts.failed++;
      throw error;
    }
  }

  async #lookup(domain: DomainName, signal: AbortSignal): Promise<Resolved> {
    const { hosts, nameservers } = this.#options;
    const local = await hosts.lookup(domain.replace(/\.$/, ""));
    if (local.length > 0) return { addresses: local, ttlSeconds: SHORT_TTL_SECONDS };
    let failed = false;
    for (const candidate of candidates(domain, nameservers.conf.search, ndots(nameservers.conf.options))) {
      const families = await Promise.all(
        [RECORD_TYPE.A, RECORD_TYPE.AAAA].map((type) => this.#lookupFamily(candidate, type, signal)),
      );
      signal.throwIfAborted();
      const addresses = families.flatMap((family) => family.addresses);
      failed ||= families.some((family) => family.failed);
      if (addresses.length > 0) {
        const ttls = families.filter((family) => family.addresses.length > 0).map((family) => family.ttlSeconds);
        // Half an answer is taken, but asked for again soon.
        const isHalf = families.some((family) => family.failed);
        return { addresses, ttlSeconds: isHalf ? SHORT_TTL_SECONDS : Math.min(...ttls) };
      }
    }
    return { addresses: [], ttlSeconds: SHORT_TTL_SECONDS, failed };
  }

  async #lookupFamily(name: DomainName, type: number, signal: AbortSignal): Promise<Resolved> {
    const raw = buildQuery(0, name, type);
    const query = raw && parseQuery(raw);
    if (!query) return { addresses: [], ttlSeconds: SHORT_TTL_SECONDS };
    try {
      const short = await this.#options.nameservers.ask(query, "udp", signal);
      const response = short.truncated ? await this.#options.nameservers.ask(query, "tcp", signal) : short;
      return {
        ...addressesIn(response),
        failed: response.rcode !== RCODE.NOERROR && response.rcode !== RCODE.NXDOMAIN,
      };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { addresses: [], ttlSeconds: SHORT_TTL_SECONDS, failed: true };
    }
  }

  #remember(key: string, addresses: readonly IpAddress[], ttlSeconds: number): void {
    // A refreshed name moves to the end, where it is the last to be thrown out.
    this.#cache.delete(key);
    if (this.#cache.size >= MAX_CACHED) {
      for (const oldest of this.#cache.keys()) {
        this.#cache.delete(oldest);
        break;
      }
    }
    this.#cache.set(key, { addresses, expiresAt: this.#now() + ttlSeconds * SECOND });
  }
}

/** resolv.conf(5): names with enough dots are tried as they are first, others last. A final dot turns the list off. */
export function candidates(domain: DomainName, search: readonly string[], minDots: number): DomainName[] {
  if (domain.endsWith(".")) return [domain.slice(0, -1)];
  const listed = search
    .filter((suffix) => suffix !== ".")
    .map((suffix) => `${domain}.${suffix.replace(/^\.|\.$/g, "")}`);
  const dots = domain.split(".").length - 1;
  return dots >= minDots ? [domain, ...listed] : [...listed, domain];
}

function ndots(options: readonly string[]): number {
  const option = options.findLast((word) => /^ndots:\d+$/.test(word));
  return option === undefined ? DEFAULT_NDOTS : Number(option.slice("ndots:".length));
}

/** Of the name that was asked for, and of the names that it is an alias of. */
function addressesIn({ question, answers }: DnsMessage): { addresses: IpAddress[]; ttlSeconds: number } {
  const names = new Set([nameKey(question.name)]);
  const ttls: number[] = [];
  let known = 0;
  for (let links = 0; known < names.size && links < MAX_ALIASES; links++) {
    known = names.size;
    for (const { name, type, data } of answers) {
      if (type === RECORD_TYPE.CNAME && data.kind === "name" && names.has(nameKey(name))) names.add(nameKey(data.name));
    }
  }
  const addresses: IpAddress[] = [];
  for (const { name, type, ttl, data } of answers) {
    if (!names.has(nameKey(name))) continue;
    ttls.push(ttl);
    if (type === question.type && data.kind === "address" && !addresses.includes(data.ip)) addresses.push(data.ip);
  }
  const ttlSeconds = addresses.length > 0 ? Math.min(MAX_TTL_SECONDS, ...ttls) : SHORT_TTL_SECONDS;
  return { addresses, ttlSeconds };
}
