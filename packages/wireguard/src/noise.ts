// Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s as in the WireGuard paper, §5.4.2 and §5.4.3. Pure: messages and states in and
// out. The MACs at the end of both messages are not made or checked here.

import { equal, utf8 } from "@fz/bytes";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hash, kdf1, kdf2, kdf3 } from "./blake2s.ts";
import { CONSTRUCTION, IDENTIFIER } from "./constants.ts";
import type { WireGuardCrypto } from "./crypto.ts";
import { INITIATION, MESSAGE_INITIATION, MESSAGE_RESPONSE, RESPONSE, readU32, writeU32 } from "./messages.ts";

/** The long-lived keys of one connection, each 32 bytes. */
export interface HandshakeKeys {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly peerPublicKey: Uint8Array;
  readonly presharedKey: Uint8Array;
}

/** Between an Initiation sent and its Response. */
export interface InitiationState {
  readonly senderIndex: number;
  readonly ephemeralPrivate: Uint8Array;
  readonly chainingKey: Uint8Array;
  readonly hash: Uint8Array;
}

/** Between an Initiation received and its Response. */
export interface ReceivedInitiation {
  readonly peerIndex: number;
  readonly peerEphemeral: Uint8Array;
  /** TAI64N, 12 bytes. */
  readonly timestamp: Uint8Array;
  readonly chainingKey: Uint8Array;
  readonly hash: Uint8Array;
}

/** What a finished handshake leaves: §5.4.5. */
export interface SessionKeys {
  readonly sendKey: Uint8Array;
  readonly receiveKey: Uint8Array;
  readonly peerIndex: number;
}

const EMPTY = new Uint8Array(0);
const ZERO_NONCE = new Uint8Array(12);
const INITIAL_CHAINING_KEY = hash(utf8(CONSTRUCTION));
const INITIAL_HASH = hash(INITIAL_CHAINING_KEY, utf8(IDENTIFIER));

/** §5.4.2. Undefined where the peer's public key is of small order. */
export function createInitiation(
  keys: HandshakeKeys,
  crypto: WireGuardCrypto,
  senderIndex: number,
  ephemeralPrivate: Uint8Array,
  timestamp: Uint8Array,
): { message: Uint8Array; state: InitiationState } | undefined {
  const message = new Uint8Array(INITIATION.length);
  message[0] = MESSAGE_INITIATION;
  writeU32(message, INITIATION.sender, senderIndex);

  const ephemeral = crypto.publicKey(ephemeralPrivate);
  message.set(ephemeral, INITIATION.ephemeral);
  let chainingKey = kdf1(INITIAL_CHAINING_KEY, ephemeral);
  let h = hash(hash(INITIAL_HASH, keys.peerPublicKey), ephemeral);
  let key: Uint8Array;

  const es = crypto.dh(ephemeralPrivate, keys.peerPublicKey);
  const ss = crypto.dh(keys.privateKey, keys.peerPublicKey);
  if (es === undefined || ss === undefined) return undefined;

  [chainingKey, key] = kdf2(chainingKey, es);
  const sealedStatic = seal(key, keys.publicKey, h);
  message.set(sealedStatic, INITIATION.static);
  h = hash(h, sealedStatic);

  [chainingKey, key] = kdf2(chainingKey, ss);
  const sealedTimestamp = seal(key, timestamp, h);
  message.set(sealedTimestamp, INITIATION.timestamp);
  h = hash(h, sealedTimestamp);

  return { message, state: { senderIndex, ephemeralPrivate, chainingKey, hash: h } };
}

/** The first half of reading an Initiation, which needs no knowledge of the sender: who is it? */
function openInitiationStatic(
  message: Uint8Array,
  privateKey: Uint8Array,
  publicKey: Uint8Array,
  crypto: WireGuardCrypto,
): { peerStatic: Uint8Array; chainingKey: Uint8Array; hash: Uint8Array } | undefined {
  const ephemeral = message.subarray(INITIATION.ephemeral, INITIATION.static);
  const sealedStatic = message.subarray(INITIATION.static, INITIATION.timestamp);
  const h = hash(hash(INITIAL_HASH, publicKey), ephemeral);
  const es = crypto.dh(privateKey, ephemeral);
  if (es === undefined) return undefined;
  const [chainingKey, key] = kdf2(kdf1(INITIAL_CHAINING_KEY, ephemeral), es);
  const peerStatic = open(key, sealedStatic, h);
  if (peerStatic === undefined) return undefined;
  return { peerStatic, chainingKey, hash: hash(h, sealedStatic) };
}

/**
 * The static public key that an Initiation claims, so that it can be given to the right connection. Undefined: it is
 * not meant for us. The claim is proven only by {@link consumeInitiation}.
 */
export function readInitiationStatic(
  message: Uint8Array,
  privateKey: Uint8Array,
  publicKey: Uint8Array,
  crypto: WireGuardCrypto,
): Uint8Array | undefined {
  if (message.length !== INITIATION.length) return undefined;
  return openInitiationStatic(message, privateKey, publicKey, crypto)?.peerStatic;
}

