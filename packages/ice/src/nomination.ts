import type { IceRole } from "./connectivity-check.ts";
import type { CandidatePair } from "./pair.ts";

/**
 * The pair that traffic is to take, given the one it takes now.
 *
 * The controlling side takes the best pair that a check has succeeded on, and goes on doing so: there is no last
 * nomination. The controlled side takes the best pair that the peer ever nominated, without a check of its own.
 * Beyond that, a pair that no longer answers yields to one that does, long before it is given up: otherwise the
 * controlled side, with its 10 minutes of patience, would go on sending into a path that its peer has left.
 */
export function selectPair(
  pairs: readonly CandidatePair[],
  selected: CandidatePair | undefined,
  role: IceRole,
): CandidatePair | undefined {
  const current = selected && pairs.includes(selected) ? selected : undefined;
  const eligible = pairs.filter((pair) => (role === "controlling" ? pair.succeeded : pair.nominatedByPeer));
  const responsive = eligible.filter((pair) => pair.isResponsive());
  if (responsive.length === 0 && current) return current;
  // The pairs come best first.
  const best = responsive.at(0) ?? eligible.at(0);
  if (!best) return current;
  const currentIsAsGood = current?.isResponsive() && eligible.includes(current) && current.priority === best.priority;
  return currentIsAsGood ? current : best;
}
