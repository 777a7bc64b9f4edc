import { PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_TCP, PROTOCOL_UDP } from "@fz/ip";

/** One rule of a resource, as the portal sends it. Absent port bounds mean 0 and 65535. */
export type Filter =
  | {
      readonly protocol: "tcp" | "udp";
      readonly port_range_start?: number | undefined;
      readonly port_range_end?: number | undefined;
    }
  | { readonly protocol: "icmp" };

/** Stands for a packet without ports or echo id. */
export const NO_PORT = -1;

interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** What a resource lets through: everything where no rule is given, else the union of the rules. */
export class FilterSet {
  readonly permitsEverything: boolean;
  readonly #icmp: boolean;
  readonly #tcp: readonly PortRange[];
  readonly #udp: readonly PortRange[];

  constructor(filters: readonly Filter[]) {
    this.permitsEverything = filters.length === 0;
    this.#icmp = filters.some((filter) => filter.protocol === "icmp");
    this.#tcp = ranges(filters, "tcp");
    this.#udp = ranges(filters, "udp");
  }

  /** `port`: the port on the resource's side; ICMP is admitted whatever its type; `NO_PORT` for other protocols. */
  permits(protocol: number, port: number): boolean {
    if (this.permitsEverything) return true;
    switch (protocol) {
      case PROTOCOL_TCP:
        return within(this.#tcp, port);
      case PROTOCOL_UDP:
        return within(this.#udp, port);
      case PROTOCOL_ICMP:
      case PROTOCOL_ICMPV6:
        return this.#icmp;
      default:
        return false;
    }
  }
}

function ranges(filters: readonly Filter[], protocol: "tcp" | "udp"): PortRange[] {
  const found: PortRange[] = [];
  for (const filter of filters) {
    if (filter.protocol !== protocol) continue;
    found.push({ first: filter.port_range_start ?? 0, last: filter.port_range_end ?? 0xffff });
  }
  return found;
}

function within(list: readonly PortRange[], port: number): boolean {
  for (const range of list) {
    if (port >= range.first && port <= range.last) return true;
  }
  return false;
}
