import { type IpAddress, ipVersion, type Prefix } from "@fz/ip";
import type { Datagram } from "./datagram.ts";
import { Firewall, type FirewallRules } from "./firewall.ts";
import type { LinkConditions } from "./link.ts";
import { Nat, type NatBehaviour, type PortForward } from "./nat.ts";
import { type Attachment, type NetworkServices, Segment, type Station } from "./segment.ts";

export interface RouterConfig {
  readonly name: string;
  /** Its own on the outside. IPv4 hosts behind it appear there as the IPv4 one. */
  readonly addresses: readonly IpAddress[];
  /** What outside it is attached to. Default: the Internet. */
  readonly outside?: Segment;
  /** Conditions of the link to the outside. */
  readonly link?: Partial<LinkConditions>;
  /** How IPv4 is translated; undefined: not at all, so the hosts behind need one of the `networks`. */
  readonly nat?: NatBehaviour;
  readonly forwards?: readonly PortForward[];
  /** Public networks behind the router: the whole of IPv6, as a rule. */
  readonly networks?: readonly Prefix[];
  readonly firewall?: FirewallRules;
}

/** Joins a segment of its own to another one, with or without address translation and a firewall. */
export class Router implements Station {
  readonly name: string;
  /** Where the hosts behind it attach. */
  readonly inside: Segment;
  readonly nat: Nat | undefined;
  readonly firewall: Firewall | undefined;
  readonly outer: Attachment;
  readonly #inner: Attachment;
  readonly #network: NetworkServices;

  constructor(config: RouterConfig, network: NetworkServices) {
    const { name, addresses, nat, forwards = [], networks = [], firewall } = config;
    this.name = name;
    this.#network = network;
    this.inside = new Segment(`behind ${name}`);
    this.nat = nat && new Nat(nat, forwards, network.random.fork(name));
    this.firewall = firewall && new Firewall(firewall);
    const { outside: segment, link = {} } = config;
    this.outer = network.attach(this, { addresses, networks, link, ...(segment && { segment }) });
    this.#inner = network.attach(this, { segment: this.inside, addresses: [] });
    this.inside.defaultRoute = this.#inner;
  }

  receive(datagram: Datagram, at: Attachment): void {
    if (at === this.#inner) this.#leave(datagram);
    else this.#enter(datagram);
  }

  #leave(datagram: Datagram): void {
    const { now } = this.#network;
    const { source: inside, destination: outside } = datagram;
    if (this.firewall && !this.firewall.passes({ inside, outside }, "outbound", now)) return;
    const translated = this.#translatedSource(datagram);
    if (!translated) return;
    if (!this.outer.addresses.includes(outside.ip)) return this.outer.segment.send(translated, this.outer);
    if (this.nat?.behaviour.hairpinning) this.#enter(translated);
  }

  #translatedSource(datagram: Datagram): Datagram | undefined {
    const { source, destination } = datagram;
    if (!this.nat || ipVersion(source.ip) === 6) return datagram;
    const port = this.nat.outbound(source, destination, this.#network.now);
    const ip = this.outer.addresses.find((own) => ipVersion(own) === 4);
    return port === undefined || ip === undefined ? undefined : { ...datagram, source: { ip, port } };
  }

  #enter(datagram: Datagram): void {
    const { now } = this.#network;
    const { source: outside, destination } = datagram;
    const isOurs = this.outer.addresses.includes(destination.ip);
    const inside = isOurs ? this.nat?.inbound(destination.port, outside, now) : destination;
    if (!inside) return;
    if (this.firewall && !this.firewall.passes({ inside, outside }, "inbound", now)) return;
    this.inside.send({ ...datagram, destination: inside }, this.#inner);
  }
}
