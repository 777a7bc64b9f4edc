// Where a relay does not send, lest its clients reach through it what only the relay's host can reach.

import { AddressPolicy, HOST_LOCAL, type IpAddress, type Prefix } from "@fz/ip";

/**
 * `own`: the relay's public address, which means another allocation here, or nothing at all.
 */
export type PeerVerdict = "allowed" | "own" | "forbidden";

export interface PeerPolicyOptions {
  /** What clients know the relay by. */
  readonly publicAddresses: readonly IpAddress[];
  /** Wins over everything except `denied`. */
  readonly allowed: readonly Prefix[];
  readonly denied: readonly Prefix[];
}

export class PeerPolicy {
  readonly #public: ReadonlySet<IpAddress>;
  readonly #addresses: AddressPolicy;
  #host: ReadonlySet<IpAddress> = new Set();

  constructor({ publicAddresses, allowed, denied }: PeerPolicyOptions) {
    this.#public = new Set(publicAddresses);
    this.#addresses = new AddressPolicy({ forbidden: HOST_LOCAL, allowed, denied });
  }

  /** The other addresses of the machine: bound to, or on its interfaces. They may change. */
  setHostAddresses(addresses: readonly IpAddress[]): void {
    this.#host = new Set(addresses);
  }

  isPublic(ip: IpAddress): boolean {
    return this.#public.has(ip);
  }

  judge(ip: IpAddress): PeerVerdict {
    if (this.#public.has(ip) && this.#addresses.configured(ip) === undefined) return "own";
    return this.#addresses.permits(ip, this.#isOwn) ? "allowed" : "forbidden";
  }

  readonly #isOwn = (ip: IpAddress): boolean => this.#public.has(ip) || this.#host.has(ip);
}
