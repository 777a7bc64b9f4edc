import type { IpAddress } from "@fz/ip";
import type { HostDnsOutcome, HostDnsQuery } from "@fz/tunnel";
import { DohClient } from "./doh-client.ts";
import { lookUp } from "./name-lookup.ts";
import { askTcp, askUdp, type Marked } from "./plain-query.ts";

const TIMEOUT = 5_000;
const MAX_CONCURRENT = 1_000;

export interface HostDnsOptions extends Marked {
  /** The machine's own resolvers: they know where a DoH server is. */
  readonly resolvers: () => Promise<readonly IpAddress[]>;
  /** Trust anchors for DoH servers; the ones that come with Node by default. */
  readonly ca?: string;
  /** Milliseconds a query may take. */
  readonly timeout?: number;
  readonly maxConcurrent?: number;
}

/** Queries of the tunnel's stub resolver that leave outside the tunnel. */
export class HostDns {
  readonly #marked: Marked;
  readonly #doh: DohClient;
  readonly #timeout: number;
  readonly #maxConcurrent: number;
  #running = 0;
  #generation = new AbortController();

  constructor({ mark, ca, resolvers, timeout = TIMEOUT, maxConcurrent = MAX_CONCURRENT }: HostDnsOptions) {
    this.#marked = mark === undefined ? {} : { mark };
    this.#doh = new DohClient({ ...this.#marked, ca, lookUp: (name) => lookUp(name, { ...this.#marked, resolvers }) });
    this.#timeout = timeout;
    this.#maxConcurrent = maxConcurrent;
  }

  /** Where too many queries are under way this one is not asked, which is a timeout to whoever waits. */
  async ask(query: HostDnsQuery): Promise<HostDnsOutcome> {
    if (this.#running >= this.#maxConcurrent) return { type: "timeout" };
    this.#running++;
    const timeout = AbortSignal.timeout(this.#timeout);
    const signal = AbortSignal.any([timeout, this.#generation.signal]);
    try {
      return { type: "response", payload: await this.#send(query, signal) };
    } catch {
      // What exactly failed is the server's or the network's affair; whoever asked gets SERVFAIL or nothing.
      return { type: timeout.aborted ? "timeout" : "failure" };
    } finally {
      this.#running--;
    }
  }

  /** The network changed: what is under way will not be answered. */
  reset(): void {
    this.#generation.abort();
    this.#generation = new AbortController();
    this.#doh.reset();
  }

  close(): void {
    this.#generation.abort();
    this.#doh.close();
  }

  #send(query: HostDnsQuery, signal: AbortSignal): Promise<Uint8Array> {
    switch (query.transport) {
      case "udp":
        return askUdp(query.server, query.payload, this.#marked, signal);
      case "tcp":
        return askTcp(query.server, query.payload, this.#marked, signal);
      case "doh":
        return this.#doh.ask(query.url, query.payload, signal);
    }
  }
}
