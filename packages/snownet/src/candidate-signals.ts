import { type Candidate, candidateLines } from "@fz/ice";
import { sameSocketAddress } from "@fz/ip";

/** Which candidates the other end has yet to be told of, or told to forget. */
export class CandidateSignals {
  #announced: Candidate[] = [];
  #invalidated: Candidate[] = [];

  announce(candidate: Candidate): void {
    if (!this.#announced.some((other) => sameCandidate(other, candidate))) this.#announced.push(candidate);
  }

  /** One that the other end has not been told of needs no word. */
  invalidate(candidate: Candidate): void {
    const remaining = this.#announced.filter((other) => !sameCandidate(other, candidate));
    if (remaining.length === this.#announced.length) this.#invalidated.push(candidate);
    this.#announced = remaining;
  }

  get pending(): boolean {
    return this.#announced.length > 0 || this.#invalidated.length > 0;
  }

  /** Lines to announce. */
  takeAnnounced(): string[] {
    return candidateLines(this.#announced.splice(0));
  }

  /** To be passed on before the announced ones: the same address may have come back. */
  takeInvalidated(): string[] {
    return candidateLines(this.#invalidated.splice(0));
  }
}

function sameCandidate(a: Candidate, b: Candidate): boolean {
  return a.kind === b.kind && sameSocketAddress(a.address, b.address);
}
