// Which protocol a datagram speaks, where STUN, TURN and WireGuard share one socket (RFC 7983 in spirit). WireGuard is
// tried before STUN: a WireGuard message has zeros where STUN has its length, so no datagram passes for both.

import type { SocketAddress } from "@fz/ip";
import {
  CHANNEL_HEADER_BYTES,
  channelPayloadLength,
  isStun,
  METHOD_BINDING,
  parseIceMessage,
  parseStun,
  readChannelNumber,
  type StunMessage,
} from "@fz/stun";
import { classifyWireGuard, type WireGuardMessage } from "@fz/wireguard";
import type { Allocation } from "./allocation.ts";
import type { Allocations } from "./allocations.ts";
import type { Channel } from "./channel-bindings.ts";
import { RELAY_PORT } from "./relay.ts";

export type DatagramClass =
  | WireGuardMessage
  /** A connectivity check. */
  | "ice-request"
  | "ice-success"
  /** STUN that nobody here asked for: errors, indications, other methods. */
  | "stun-dropped"
  /** For the allocation on the relay that sent it. */
  | "relay-stun"
  /** From a relay that is no longer in use. */
  | "former-relay"
  /** ChannelData on a channel that is unknown or not confirmed. */
  | "unbound-channel"
  | "invalid";

/** Classifies one datagram after the other; the fields say more about the latest one. Allocates nothing for data. */
export class DatagramClassifier {
  /** Where the message is, once a ChannelData header has been taken off. */
  offset = 0;
  length = 0;
  /** The allocation that it came through or is for. */
  allocation: Allocation | undefined;
  /** The channel that it came through. */
  channel: Channel | undefined;
  /** The message, where the class is STUN. A view into the datagram. */
  message: StunMessage | undefined;

  readonly #allocations: Allocations;

  constructor(allocations: Allocations) {
    this.#allocations = allocations;
  }

  classify(remote: SocketAddress, buf: Uint8Array, offset: number, length: number, now: number): DatagramClass {
    this.offset = offset;
    this.length = length;
    this.allocation = undefined;
    this.channel = undefined;
    this.message = undefined;
    if (remote.port === RELAY_PORT) {
      const relayed = this.#classifyRelayed(remote, buf, now);
      if (relayed !== undefined) return relayed;
    }
    return classifyWireGuard(buf, this.offset, this.length) ?? this.#classifyIce(buf);
  }

  /** Undefined: go on with what `offset` and `length` now denote. */
  #classifyRelayed(remote: SocketAddress, buf: Uint8Array, now: number): DatagramClass | undefined {
    if (this.length === 0) return undefined;
    if (isStun(buf[this.offset])) {
      this.message = parseStun(buf.subarray(this.offset, this.offset + this.length));
      return this.message && this.#lookUpRelay(remote, "relay-stun");
    }
    const payloadLength = channelPayloadLength(buf, this.offset, this.length);
    if (payloadLength < 0) return undefined;
    const former = this.#lookUpRelay(remote, undefined);
    if (!this.allocation) return former;
    this.channel = this.allocation.receiveOn(readChannelNumber(buf, this.offset), now);
    if (!this.channel) return "unbound-channel";
    this.offset += CHANNEL_HEADER_BYTES;
    this.length = payloadLength;
    return undefined;
  }

  /** `found` where the sender is a relay in use; undefined for a peer that happens to use the relays' port. */
  #lookUpRelay(remote: SocketAddress, found: DatagramClass | undefined): DatagramClass | undefined {
    this.allocation = this.#allocations.atSocket(remote);
    if (this.allocation) return found;
    return this.#allocations.isFormer(remote.ip) ? "former-relay" : undefined;
  }

  #classifyIce(buf: Uint8Array): DatagramClass {
    this.message = parseIceMessage(buf.subarray(this.offset, this.offset + this.length));
    if (!this.message) return "invalid";
    if (this.message.method !== METHOD_BINDING) return "stun-dropped";
    if (this.message.class === "request") return "ice-request";
    return this.message.class === "success" ? "ice-success" : "stun-dropped";
  }
}
