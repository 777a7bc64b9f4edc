import { type IpAddress, type IpVersion, ipVersion, type SocketAddress } from "@fz/ip";
import type { Endpoint, EndpointEvents, OpenEndpoint } from "./endpoint.ts";

/** A second of 4 Mbit/s, or what the kernel allows. */
const BUFFER_BYTES = 512 << 10;

export interface RelayPortsOptions {
  readonly open: OpenEndpoint;
  /** Where to bind, at most one per IP version. */
  readonly bindTo: readonly IpAddress[];
  onDatagram(port: number, payload: Uint8Array, from: SocketAddress): void;
  onError(error: Error): void;
}

/** The sockets of all allocations: one per port and IP version. */
export class RelayPorts {
  readonly #options: RelayPortsOptions;
  readonly #endpoints = new Map<number, ReadonlyMap<IpVersion, Endpoint>>();

  constructor(options: RelayPortsOptions) {
    this.#options = options;
  }

  /** All versions or none. @throws NodeJS.ErrnoException */
  open(port: number, versions: readonly IpVersion[]): void {
    const { open, bindTo, onDatagram, onError } = this.#options;
    const events: EndpointEvents = { onDatagram: (payload, from) => onDatagram(port, payload, from), onError };
    const opened = new Map<IpVersion, Endpoint>();
    try {
      for (const ip of bindTo) {
        const version = ipVersion(ip);
        if (versions.includes(version)) opened.set(version, open({ ip, port }, BUFFER_BYTES, events));
      }
    } catch (error) {
      for (const endpoint of opened.values()) endpoint.close();
      throw error;
    }
    this.#endpoints.set(port, opened);
  }

  send(port: number, peer: SocketAddress, payload: Uint8Array): void {
    this.#endpoints.get(port)?.get(ipVersion(peer.ip))?.send(payload, peer);
  }

  close(port: number): void {
    for (const endpoint of this.#endpoints.get(port)?.values() ?? []) endpoint.close();
    this.#endpoints.delete(port);
  }

  closeAll(): void {
    for (const port of [...this.#endpoints.keys()]) this.close(port);
  }
}
