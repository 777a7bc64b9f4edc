import { type IpAddress, type Prefix, prefixContains } from "@fz/ip";
import type { Datagram } from "./datagram.ts";
import type { Link, LinkConditions } from "./link.ts";
import type { SeededRandom } from "./random.ts";

/** Something with addresses: a host or a router. */
export interface Station {
  readonly name: string;
  receive(datagram: Datagram, at: Attachment): void;
}

/** Where a station meets a segment. */
export interface Attachment {
  readonly station: Station;
  readonly segment: Segment;
  readonly link: Link;
  /** At most one per family is of use to a sender that does not name its source. */
  readonly addresses: readonly IpAddress[];
  /** Networks behind the station that others on the segment reach through it. */
  readonly networks: readonly Prefix[];
}

export interface InterfaceConfig {
  readonly addresses: readonly IpAddress[];
  /** Default: the Internet. */
  readonly segment?: Segment;
  readonly networks?: readonly Prefix[];
  readonly link?: Partial<LinkConditions>;
}

/** What a station needs of the simulation that it is in. */
export interface NetworkServices {
  readonly now: number;
  readonly random: SeededRandom;
  attach(station: Station, config: InterfaceConfig): Attachment;
  after(delay: number, run: () => void): void;
}

/** A network on which every station reaches every other: the Internet, or what is behind a router. */
export class Segment {
  readonly name: string;
  /** Where datagrams go that no station here takes. */
  defaultRoute: Attachment | undefined;
  /** May change or, with undefined, swallow any datagram that crosses the segment. */
  passage: (datagram: Datagram) => Datagram | undefined = (datagram) => datagram;
  readonly #attachments = new Set<Attachment>();
  readonly #partitions = new Set<Partition>();

  constructor(name: string) {
    this.name = name;
  }

  attach(attachment: Attachment): void {
    const taken = attachment.addresses.find((ip) => this.#owner(ip));
    if (taken !== undefined) throw new Error(`${taken} is taken on ${this.name}`);
    this.#attachments.add(attachment);
  }

  detach(attachment: Attachment): void {
    this.#attachments.delete(attachment);
    if (this.defaultRoute === attachment) this.defaultRoute = undefined;
  }

  has(ip: IpAddress): boolean {
    return this.#owner(ip) !== undefined;
  }

  /** A station sends into the segment, over its link. */
  send(datagram: Datagram, from: Attachment): void {
    from.link.carry(datagram, "out", (sent) => this.#forward(sent, from));
  }

  /**
   * Keeps the stations named in `left` from those named in `right`, until the function returned is called.
   * An empty `right` means all others.
   */
  partition(left: readonly string[], right: readonly string[] = []): () => void {
    const partition = { left: new Set(left), right: new Set(right) };
    this.#partitions.add(partition);
    return () => this.#partitions.delete(partition);
  }

  #forward(sent: Datagram, from: Attachment): void {
    const datagram = this.passage(sent);
    if (!datagram) return;
    const to = this.#owner(datagram.destination.ip) ?? this.defaultRoute;
    if (!to || to === from || this.#areApart(from.station.name, to.station.name)) return;
    to.link.carry(datagram, "in", (arrived) => {
      if (this.#attachments.has(to)) to.station.receive(arrived, to);
    });
  }

  #owner(ip: IpAddress): Attachment | undefined {
    for (const attachment of this.#attachments) {
      if (attachment.addresses.includes(ip)) return attachment;
    }
    for (const attachment of this.#attachments) {
      if (attachment.networks.some((network) => prefixContains(network, ip))) return attachment;
    }
    return undefined;
  }

  #areApart(a: string, b: string): boolean {
    for (const { left, right } of this.#partitions) {
      const isOther = (name: string) => (right.size > 0 ? right.has(name) : !left.has(name));
      if ((left.has(a) && isOther(b)) || (left.has(b) && isOther(a))) return true;
    }
    return false;
  }
}

interface Partition {
  readonly left: ReadonlySet<string>;
  readonly right: ReadonlySet<string>;
}
