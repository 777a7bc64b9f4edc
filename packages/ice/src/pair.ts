import type { SocketAddress } from "@fz/ip";
import type { LocalCandidate } from "./candidate.ts";
import type { RemoteCandidate } from "./remote-candidates.ts";
import { delayAfterCheck, type IceTiming } from "./timing.ts";

/** One check that was sent; each has a transaction id of its own. */
export interface Check {
  readonly sentAt: number;
  answered: boolean;
}

/** A request from the peer keeps the pair it arrived on alive for this long, whatever becomes of our own checks. */
const REQUEST_KEEPS_ALIVE_MS = 15_000;
/** A pair that leaves this many checks in a row unanswered yields to one that answers. */
const UNRESPONSIVE_CHECKS = 5;
const RTT_GAIN = 1 / 8;

/** A path: from one of our bases to one address of the peer, with the best candidates that lead over it. */
export class CandidatePair {
  readonly base: SocketAddress;
  readonly destination: SocketAddress;
  local: LocalCandidate;
  remote: RemoteCandidate;
  priority: bigint;
  /** A check was answered. */
  succeeded = false;
  /** We nominated it, so its checks carry USE-CANDIDATE from then on. */
  nominated = false;
  /** The peer's check of it carried USE-CANDIDATE. */
  nominatedByPeer = false;
  nextCheckAt: number;
  /** Smoothed, ms. */
  rtt: number | undefined;
  #checks: Check[] = [];
  #lastRequestAt = Number.NEGATIVE_INFINITY;

  constructor(local: LocalCandidate, remote: RemoteCandidate, priority: bigint, now: number) {
    this.base = local.base;
    this.destination = remote.candidate.address;
    this.local = local;
    this.remote = remote;
    this.priority = priority;
    this.nextCheckAt = now;
  }

  recordCheck(now: number, timing: IceTiming): Check {
    const check: Check = { sentAt: now, answered: false };
    this.#checks = [...this.#checks, check].slice(-timing.maxRetransmits);
    this.reschedule(timing);
    return check;
  }

  recordAnswer(check: Check, now: number, timing: IceTiming): void {
    check.answered = true;
    this.succeeded = true;
    const sample = now - check.sentAt;
    this.rtt = this.rtt === undefined ? sample : this.rtt + (sample - this.rtt) * RTT_GAIN;
    this.reschedule(timing);
  }

  recordRequest(now: number): void {
    this.#lastRequestAt = now;
  }

  /**
   * The checks back off from the pair's first one on, which makes a healthy pair's interval the maximum. Once answers
   * fail to come for half of that interval, they back off anew, from the first unanswered one on.
   */
  reschedule(timing: IceTiming): void {
    const last = this.#checks.at(-1);
    if (!last) return;
    const run = this.#unanswered();
    const runIsOld = last.sentAt - run.since > timing.maxRto / 2;
    const n = runIsOld ? run.count : Math.min(this.#checks.length, timing.maxRetransmits);
    this.nextCheckAt = last.sentAt + delayAfterCheck(n, timing);
  }

  /** Whether the peer has failed long enough to give the path up, asked when the next check is due. */
  isExhausted(now: number, timing: IceTiming): boolean {
    return this.#unanswered().count >= timing.maxRetransmits && now - this.#lastRequestAt >= REQUEST_KEEPS_ALIVE_MS;
  }

  /** False once a number of checks in a row stayed unanswered and the peer sent none over this path meanwhile. */
  isResponsive(): boolean {
    const latest = this.#checks.slice(-UNRESPONSIVE_CHECKS);
    const silent = latest.length === UNRESPONSIVE_CHECKS && !latest.some(({ answered }) => answered);
    return !silent || this.#lastRequestAt >= latest[0].sentAt;
  }

  /** Whether the peer's check makes one of ours worthwhile ahead of time: the path seems to have opened just now. */
  wantsTriggeredCheck(now: number, minimumGap: number): boolean {
    const last = this.#checks.at(-1);
    if (!last) return true;
    const waits = !this.succeeded || this.#unanswered().count > 1;
    return waits && now - last.sentAt >= minimumGap;
  }

  #unanswered(): { count: number; since: number } {
    const count = this.#checks.length - 1 - this.#checks.findLastIndex(({ answered }) => answered);
    const first = this.#checks[this.#checks.length - count];
    return { count, since: count > 0 ? first.sentAt : Number.POSITIVE_INFINITY };
  }
}
