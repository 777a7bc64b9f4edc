// Responses in the order of attributes that clients in the field get to see: SOFTWARE, what the method says,
// MESSAGE-INTEGRITY. Never FINGERPRINT.

import type { SocketAddress } from "@fz/ip";
import {
  ERROR_ADDRESS_FAMILY_NOT_SUPPORTED,
  ERROR_ALLOCATION_MISMATCH,
  ERROR_BAD_REQUEST,
  ERROR_FORBIDDEN,
  ERROR_INSUFFICIENT_CAPACITY,
  ERROR_PEER_ADDRESS_FAMILY_MISMATCH,
  ERROR_STALE_NONCE,
  ERROR_UNAUTHENTICATED,
  StunBuilder,
} from "@fz/stun";
import { TURN_REALM } from "@fz/wire";

const REASONS = {
  [ERROR_BAD_REQUEST]: "Bad Request",
  [ERROR_UNAUTHENTICATED]: "Unauthorized",
  [ERROR_FORBIDDEN]: "Forbidden",
  [ERROR_ALLOCATION_MISMATCH]: "Allocation Mismatch",
  [ERROR_STALE_NONCE]: "Stale Nonce",
  [ERROR_ADDRESS_FAMILY_NOT_SUPPORTED]: "Address Family not Supported",
  [ERROR_PEER_ADDRESS_FAMILY_MISMATCH]: "Peer Address Family Mismatch",
  [ERROR_INSUFFICIENT_CAPACITY]: "Insufficient Capacity",
} as const;

export type ResponseError = keyof typeof REASONS;

export type Response =
  | {
      readonly type: "success";
      readonly relayed?: readonly SocketAddress[];
      readonly mapped?: SocketAddress;
      /** Seconds. */
      readonly lifetime?: number;
    }
  | { readonly type: "error"; readonly code: ResponseError /** In 401 and 438 only. */; readonly nonce?: string };

export const SUCCESS: Response = { type: "success" };

export function failure(code: ResponseError): Response {
  return { type: "error", code };
}

/** What ties a response to its request. */
export interface Transaction {
  readonly method: number;
  readonly id: Uint8Array;
}

/** @param key of the user whom the request names; undefined leaves the response unsigned */
export function encodeResponse(
  { method, id }: Transaction,
  response: Response,
  software: string,
  key: Uint8Array | undefined,
): Uint8Array {
  const builder = new StunBuilder(response.type, method, id).software(software);
  if (response.type === "error") {
    builder.errorCode(response.code, REASONS[response.code]);
    if (response.nonce !== undefined) builder.realm(TURN_REALM).nonce(response.nonce);
  } else {
    for (const address of response.relayed ?? []) builder.xorRelayedAddress(address);
    if (response.mapped) builder.xorMappedAddress(response.mapped);
    if (response.lifetime !== undefined) builder.lifetime(response.lifetime);
  }
  if (key) builder.integrity(key);
  return builder.build();
}
