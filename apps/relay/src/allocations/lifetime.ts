// RFC 8656 §7.2 and §8.2, without its lower bound.

const DEFAULT_LIFETIME = 600;
const MAX_LIFETIME = 3600;

/** Seconds granted to whoever asks for `wanted` seconds. */
export function grantedLifetime(wanted: number | undefined): number {
  return Math.min(wanted ?? DEFAULT_LIFETIME, MAX_LIFETIME);
}
