// What an ICE peer takes for STUN (RFC 8445 §7, tightened to what the peers in the field insist on). A message that
// fails here is not STUN for the demultiplexer, whatever its header says.

import { attribute, priority, username, xorMappedAddress } from "./attributes.ts";
import { parseStun, type StunMessage } from "./message.ts";
import { ATTRIBUTE, FINGERPRINT_BYTES, HEADER_BYTES, INTEGRITY_BYTES, METHOD_BINDING } from "./registry.ts";

const FIXED_LENGTHS: ReadonlyMap<number, number> = new Map<number, number>([
  [ATTRIBUTE.MESSAGE_INTEGRITY, INTEGRITY_BYTES],
  [ATTRIBUTE.FINGERPRINT, FINGERPRINT_BYTES],
  [ATTRIBUTE.PRIORITY, 4],
  [ATTRIBUTE.USE_CANDIDATE, 0],
  [ATTRIBUTE.ICE_CONTROLLED, 8],
  [ATTRIBUTE.ICE_CONTROLLING, 8],
  [ATTRIBUTE.CHANNEL_NUMBER, 4],
  [ATTRIBUTE.LIFETIME, 4],
  [ATTRIBUTE.REQUESTED_TRANSPORT, 4],
]);

/**
 * A binding request carries MESSAGE-INTEGRITY, PRIORITY and a USERNAME with something right of its first colon; a
 * binding success carries MESSAGE-INTEGRITY and XOR-MAPPED-ADDRESS. MESSAGE-INTEGRITY as the first attribute counts as
 * absent, since then it covers nothing. Known attributes have their exact length; unknown ones, also those that
 * require comprehension, are passed over. Neither MESSAGE-INTEGRITY nor FINGERPRINT is verified here.
 * Other classes and methods pass as they are.
 */
export function parseIceMessage(datagram: Uint8Array): StunMessage | undefined {
  const message = parseStun(datagram);
  if (!message?.attributes.every(hasKnownLength)) return undefined;
  if (message.method !== METHOD_BINDING) return message;
  if (message.class === "request") return isCheck(message) ? message : undefined;
  if (message.class === "success") return isCheckResponse(message) ? message : undefined;
  return message;
}

/** The two ufrags in the USERNAME of a connectivity check: the receiver's, then the sender's. */
export function checkUfrags(message: StunMessage): { local: string; remote: string } | undefined {
  const name = username(message);
  const colon = name?.indexOf(":") ?? -1;
  if (name === undefined || colon < 0 || colon === name.length - 1) return undefined;
  return { local: name.slice(0, colon), remote: name.slice(colon + 1) };
}

function isCheck(message: StunMessage): boolean {
  return isSigned(message) && priority(message) !== undefined && checkUfrags(message) !== undefined;
}

function isCheckResponse(message: StunMessage): boolean {
  return isSigned(message) && xorMappedAddress(message) !== undefined;
}

function isSigned(message: StunMessage): boolean {
  return attribute(message, ATTRIBUTE.MESSAGE_INTEGRITY) !== undefined && !startsWithIntegrity(message);
}

function startsWithIntegrity(message: StunMessage): boolean {
  const first = message.attributes[0];
  return first.type === ATTRIBUTE.MESSAGE_INTEGRITY && first.offset === HEADER_BYTES;
}

function hasKnownLength(candidate: { readonly type: number; readonly value: Uint8Array }): boolean {
  const length = FIXED_LENGTHS.get(candidate.type);
  return length === undefined || candidate.value.length === length;
}
