import {
  type HandshakeFailure,
  OPEN_BAD_PACKET,
  OPEN_BAD_TAG,
  OPEN_EXPIRED,
  OPEN_MALFORMED,
  OPEN_REPLAY,
  OPEN_UNKNOWN_INDEX,
} from "@fz/wireguard";

/** Results of `decapsulate` beside WireGuard's own `OPEN_…`. */
export const DROP_INVALID = -100;
export const DROP_UNKNOWN_CONNECTION = -101;
export const DROP_HANDSHAKE = -102;

/** Datagrams that came in and went no further, by reason. */
export type Counters = Record<DropReason, number>;

export type DropReason =
  | "invalid"
  | "former_relay"
  | "unbound_channel"
  | "unsolicited_stun"
  | "unknown_check"
  | "unknown_index"
  | "unknown_peer"
  | "recently_closed"
  | "malformed"
  | "session_expired"
  | "replay"
  | "bad_tag"
  | "bad_packet"
  | `handshake_${HandshakeFailure}`;

export function zeroCounters(): Counters {
  return {
    invalid: 0,
    former_relay: 0,
    unbound_channel: 0,
    unsolicited_stun: 0,
    unknown_check: 0,
    unknown_index: 0,
    unknown_peer: 0,
    recently_closed: 0,
    malformed: 0,
    session_expired: 0,
    replay: 0,
    bad_tag: 0,
    bad_packet: 0,
    handshake_malformed: 0,
    handshake_bad_mac1: 0,
    handshake_under_load: 0,
    handshake_unknown_index: 0,
    handshake_bad_handshake: 0,
    handshake_wrong_peer: 0,
    handshake_replayed_timestamp: 0,
    handshake_bad_cookie: 0,
  };
}

/** `result`: what `WireGuardTunnel.open` gave, negative. */
export function openFailure(result: number): DropReason {
  switch (result) {
    case OPEN_UNKNOWN_INDEX:
      return "unknown_index";
    case OPEN_EXPIRED:
      return "session_expired";
    case OPEN_REPLAY:
      return "replay";
    case OPEN_BAD_TAG:
      return "bad_tag";
    case OPEN_BAD_PACKET:
      return "bad_packet";
    case OPEN_MALFORMED:
      return "malformed";
    default:
      return "malformed";
  }
}
