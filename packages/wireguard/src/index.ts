export * from "./constants.ts";
export { type Aead, KEY_BYTES, type Random, TAG_BYTES, type WireGuardCrypto } from "./crypto.ts";
export {
  HANDSHAKE_WINDOW,
  HANDSHAKES_PER_WINDOW,
  HandshakeLimiter,
  type LimiterVerdict,
} from "./handshake-limiter.ts";
export { parseInitiationPeer } from "./initiation-peer.ts";
export {
  COOKIE_REPLY,
  classifyWireGuard,
  INITIATION,
  MESSAGE_COOKIE_REPLY,
  MESSAGE_INITIATION,
  MESSAGE_RESPONSE,
  MESSAGE_TRANSPORT_DATA,
  RESPONSE,
  receiverIndex,
  TRANSPORT_HEADER_BYTES,
  TRANSPORT_OVERHEAD_BYTES,
  type WireGuardMessage,
} from "./messages.ts";
export { nobleCrypto } from "./noble-crypto.ts";
export {
  OPEN_BAD_PACKET,
  OPEN_BAD_TAG,
  OPEN_EXPIRED,
  OPEN_MALFORMED,
  OPEN_REPLAY,
  OPEN_UNKNOWN_INDEX,
} from "./session.ts";
export { type HandshakeFailure, type WireGuardEvent, WireGuardTunnel, type WireGuardTunnelOptions } from "./tunnel.ts";
