import {
  IPV4_BITS,
  IPV6_BITS,
  type IpAddress,
  ipAfter,
  isSentinelIp,
  PROXY_IPV4,
  PROXY_IPV6,
  type Prefix,
} from "@fz/ip";
import { type DomainName, nameKey } from "./name.ts";

/** Addresses of each family that a name gets. */
const ADDRESSES_PER_FAMILY = 4;

export interface ProxySet {
  /** As it was asked for first. */
  readonly name: DomainName;
  readonly ipv4: readonly IpAddress[];
  readonly ipv6: readonly IpAddress[];
}

/**
 * Which proxy addresses stand for which name. Assignments are never taken back: a gateway that sees a proxy address
 * with another name forgets all its translations for this client. So one object lives as long as the process and goes
 * from session to session.
 */
export class ProxyAddresses {
  readonly #byName = new Map<string, ProxySet>();
  readonly #nameByAddress = new Map<IpAddress, DomainName>();
  readonly #ipv4: Pool;
  readonly #ipv6: Pool;

  constructor(ranges: { readonly ipv4: Prefix; readonly ipv6: Prefix } = { ipv4: PROXY_IPV4, ipv6: PROXY_IPV6 }) {
    // IPv4 leaves out the network and the broadcast address.
    this.#ipv4 = new Pool(ranges.ipv4, 1, 2 ** (IPV4_BITS - ranges.ipv4.length) - 2);
    this.#ipv6 = new Pool(ranges.ipv6, 0, 2 ** (IPV6_BITS - ranges.ipv6.length) - 1);
  }

  /** The addresses of the name, drawn now where it has none yet. Undefined once a range is used up. */
  assign(name: DomainName): ProxySet | undefined {
    const key = nameKey(name);
    const known = this.#byName.get(key);
    if (known) return known;
    const ipv4 = this.#ipv4.draw(ADDRESSES_PER_FAMILY);
    const ipv6 = this.#ipv6.draw(ADDRESSES_PER_FAMILY);
    if (!ipv4 || !ipv6) return undefined;
    const set = { name, ipv4, ipv6 };
    this.#byName.set(key, set);
    for (const ip of [...set.ipv4, ...set.ipv6]) this.#nameByAddress.set(ip, name);
    return set;
  }

  find(name: DomainName): ProxySet | undefined {
    return this.#byName.get(nameKey(name));
  }

  nameOf(ip: IpAddress): DomainName | undefined {
    return this.#nameByAddress.get(ip);
  }
}

/** Addresses of a network, handed out in order; the sentinels inside it are left out. */
class Pool {
  readonly #network: Prefix;
  #next: number;
  readonly #last: number;

  constructor(network: Prefix, first: number, last: number) {
    this.#network = network;
    this.#next = first;
    this.#last = last;
  }

  /** The next `count` addresses, or undefined where there are not that many left. */
  draw(count: number): IpAddress[] | undefined {
    const drawn: IpAddress[] = [];
    while (drawn.length < count) {
      const ip = this.#next <= this.#last ? ipAfter(this.#network.ip, this.#next++) : undefined;
      if (ip === undefined) return undefined;
      if (!isSentinelIp(ip)) drawn.push(ip);
    }
    return drawn;
  }
}
