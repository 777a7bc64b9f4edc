import { type IpAddress, ipVersion, type SocketAddress } from "@fz/ip";
import type { Datagram, OutgoingDatagram } from "./datagram.ts";
import type { Link } from "./link.ts";
import type { Attachment, InterfaceConfig, NetworkServices, Station } from "./segment.ts";

/** A program without I/O of its own: it is given datagrams and time, and asked for what it wants to send and when. */
export interface Process {
  handleDatagram(datagram: Datagram, now: number): void;
  pollTransmit(): OutgoingDatagram | undefined;
  handleTimeout(now: number): void;
  /** Undefined: never, as far as is known. */
  pollTimeout(): number | undefined;
  /** Carries on what is left to do at this instant, such as passing events on. @returns whether there was anything */
  work?(now: number): boolean;
}

/** A machine with any number of interfaces and, on its UDP ports, processes. */
export class Host implements Station {
  readonly name: string;
  readonly #network: NetworkServices;
  #interfaces: Attachment[] = [];
  readonly #processes = new Map<number | "any", Process>();

  constructor(name: string, interfaces: readonly InterfaceConfig[], network: NetworkServices) {
    this.name = name;
    this.#network = network;
    this.move(...interfaces);
  }

  get addresses(): IpAddress[] {
    return this.#interfaces.flatMap(({ addresses }) => addresses);
  }

  get links(): Link[] {
    return this.#interfaces.map(({ link }) => link);
  }

  /** The link of the first interface. */
  get link(): Link {
    const [first] = this.links;
    if (!first) throw new Error(`${this.name} is attached to nothing`);
    return first;
  }

  /** Leaves all networks and joins others. What is under way to the former addresses is lost. */
  move(...interfaces: readonly InterfaceConfig[]): void {
    for (const attachment of this.#interfaces) attachment.segment.detach(attachment);
    this.#interfaces = interfaces.map((config) => this.#network.attach(this, config));
  }

  /** Gives a UDP port of all addresses to the process; "any" is all that nobody else has. */
  run<T extends Process>(process: T, port: number | "any"): T {
    this.#processes.set(port, process);
    return process;
  }

  stop(port: number | "any"): void {
    this.#processes.delete(port);
  }

  processes(): IterableIterator<[number | "any", Process]> {
    return this.#processes.entries();
  }

  /** What has no address of ours as its source, or no way to its destination, is lost. */
  send(outgoing: OutgoingDatagram, port: number): void {
    const { destination, source = this.#sourceTowards(destination, port) } = outgoing;
    if (!source) return;
    // The sender may use its buffer again at once.
    const datagram = { ...outgoing, source, payload: outgoing.payload.slice() };
    if (this.addresses.includes(destination.ip)) return this.#network.after(0, () => this.#deliver(datagram));
    const by = this.#interfaces.find(({ addresses }) => addresses.includes(source.ip));
    by?.segment.send(datagram, by);
  }

  receive(datagram: Datagram, at: Attachment): void {
    if (at.addresses.includes(datagram.destination.ip)) this.#deliver(datagram);
  }

  #deliver(datagram: Datagram): void {
    const process = this.#processes.get(datagram.destination.port) ?? this.#processes.get("any");
    process?.handleDatagram(datagram, this.#network.now);
  }

  /** The address of the interface that the destination is on, or else of the first one. */
  #sourceTowards(destination: SocketAddress, port: number): SocketAddress | undefined {
    const version = ipVersion(destination.ip);
    const able = this.#interfaces.filter(({ addresses }) => addresses.some((ip) => ipVersion(ip) === version));
    const chosen = able.find(({ segment }) => segment.has(destination.ip)) ?? able.at(0);
    const ip = chosen?.addresses.find((own) => ipVersion(own) === version);
    return ip === undefined ? undefined : { ip, port };
  }
}
