// Requests of RFC 8489 and RFC 8656 that this relay serves, read from their datagrams.

import type { IpVersion, SocketAddress } from "@fz/ip";
import {
  ATTRIBUTE,
  additionalAddressFamily,
  attribute,
  CHANNEL_MIN,
  channelNumber,
  lifetime,
  METHOD_ALLOCATE,
  METHOD_BINDING,
  METHOD_CHANNEL_BIND,
  METHOD_CREATE_PERMISSION,
  METHOD_REFRESH,
  requestedAddressFamily,
  requestedTransport,
  type StunMessage,
  username,
  xorPeerAddress,
  xorPeerAddresses,
} from "@fz/stun";

export interface AllocateRequest {
  readonly type: "allocate";
  /** An IP protocol number. */
  readonly transport: number;
  /** Seconds. */
  readonly lifetime: number | undefined;
  readonly requestedFamily: IpVersion | undefined;
  readonly additionalFamily: IpVersion | undefined;
  /** EVEN-PORT is there, with or without asking for the next port as well. */
  readonly evenPort: boolean;
}
export interface RefreshRequest {
  readonly type: "refresh";
  /** Seconds. */
  readonly lifetime: number | undefined;
}
export interface ChannelBindRequest {
  readonly type: "channel-bind";
  readonly channel: number;
  readonly peer: SocketAddress;
}
export interface CreatePermissionRequest {
  readonly type: "create-permission";
  /** undefined in place of an address that cannot be read. */
  readonly peers: readonly (SocketAddress | undefined)[];
}
export interface BindingRequest {
  readonly type: "binding";
}
export type TurnRequest = AllocateRequest | RefreshRequest | ChannelBindRequest | CreatePermissionRequest;

/** RFC 8656 §18.6. */
const EVEN_PORT = 0x0018;

/**
 * undefined: no request that can be served, for want of a known method or of an attribute that it needs.
 * @param highestChannel the last channel number that may be bound
 */
export function readRequest(message: StunMessage, highestChannel: number): BindingRequest | TurnRequest | undefined {
  if (isUnreadable(message, ATTRIBUTE.USERNAME, username)) return undefined;
  switch (message.method) {
    case METHOD_BINDING:
      return { type: "binding" };
    case METHOD_ALLOCATE:
      return readAllocate(message);
    case METHOD_REFRESH:
      if (isUnreadable(message, ATTRIBUTE.LIFETIME, lifetime)) return undefined;
      return { type: "refresh", lifetime: lifetime(message) };
    case METHOD_CHANNEL_BIND:
      return readChannelBind(message, highestChannel);
    case METHOD_CREATE_PERMISSION:
      return { type: "create-permission", peers: xorPeerAddresses(message) };
    default:
      return undefined;
  }
}

function readAllocate(message: StunMessage): AllocateRequest | undefined {
  const transport = requestedTransport(message);
  if (
    transport === undefined ||
    isUnreadable(message, ATTRIBUTE.LIFETIME, lifetime) ||
    isUnreadable(message, ATTRIBUTE.REQUESTED_ADDRESS_FAMILY, requestedAddressFamily) ||
    isUnreadable(message, ATTRIBUTE.ADDITIONAL_ADDRESS_FAMILY, additionalAddressFamily)
  ) {
    return undefined;
  }
  return {
    type: "allocate",
    transport,
    lifetime: lifetime(message),
    requestedFamily: requestedAddressFamily(message),
    additionalFamily: additionalAddressFamily(message),
    evenPort: attribute(message, EVEN_PORT) !== undefined,
  };
}

function readChannelBind(message: StunMessage, highestChannel: number): ChannelBindRequest | undefined {
  const channel = channelNumber(message);
  const peer = xorPeerAddress(message);
  if (channel === undefined || channel < CHANNEL_MIN || channel > highestChannel || !peer) return undefined;
  return { type: "channel-bind", channel, peer };
}

/** There, but not in its own format. */
function isUnreadable(message: StunMessage, type: number, read: (message: StunMessage) => unknown): boolean {
  return attribute(message, type) !== undefined && read(message) === undefined;
}