/** §5.4.2, receiving side. `message` has 148 bytes. */
export function consumeInitiation(
  message: Uint8Array,
  keys: HandshakeKeys,
  crypto: WireGuardCrypto,
): ReceivedInitiation | "bad_handshake" | "wrong_peer" {
  const opened = openInitiationStatic(message, keys.privateKey, keys.publicKey, crypto);
  if (opened === undefined) return "bad_handshake";
  if (!equal(opened.peerStatic, keys.peerPublicKey)) return "wrong_peer";
  const ss = crypto.dh(keys.privateKey, keys.peerPublicKey);
  if (ss === undefined) return "bad_handshake";
  const [chainingKey, key] = kdf2(opened.chainingKey, ss);
  const sealedTimestamp = message.subarray(INITIATION.timestamp, INITIATION.mac1);
  const timestamp = open(key, sealedTimestamp, opened.hash);
  if (timestamp === undefined) return "bad_handshake";
  return {
    peerIndex: readU32(message, INITIATION.sender),
    peerEphemeral: message.slice(INITIATION.ephemeral, INITIATION.static),
    timestamp,
    chainingKey,
    hash: hash(opened.hash, sealedTimestamp),
  };
}

/** §5.4.3. Undefined where the peer's ephemeral is of small order. */
export function createResponse(
  received: ReceivedInitiation,
  keys: HandshakeKeys,
  crypto: WireGuardCrypto,
  senderIndex: number,
  ephemeralPrivate: Uint8Array,
): { message: Uint8Array; session: SessionKeys } | undefined {
  const message = new Uint8Array(RESPONSE.length);
  message[0] = MESSAGE_RESPONSE;
  writeU32(message, RESPONSE.sender, senderIndex);
  writeU32(message, RESPONSE.receiver, received.peerIndex);

  const ephemeral = crypto.publicKey(ephemeralPrivate);
  message.set(ephemeral, RESPONSE.ephemeral);
  const ee = crypto.dh(ephemeralPrivate, received.peerEphemeral);
  const se = crypto.dh(ephemeralPrivate, keys.peerPublicKey);
  if (ee === undefined || se === undefined) return undefined;

  const mixed = mixResponse(received.chainingKey, received.hash, ephemeral, ee, se, keys.presharedKey);
  message.set(seal(mixed.key, EMPTY, mixed.hash), RESPONSE.empty);
  const [receiveKey, sendKey] = kdf2(mixed.chainingKey, EMPTY);
  return { message, session: { sendKey, receiveKey, peerIndex: received.peerIndex } };
}

/** §5.4.3, receiving side. `message` has 92 bytes. Undefined where it does not answer `state`. */
export function consumeResponse(
  message: Uint8Array,
  state: InitiationState,
  keys: HandshakeKeys,
  crypto: WireGuardCrypto,
): SessionKeys | undefined {
  const ephemeral = message.subarray(RESPONSE.ephemeral, RESPONSE.empty);
  const ee = crypto.dh(state.ephemeralPrivate, ephemeral);
  const se = crypto.dh(keys.privateKey, ephemeral);
  if (ee === undefined || se === undefined) return undefined;

  const mixed = mixResponse(state.chainingKey, state.hash, ephemeral, ee, se, keys.presharedKey);
  if (open(mixed.key, message.subarray(RESPONSE.empty, RESPONSE.mac1), mixed.hash) === undefined) return undefined;
  const [sendKey, receiveKey] = kdf2(mixed.chainingKey, EMPTY);
  return { sendKey, receiveKey, peerIndex: readU32(message, RESPONSE.sender) };
}

/** What both ends do with the Response's ephemeral, the two shared secrets and the preshared key. */
function mixResponse(
  initialChainingKey: Uint8Array,
  initialHash: Uint8Array,
  ephemeral: Uint8Array,
  ee: Uint8Array,
  se: Uint8Array,
  presharedKey: Uint8Array,
): { chainingKey: Uint8Array; key: Uint8Array; hash: Uint8Array } {
  let chainingKey = kdf1(initialChainingKey, ephemeral);
  chainingKey = kdf1(chainingKey, ee);
  chainingKey = kdf1(chainingKey, se);
  const [mixedChainingKey, tau, key] = kdf3(chainingKey, presharedKey);
  return { chainingKey: mixedChainingKey, key, hash: hash(hash(initialHash, ephemeral), tau) };
}

function seal(key: Uint8Array, plaintext: Uint8Array, additionalData: Uint8Array): Uint8Array {
  return chacha20poly1305(key, ZERO_NONCE, additionalData).encrypt(plaintext);
}

function open(key: Uint8Array, ciphertext: Uint8Array, additionalData: Uint8Array): Uint8Array | undefined {
  try {
    return chacha20poly1305(key, ZERO_NONCE, additionalData).decrypt(ciphertext);
  } catch {
    return undefined; // the library's word for a tag that does not match
  }
}
