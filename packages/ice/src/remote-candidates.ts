import { type SocketAddress, sameSocketAddress } from "@fz/ip";
import { type Candidate, COMPONENT, foundation } from "./candidate.ts";
import { optimisticCandidates } from "./optimistic.ts";

/** Signalled by the peer, learnt from a check it sent (peer-reflexive), or guessed (`optimisticCandidates`). */
type RemoteOrigin = "signalled" | "learnt" | "guessed";

/** A remote candidate through time: what is known of an address may become better. */
export interface RemoteCandidate {
  candidate: Candidate;
  origin: RemoteOrigin;
  /** The peer took it back. Its packets are ignored until it is signalled again. */
  invalidated: boolean;
}

/** Far above what 100 pairs can use; bounds what a peer can make us remember. */
const MAX_REMOTE_CANDIDATES = 256;

export class RemoteCandidates {
  #entries: RemoteCandidate[] = [];

  list(): readonly RemoteCandidate[] {
    return this.#entries;
  }

  /** Undefined: there is no room for another. */
  signal(candidate: Candidate): RemoteCandidate | undefined {
    const known =
      this.#entries.find((entry) => entry.origin === "signalled" && isSignalledAgain(entry.candidate, candidate)) ??
      this.#entries.find((entry) => entry.origin !== "signalled" && isSupersededBy(entry, candidate));
    if (!known) return this.#store({ candidate, origin: "signalled", invalidated: false });
    known.candidate = candidate;
    known.origin = "signalled";
    known.invalidated = false;
    return known;
  }

  /** A check came from an address that nobody told us of (RFC 8445 §7.3.1.3). `priority`: from the check. */
  learn(address: SocketAddress, priority: number): RemoteCandidate | undefined {
    const candidate: Candidate = {
      foundation: foundation("prflx", address, priority),
      component: COMPONENT,
      protocol: "udp",
      priority,
      address,
      kind: "prflx",
    };
    return this.#store({ candidate, origin: "learnt", invalidated: false });
  }

  /** What the candidates known by now let us guess in addition. */
  guess(): RemoteCandidate[] {
    const inForce = this.#entries.filter(({ invalidated }) => !invalidated);
    return optimisticCandidates(inForce.map(({ candidate }) => candidate))
      .map((candidate) => this.#store({ candidate, origin: "guessed", invalidated: false }))
      .filter((entry) => entry !== undefined);
  }

  /** Undefined where no such candidate is in force. */
  invalidate(candidate: Candidate): RemoteCandidate | undefined {
    const found = this.#entries.find(
      (entry) => entry.origin === "signalled" && !entry.invalidated && isSameCandidate(entry.candidate, candidate),
    );
    if (found) found.invalidated = true;
    return found;
  }

  /** The candidate in force at this address, "ignored" where there are only invalidated ones. */
  at(address: SocketAddress): RemoteCandidate | "ignored" | undefined {
    const entries = this.#entries.filter(
      ({ candidate }) => candidate.protocol === "udp" && sameSocketAddress(candidate.address, address),
    );
    return entries.find(({ invalidated }) => !invalidated) ?? (entries.length > 0 ? "ignored" : undefined);
  }

  #store(entry: RemoteCandidate): RemoteCandidate | undefined {
    if (this.#entries.length >= MAX_REMOTE_CANDIDATES) {
      // A pair made from what is forgotten here works on; at worst the address is learnt again.
      const evicted = this.#entries.findIndex(({ origin, invalidated }) => invalidated || origin !== "signalled");
      if (evicted < 0) return undefined;
      this.#entries.splice(evicted, 1);
    }
    this.#entries.push(entry);
    return entry;
  }
}

/**
 * Whether both are the same candidate in two messages. Priority, foundation and ufrag do not count: the line that takes
 * a candidate back is not always the line that announced it.
 */
export function isSameCandidate(a: Candidate, b: Candidate): boolean {
  return a.kind === b.kind && sameSocketAddress(a.address, b.address) && isSameRelated(a.related, b.related);
}

function isSameRelated(a: SocketAddress | undefined, b: SocketAddress | undefined): boolean {
  return a && b ? sameSocketAddress(a, b) : a === b;
}

function isSignalledAgain(known: Candidate, candidate: Candidate): boolean {
  return known.protocol === candidate.protocol && isSameCandidate(known, candidate);
}

/** What was learnt or guessed of an address gives way to what its owner says of it. */
function isSupersededBy(entry: RemoteCandidate, candidate: Candidate): boolean {
  return candidate.protocol === "udp" && sameSocketAddress(entry.candidate.address, candidate.address);
}
