// The WireGuard paper (Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel"), §5.4 and §6.1. Times in milliseconds.

const SECOND = 1000;

export const CONSTRUCTION = "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s";
export const IDENTIFIER = "WireGuard v1 zx2c4 Jason@zx2c4.com";
export const LABEL_MAC1 = "mac1----";
export const LABEL_COOKIE = "cookie--";

/**
 * The paper says 2⁶⁰ and 2⁶⁴ − 2¹³ − 1. Our counters are JavaScript numbers, exact up to 2⁵³, so we stop earlier;
 * at a hundred million packets a second a session's 180 s end long before either.
 */
export const REKEY_AFTER_MESSAGES = 2 ** 52;
export const REJECT_AFTER_MESSAGES = 2 ** 53 - 2 ** 13 - 1;

export const REKEY_AFTER_TIME = 120 * SECOND;
export const REJECT_AFTER_TIME = 180 * SECOND;
export const REKEY_ATTEMPT_TIME = 90 * SECOND;
export const REKEY_TIMEOUT = 5 * SECOND;
export const KEEPALIVE_TIMEOUT = 10 * SECOND;
/** How long a received cookie is put to use (§5.4.7). */
export const COOKIE_REFRESH_TIME = 120 * SECOND;

/** Each handshake that a timer starts is delayed by up to this, so that two ends seldom start at once. */
export const REKEY_TIMEOUT_JITTER_MAX = 333;

/** Keys of a connection with no new session for this long are erased (§6.3). */
export const ERASE_KEYS_AFTER_TIME = 3 * REJECT_AFTER_TIME;
