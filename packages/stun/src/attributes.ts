// What the attributes say: RFC 8489 §14, RFC 8656 §18, RFC 8445 §16.1. Each reader looks at the first attribute of its
// type and gives undefined where that is absent or malformed; `attribute` tells the two apart.

import { fromUtf8 } from "@fz/bytes";
import type { IpVersion, SocketAddress } from "@fz/ip";
import type { StunMessage } from "./message.ts";
import { ATTRIBUTE, FAMILY_IPV4, FAMILY_IPV6 } from "./registry.ts";
import { decodePlainAddress, decodeXorAddress } from "./xor-address.ts";

export interface ErrorCode {
  /** 300 to 699. */
  readonly code: number;
  readonly reason: string;
}

/** The raw value of the first attribute of this type. */
export function attribute(message: StunMessage, type: number): Uint8Array | undefined {
  return message.attributes.find((candidate) => candidate.type === type)?.value;
}

export function username(message: StunMessage): string | undefined {
  return text(message, ATTRIBUTE.USERNAME);
}

export function realm(message: StunMessage): string | undefined {
  return text(message, ATTRIBUTE.REALM);
}

export function nonce(message: StunMessage): string | undefined {
  return text(message, ATTRIBUTE.NONCE);
}

export function software(message: StunMessage): string | undefined {
  return text(message, ATTRIBUTE.SOFTWARE);
}

export function errorCode(message: StunMessage): ErrorCode | undefined {
  const value = attribute(message, ATTRIBUTE.ERROR_CODE);
  if (!value || value.length < 4) return undefined;
  const hundreds = value[2] & 0x07;
  const rest = value[3];
  const reason = fromUtf8(value.subarray(4));
  if (hundreds < 3 || hundreds > 6 || rest > 99 || reason === undefined) return undefined;
  return { code: hundreds * 100 + rest, reason };
}

export function mappedAddress(message: StunMessage): SocketAddress | undefined {
  const value = attribute(message, ATTRIBUTE.MAPPED_ADDRESS);
  return value && decodePlainAddress(value);
}

export function xorMappedAddress(message: StunMessage): SocketAddress | undefined {
  return xorAddress(message, ATTRIBUTE.XOR_MAPPED_ADDRESS);
}

export function xorPeerAddress(message: StunMessage): SocketAddress | undefined {
  return xorAddress(message, ATTRIBUTE.XOR_PEER_ADDRESS);
}

/** One per address family, in the order of the message; malformed ones are left out. */
export function xorRelayedAddresses(message: StunMessage): SocketAddress[] {
  return xorAddresses(message, ATTRIBUTE.XOR_RELAYED_ADDRESS).filter((address) => address !== undefined);
}

/** CREATE-PERMISSION may carry several: all of them in the order of the message, undefined in place of a malformed one. */
export function xorPeerAddresses(message: StunMessage): (SocketAddress | undefined)[] {
  return xorAddresses(message, ATTRIBUTE.XOR_PEER_ADDRESS);
}

/** Seconds. */
export function lifetime(message: StunMessage): number | undefined {
  return u32(message, ATTRIBUTE.LIFETIME);
}

/** Any 16-bit number; whether it is a channel is for the reader's caller to say. */
export function channelNumber(message: StunMessage): number | undefined {
  const value = u32(message, ATTRIBUTE.CHANNEL_NUMBER);
  return value === undefined ? undefined : value >>> 16;
}

export function data(message: StunMessage): Uint8Array | undefined {
  return attribute(message, ATTRIBUTE.DATA);
}

/** An IP protocol number. */
export function requestedTransport(message: StunMessage): number | undefined {
  const value = u32(message, ATTRIBUTE.REQUESTED_TRANSPORT);
  return value === undefined ? undefined : value >>> 24;
}

export function requestedAddressFamily(message: StunMessage): IpVersion | undefined {
  return family(message, ATTRIBUTE.REQUESTED_ADDRESS_FAMILY);
}

export function additionalAddressFamily(message: StunMessage): IpVersion | undefined {
  return family(message, ATTRIBUTE.ADDITIONAL_ADDRESS_FAMILY);
}

export function priority(message: StunMessage): number | undefined {
  return u32(message, ATTRIBUTE.PRIORITY);
}

/** The tie-breaker of a sender that believes it controls. */
export function iceControlling(message: StunMessage): bigint | undefined {
  return u64(message, ATTRIBUTE.ICE_CONTROLLING);
}

/** The tie-breaker of a sender that believes it is controlled. */
export function iceControlled(message: StunMessage): bigint | undefined {
  return u64(message, ATTRIBUTE.ICE_CONTROLLED);
}

export function useCandidate(message: StunMessage): boolean {
  return attribute(message, ATTRIBUTE.USE_CANDIDATE) !== undefined;
}

function text(message: StunMessage, type: number): string | undefined {
  const value = attribute(message, type);
  return value && fromUtf8(value);
}

function u32(message: StunMessage, type: number): number | undefined {
  const value = attribute(message, type);
  if (value?.length !== 4) return undefined;
  return ((value[0] << 24) | (value[1] << 16) | (value[2] << 8) | value[3]) >>> 0;
}

function u64(message: StunMessage, type: number): bigint | undefined {
  const value = attribute(message, type);
  if (value?.length !== 8) return undefined;
  return value.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function family(message: StunMessage, type: number): IpVersion | undefined {
  const value = u32(message, type);
  if (value === undefined) return undefined;
  const number = value >>> 24;
  return number === FAMILY_IPV4 ? 4 : number === FAMILY_IPV6 ? 6 : undefined;
}

function xorAddress(message: StunMessage, type: number): SocketAddress | undefined {
  const value = attribute(message, type);
  return value && decodeXorAddress(value, message.transactionId);
}

function xorAddresses(message: StunMessage, wanted: number): (SocketAddress | undefined)[] {
  return message.attributes
    .filter(({ type }) => type === wanted)
    .map(({ value }) => decodeXorAddress(value, message.transactionId));
}
