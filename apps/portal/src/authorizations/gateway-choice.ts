import { compareVersions, parseVersion } from "@fz/wire";
import { byDistance, distanceKm, type GeoPoint, pickRandom } from "../channels/location.ts";

interface Candidate {
  readonly id: string;
  readonly version: string | null;
  readonly location: GeoPoint | null;
}

/**
 * One that the client is connected to already where possible, else of the nearest place the newest version, else at
 * random. `connected` is only a preference among the candidates.
 */
export function chooseGateway<T extends Candidate>(
  candidates: readonly T[],
  connected: readonly string[],
  from: GeoPoint | null,
): T | undefined {
  const preferred = candidates.filter(({ id }) => connected.includes(id));
  const eligible = preferred.length > 0 ? preferred : candidates;
  if (!from) return pickRandom(eligible);
  const [nearest] = byDistance(from, eligible);
  if (!nearest) return undefined;
  const group = eligible.filter(({ location }) => samePlace(location, nearest.location));
  const newest = group.reduce((best, one) => (byVersion(one.version, best.version) > 0 ? one : best));
  return pickRandom(group.filter(({ version }) => byVersion(version, newest.version) === 0));
}

function samePlace(a: GeoPoint | null, b: GeoPoint | null): boolean {
  return a === null || b === null ? a === b : distanceKm(a, b) === 0;
}

/** By precedence, not by text as the reference does, where 1.5.9 is newer than 1.5.10. Unreadable ones come first. */
function byVersion(a: string | null, b: string | null): number {
  const [left, right] = [parseVersion(a ?? ""), parseVersion(b ?? "")];
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined);
  return compareVersions(left, right);
}
