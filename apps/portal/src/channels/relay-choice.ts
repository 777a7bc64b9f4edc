import { byDistance, type GeoPoint } from "./location.ts";

export const RELAYS_PER_DEVICE = 2;

/** The relays nearest to a device, or random ones where nobody knows where it is. */
export function chooseRelays<T extends { readonly location: GeoPoint | null }>(
  relays: readonly T[],
  from: GeoPoint | null,
): T[] {
  const ordered = from ? byDistance(from, relays) : shuffle(relays);
  return ordered.slice(0, RELAYS_PER_DEVICE);
}

function shuffle<T>(items: readonly T[]): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  return shuffled;
}
