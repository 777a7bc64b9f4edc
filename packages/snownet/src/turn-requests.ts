// The requests of a TURN client (RFC 8656) in the one spelling that the relays in the field expect: no FINGERPRINT, no
// EVEN-PORT, no LIFETIME but for deletion, and both address families asked for in every ALLOCATE. A first request goes
// out with USERNAME, REALM and MESSAGE-INTEGRITY already, for lack of a NONCE only to learn one (RFC 8489 §9.2 has it bare).

import type { SocketAddress } from "@fz/ip";
import {
  METHOD_ALLOCATE,
  METHOD_BINDING,
  METHOD_CHANNEL_BIND,
  METHOD_REFRESH,
  StunBuilder,
  TRANSPORT_UDP,
} from "@fz/stun";

const SOFTWARE = "snownet";
const DELETE_LIFETIME = 0;

/** Long-term credentials (RFC 8489 §9.2). */
export interface TurnCredentials {
  readonly username: string;
  readonly realm: string;
  /** MD5 over username, realm and password. */
  readonly key: Uint8Array;
  /** Undefined until the relay has issued one. */
  readonly nonce: string | undefined;
}

export type AuthenticatedRequest =
  | { readonly kind: "allocate" }
  | { readonly kind: "refresh" }
  /** A REFRESH that asks whether the relay is still there. */
  | { readonly kind: "liveness" }
  /** A REFRESH with LIFETIME 0: away with whatever allocation the relay believes we have. */
  | { readonly kind: "delete" }
  | { readonly kind: "channel-bind"; readonly channel: number; readonly peer: SocketAddress };

export type TurnRequest = { readonly kind: "binding" } | AuthenticatedRequest;

export function buildBinding(transactionId: Uint8Array): Uint8Array {
  return new StunBuilder("request", METHOD_BINDING, transactionId).software(SOFTWARE).build();
}

export function buildAuthenticated(
  request: AuthenticatedRequest,
  transactionId: Uint8Array,
  credentials: TurnCredentials,
): Uint8Array {
  const builder = new StunBuilder("request", METHODS[request.kind], transactionId);
  if (request.kind === "channel-bind") {
    builder.xorPeerAddress(request.peer).channelNumber(request.channel).software(SOFTWARE);
  } else {
    builder.requestedTransport(TRANSPORT_UDP).additionalAddressFamily(6).software(SOFTWARE);
    if (request.kind === "delete") builder.lifetime(DELETE_LIFETIME);
  }
  builder.username(credentials.username).realm(credentials.realm);
  if (credentials.nonce !== undefined) builder.nonce(credentials.nonce);
  return builder.integrity(credentials.key).build();
}

/** STUN method of each kind of request. */
export const METHODS = {
  binding: METHOD_BINDING,
  allocate: METHOD_ALLOCATE,
  refresh: METHOD_REFRESH,
  liveness: METHOD_REFRESH,
  delete: METHOD_REFRESH,
  "channel-bind": METHOD_CHANNEL_BIND,
} as const satisfies Record<TurnRequest["kind"], number>;
