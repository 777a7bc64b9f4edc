import { formatSocketAddress, type SocketAddress } from "@fz/ip";

/** The two ends of a flow, as a firewall in front of `inside` sees them. */
export interface FlowEnds {
  readonly inside: SocketAddress;
  readonly outside: SocketAddress;
}

export interface FirewallRules {
  /** Whether a host behind the firewall may begin the flow. Default: any. */
  readonly outbound?: (flow: FlowEnds) => boolean;
  /** Whether somebody outside may begin the flow. Default: none. */
  readonly inbound?: (flow: FlowEnds) => boolean;
  /** A flow is forgotten so many ms after its last datagram. Default: 30 s. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT = 30_000;

/** A stateful UDP firewall: whatever belongs to a flow that was allowed to begin passes, in both directions. */
export class Firewall {
  rules: FirewallRules;
  /** Flow to the time when it is forgotten. */
  readonly #flows = new Map<string, number>();

  constructor(rules: FirewallRules) {
    this.rules = rules;
  }

  /** Whether a datagram may leave, or with `outside` as its sender come in. */
  passes(ends: FlowEnds, direction: "outbound" | "inbound", now: number): boolean {
    const flow = `${formatSocketAddress(ends.inside)} ${formatSocketAddress(ends.outside)}`;
    const isKnown = now < (this.#flows.get(flow) ?? 0);
    const { outbound = () => true, inbound = () => false, timeout = DEFAULT_TIMEOUT } = this.rules;
    const mayBegin = direction === "outbound" ? outbound : inbound;
    if (!isKnown && !mayBegin(ends)) return false;
    this.#flows.set(flow, now + timeout);
    return true;
  }
}
