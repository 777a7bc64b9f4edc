import type { SocketAddress } from "@fz/ip";

export interface EndpointEvents {
  /** The payload is the receiver's to keep. */
  onDatagram(payload: Uint8Array, from: SocketAddress): void;
  /** A datagram that the kernel did not take, or an error of the socket itself. */
  onError(error: Error): void;
}

/** A bound UDP socket. */
export interface Endpoint {
  /** The port is the actual one. */
  readonly local: SocketAddress;
  /** The payload must not change afterwards. */
  send(payload: Uint8Array, to: SocketAddress): void;
  close(): void;
}

/** @throws NodeJS.ErrnoException where the address cannot be bound */
export type OpenEndpoint = (address: SocketAddress, bufferBytes: number, events: EndpointEvents) => Endpoint;
