// The messages of a connectivity check, RFC 8445 §7: attributes in the order that the peers in the field use.

import type { SocketAddress } from "@fz/ip";
import { ERROR_ROLE_CONFLICT, METHOD_BINDING, StunBuilder, shortTermKey } from "@fz/stun";
import { candidatePriority, type LocalCandidate } from "./candidate.ts";

export type IceRole = "controlling" | "controlled";

export interface IceCredentials {
  /** ufrag */
  readonly username: string;
  readonly password: string;
}

interface CheckInput {
  readonly transactionId: Uint8Array;
  readonly local: IceCredentials;
  readonly remote: IceCredentials;
  readonly role: IceRole;
  readonly tieBreaker: bigint;
  readonly candidate: LocalCandidate;
  readonly useCandidate: boolean;
}

export function buildCheck(input: CheckInput): Uint8Array {
  const { transactionId, local, remote, role, tieBreaker, candidate } = input;
  const builder = new StunBuilder("request", METHOD_BINDING, transactionId);
  builder.username(`${remote.username}:${local.username}`);
  if (role === "controlling") builder.iceControlling(tieBreaker);
  else builder.iceControlled(tieBreaker);
  builder.priority(priorityIfLearnt(candidate));
  if (input.useCandidate) builder.useCandidate();
  return builder.integrity(shortTermKey(remote.password)).fingerprint().build();
}

/** `source`: where the check came from. */
export function buildCheckResponse(
  transactionId: Uint8Array,
  source: SocketAddress,
  local: IceCredentials,
): Uint8Array {
  const builder = new StunBuilder("success", METHOD_BINDING, transactionId);
  return builder.xorMappedAddress(source).integrity(shortTermKey(local.password)).fingerprint().build();
}

export function buildRoleConflict(transactionId: Uint8Array, local: IceCredentials): Uint8Array {
  const builder = new StunBuilder("error", METHOD_BINDING, transactionId);
  builder.errorCode(ERROR_ROLE_CONFLICT, "Role Conflict");
  return builder.integrity(shortTermKey(local.password)).fingerprint().build();
}

/** What the peer is to rank the candidate at if the check is the first it hears of it (RFC 8445 §7.1.1). */
export function priorityIfLearnt(candidate: LocalCandidate): number {
  return candidatePriority("prflx", candidate.localPreference);
}
