import { rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Impairment } from "../impairment/impairment.ts";
import { run } from "./command.ts";
import { Host } from "./host.ts";
import { makeFolder, removeLeftovers, removeNamespaces } from "./leftovers.ts";

/** Interface names have at most 15 characters. */
const MAX_INTERFACE_NAME = 15;
const FORWARDER = join(import.meta.dirname, "../impairment/forwarder.ts");
const NO_OFFLOADS = ["rx", "off", "tx", "off", "tso", "off", "gso", "off", "gro", "off"];

export interface PlugOptions {
  /** Addresses with prefix length, of either family. */
  readonly addresses: readonly string[];
  readonly mtu?: number;
  /** Default gateways, one per family at most. */
  readonly via?: readonly string[];
  /** Puts a wire with delay, loss, reordering or a rate between the host and the segment. */
  readonly impairment?: Impairment;
}

/** An Ethernet segment: a bridge in a namespace of its own, into which hosts are plugged. */
export class Segment {
  readonly host: Host;
  #ports = 0;

  constructor(host: Host) {
    this.host = host;
    host.ip("link add br0 type bridge");
    host.ip("link set br0 up");
  }

  /** Gives `host` an interface on this segment. */
  async plug(host: Host, interfaceName: string, options: PlugOptions): Promise<void> {
    // Building a network is one system call after the other: let others have a turn.
    await setImmediate();
    const port = this.#newPort();
    if (options.impairment) {
      await this.#plugImpaired(host, interfaceName, port, options.impairment);
      configure(host, interfaceName, options);
      return;
    }
    run("ip", [
      ...["link", "add", port, "netns", this.host.namespace, "type", "veth"],
      ...["peer", "name", interfaceName, "netns", host.namespace],
    ]);
    this.host.ip(`link set ${port} master br0 up`);
    configure(host, interfaceName, options);
  }

  /** Takes the host off the segment; its interface is gone. */
  unplug(host: Host, interfaceName: string): void {
    host.ip(`link del ${interfaceName}`);
  }

  /** host ⇄ left [forwarder] right ⇄ bridge; the forwarder runs in the segment's namespace. */
  async #plugImpaired(host: Host, interfaceName: string, port: string, impairment: Impairment): Promise<void> {
    const [left, right] = [`${port}l`, `${port}r`];
    run("ip", [
      ...["link", "add", left, "netns", this.host.namespace, "type", "veth"],
      ...["peer", "name", interfaceName, "netns", host.namespace],
    ]);
    this.host.ip(`link add ${right} type veth peer name ${port}`);
    // Frames have to be what a wire would carry: no super-packets, no checksums left to the hardware.
    host.run("ethtool", "-K", interfaceName, ...NO_OFFLOADS);
    for (const name of [left, right, port]) {
      this.host.run("ethtool", "-K", name, ...NO_OFFLOADS);
      this.host.ip(`link set ${name} up`);
    }
    this.host.ip(`link set ${port} master br0 up`);
    const words = ["--left", left, "--right", right, "--impairment", JSON.stringify(impairment)];
    await this.host.startNode(`wire-${port}`, FORWARDER, words).line(/^forwarding/);
  }

  #newPort(): string {
    return `port${this.#ports++}`.slice(0, MAX_INTERFACE_NAME);
  }
}

/** Brings an interface up with its addresses and default routes. */
export function configure(host: Host, interfaceName: string, options: PlugOptions): void {
  host.ip(`link set ${interfaceName} mtu ${options.mtu ?? 1500} up`);
  for (const address of options.addresses) {
    const noDad = address.includes(":") ? " nodad" : "";
    host.ip(`addr add ${address} dev ${interfaceName}${noDad}`);
  }
  for (const gateway of options.via ?? []) {
    host.ip(`${gateway.includes(":") ? "-6 " : ""}route replace default via ${gateway} dev ${interfaceName}`);
  }
}

/** A lab: hosts and segments that are all gone after `remove`, or at the next start where this program was killed. */
export class Network {
  readonly #hosts: Host[] = [];
  #folder: string | undefined;
  #removal: Promise<void> | undefined;

  constructor() {
    if (process.getuid?.() !== 0) throw new Error("The lab makes network namespaces and needs root.");
    removeLeftovers();
  }

  host(name: string): Host {
    const host = new Host(name);
    this.#hosts.push(host);
    return host;
  }

  segment(name: string): Segment {
    return new Segment(this.host(name));
  }

  /** For files; it goes with the network. */
  get folder(): string {
    this.#folder ??= makeFolder("files");
    return this.#folder;
  }

  remove(): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  async #remove(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.endPrograms()));
    removeNamespaces(this.#hosts.map(({ namespace }) => namespace));
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
