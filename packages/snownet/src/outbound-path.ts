import type { SocketAddress } from "@fz/ip";
import { CHANNEL_HEADER_BYTES, writeChannelHeader } from "@fz/stun";
import { TRANSPORT_OVERHEAD_BYTES, type WireGuardTunnel } from "@fz/wireguard";
import type { Allocation } from "./allocation.ts";
import type { Channel } from "./channel-bindings.ts";

/** How packets for one peer leave: lives until the path changes, so one look-up serves a whole run. */
export interface OutboundPath {
  /** Undefined: whichever address routing picks. */
  readonly source: SocketAddress | undefined;
  readonly destination: SocketAddress;
  /** Bytes that `seal` adds: 32, or 36 with a ChannelData header. */
  readonly overhead: number;
  /**
   * Writes the whole datagram for the packet of `length` bytes at `offset` to `outOffset` and gives its length; 0 where
   * it cannot be sent now. Allocates nothing.
   */
  seal(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number, now: number): number;
}

/** What a path reports to: packets are counted, and keep a connection from going idle. */
export interface PathOwner {
  readonly tunnel: WireGuardTunnel;
  /** A packet of `length` bytes was sealed. */
  noteSent(length: number, now: number): void;
  /** There was no session for a packet. */
  noteMissingSession(now: number): void;
}

/** From one of our own sockets straight to the peer's, or to its relay's. */
export class DirectPath implements OutboundPath {
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly overhead: number = TRANSPORT_OVERHEAD_BYTES;
  readonly #owner: PathOwner;
  readonly #tunnel: WireGuardTunnel;

  constructor(owner: PathOwner, local: SocketAddress, remote: SocketAddress) {
    this.#owner = owner;
    this.#tunnel = owner.tunnel;
    this.source = local;
    this.destination = remote;
  }

  seal(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number, now: number): number {
    const sealed = this.#tunnel.seal(buf, offset, length, out, outOffset, now);
    if (sealed > 0) this.#owner.noteSent(length, now);
    else this.#owner.noteMissingSession(now);
    return sealed;
  }
}

/** Through a channel of our own allocation. */
export class RelayedPath implements OutboundPath {
  readonly source: undefined;
  readonly destination: SocketAddress;
  readonly overhead: number = TRANSPORT_OVERHEAD_BYTES + CHANNEL_HEADER_BYTES;
  readonly #owner: PathOwner;
  readonly #tunnel: WireGuardTunnel;
  readonly #allocation: Allocation;
  readonly #peer: SocketAddress;
  #channel: Channel | undefined;

  constructor(owner: PathOwner, allocation: Allocation, relaySocket: SocketAddress, peer: SocketAddress) {
    this.#owner = owner;
    this.#tunnel = owner.tunnel;
    this.#allocation = allocation;
    this.destination = relaySocket;
    this.#peer = peer;
  }

  seal(buf: Uint8Array, offset: number, length: number, out: Uint8Array, outOffset: number, now: number): number {
    const channel = this.#usableChannel(now);
    if (!channel) return 0;
    const sealed = this.#tunnel.seal(buf, offset, length, out, outOffset + CHANNEL_HEADER_BYTES, now);
    if (sealed === 0) {
      this.#owner.noteMissingSession(now);
      return 0;
    }
    writeChannelHeader(out, outOffset, channel.number, sealed);
    this.#allocation.noteChannelDataSent(now);
    this.#owner.noteSent(length, now);
    return sealed + CHANNEL_HEADER_BYTES;
  }

  #usableChannel(now: number): Channel | undefined {
    if (this.#channel?.usable(now)) return this.#channel;
    this.#channel = this.#allocation.channelTo(this.#peer, now);
    return this.#channel;
  }
}
