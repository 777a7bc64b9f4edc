import { buildQuery, type DnsMessage, type DomainName, parseQuery, RCODE, RECORD_TYPE } from "@fz/dns";
import { formatSocketAddress, type IpAddress, type SocketAddress } from "@fz/ip";
import type { ResolvConf } from "@fz/linux";
import type { Logger } from "pino";
import { type DnsTransport, exchange } from "./exchange.ts";

const DNS_PORT = 53;
const TRANSPORTS: readonly DnsTransport[] = ["udp", "tcp"];
const PROBE_INTERVAL_MS = 60_000;
const PROBE_TIMEOUT_MS = 2_000;
const MAX_PROBED = 10;
/** For one query, whatever it takes: those who ask give up after 5 s. */
const QUERY_TIMEOUT_MS = 5_000;
/** For one server, if others may know. */
const ATTEMPT_TIMEOUT_MS = 2_000;
/** A server that did not answer may have lost the packet. */
const ROUNDS = 2;
/** How much the latest round trip counts against those before. */
const SMOOTHING = 0.3;

export interface NameserversOptions {
  /** Read again before each round of measurements. */
  readonly readConf: () => Promise<ResolvConf>;
  readonly probeName: DomainName;
  /** SO_MARK of the sockets. */
  readonly mark?: number;
  readonly port?: number;
  readonly log: Pick<Logger, "debug" | "warn">;
}

/**
 * The machine's nameservers, fastest first. One that stops answering loses its place at once; those that were never
 * heard of are still asked, last and in the order of the file, so that a filtered probe does not cost name resolution.
 */
export class Nameservers {
  readonly #options: NameserversOptions;
  /** Smoothed round trip in ms, by transport and address. */
  readonly #roundTrips = new Map<string, number>();
  readonly #stopped = new AbortController();
  #conf: ResolvConf;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: NameserversOptions, conf: ResolvConf) {
    this.#options = options;
    this.#conf = conf;
  }

  /** Measures in the background at once and then every minute. Rejects where the file cannot be read. */
  static async start(options: NameserversOptions): Promise<Nameservers> {
    const nameservers = new Nameservers(options, await options.readConf());
    void nameservers.measure();
    nameservers.#timer = setInterval(() => void nameservers.#refresh(), PROBE_INTERVAL_MS);
    return nameservers;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopped.abort(new Error("stopped"));
  }

  get conf(): ResolvConf {
    return this.#conf;
  }

  /** Who is asked first, second, … */
  order(transport: DnsTransport): readonly IpAddress[] {
    const measured = (ip: IpAddress) => this.#roundTrips.get(`${transport} ${ip}`) ?? Number.POSITIVE_INFINITY;
    // Infinity less Infinity is no order: equal ones stay as they stand in the file.
    return this.#conf.nameservers.toSorted((a, b) => (measured(a) === measured(b) ? 0 : measured(a) - measured(b)));
  }

  /**
   * The first answer that is not a refusal to answer; where there are only such, one of them.
   * Rejects where nobody answers within 5 s.
   */
  async ask(query: DnsMessage, transport: DnsTransport, signal?: AbortSignal): Promise<DnsMessage> {
    const timeout = AbortSignal.timeout(QUERY_TIMEOUT_MS);
    const deadline = AbortSignal.any([timeout, this.#stopped.signal, ...(signal ? [signal] : [])]);
    let unhelpful: DnsMessage | undefined;
    let failure: unknown = new Error("there is no nameserver");
    let silent = this.order(transport);
    for (let round = 0; round < ROUNDS; round++) {
      const asked = silent;
      silent = [];
      for (const ip of asked) {
        if (deadline.aborted) break;
        try {
          const response = await this.#exchange(query, ip, transport, deadline, ATTEMPT_TIMEOUT_MS);
          if (isHelpful(response)) return response;
          unhelpful ??= response;
        } catch (error) {
          failure = error;
          silent = [...silent, ip];
          this.#roundTrips.delete(`${transport} ${ip}`);
        }
      }
    }
    if (unhelpful) return unhelpful;
    throw failure;
  }

  /** Asks the first ten for the probe's name, over both transports. */
  async measure(): Promise<void> {
    const raw = buildQuery(0, this.#options.probeName, RECORD_TYPE.A);
    const probe = raw && parseQuery(raw);
    if (!probe) return;
    const probed = this.#conf.nameservers.slice(0, MAX_PROBED);
    await Promise.all(probed.flatMap((ip) => TRANSPORTS.map((transport) => this.#probe(probe, ip, transport))));
    if (probed.length > 0 && this.#roundTrips.size === 0 && !this.#stopped.signal.aborted) {
      const { probeName, log } = this.#options;
      log.warn(
        { nameservers: probed, probeName },
        "no nameserver answers the probe: they are asked in the order of /etc/resolv.conf (FIREZONE_DNS_PROBE_NAME names another probe)",
      );
    }
  }

  async #probe(probe: DnsMessage, ip: IpAddress, transport: DnsTransport): Promise<void> {
    const key = `${transport} ${ip}`;
    const begin = performance.now();
    try {
      const response = await this.#exchange(probe, ip, transport, this.#stopped.signal, PROBE_TIMEOUT_MS);
      if (!isHelpful(response)) throw new Error(`it answers with code ${response.rcode}`);
      const latest = performance.now() - begin;
      const before = this.#roundTrips.get(key) ?? latest;
      this.#roundTrips.set(key, before + SMOOTHING * (latest - before));
    } catch (error) {
      this.#roundTrips.delete(key);
      if (this.#stopped.signal.aborted) return;
      this.#options.log.debug(
        { nameserver: ip, transport, error: String(error) },
        "nameserver does not answer the probe",
      );
    }
  }

  async #refresh(): Promise<void> {
    try {
      this.#conf = await this.#options.readConf();
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, "nameservers stay as they were");
    }
    await this.measure();
  }

  #exchange(
    query: DnsMessage,
    ip: IpAddress,
    transport: DnsTransport,
    deadline: AbortSignal,
    timeoutMs: number,
  ): Promise<DnsMessage> {
    const { mark, port = DNS_PORT } = this.#options;
    const server: SocketAddress = { ip, port };
    const late = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([deadline, late]);
    return exchange(query, server, transport, mark === undefined ? { signal } : { mark, signal }).catch((error) => {
      const reason = late.aborted ? `no answer within ${timeoutMs} ms` : String(error);
      throw new Error(`${formatSocketAddress(server)} over ${transport}: ${reason}`);
    });
  }
}

/** A server that fails or refuses says nothing about the name: another may know. */
function isHelpful({ rcode }: DnsMessage): boolean {
  return rcode !== RCODE.SERVFAIL && rcode !== RCODE.REFUSED;
}
