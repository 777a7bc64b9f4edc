import type { SocketAddress } from "@fz/ip";
import type { TurnRequest } from "./turn-requests.ts";

const INITIAL_INTERVAL_MS = 1000;
const BACK_OFF_FACTOR = 1.5;
/** Sent at 0, 1, 2.5 and 4.75 s; the next turn, at 8.125 s, is past this limit. */
const GIVE_UP_AFTER_MS = 8000;
/** A liveness check is sent once and must be answered before it would be repeated. */
const LIVENESS_GIVE_UP_AFTER_MS = INITIAL_INTERVAL_MS;

/** One request to a relay that awaits its response. */
export interface PendingRequest {
  readonly request: TurnRequest;
  readonly destination: SocketAddress;
  readonly firstSentAt: number;
  /** Of the latest transmission. */
  transactionId: Uint8Array;
  payload: Uint8Array;
  /** Whether the latest transmission had a NONCE. */
  carriedNonce: boolean;
  /** How often it was repeated because the relay wanted another NONCE. */
  readonly nonceRetries: number;
  interval: number;
  /** When to repeat it or give it up. */
  nextTurn: number;
}

export function pendingRequest(
  sent: Pick<
    PendingRequest,
    "request" | "destination" | "firstSentAt" | "transactionId" | "payload" | "carriedNonce" | "nonceRetries"
  >,
): PendingRequest {
  return { ...sent, interval: INITIAL_INTERVAL_MS, nextTurn: sent.firstSentAt + INITIAL_INTERVAL_MS };
}

export function isExhausted(pending: PendingRequest, now: number): boolean {
  const limit = pending.request.kind === "liveness" ? LIVENESS_GIVE_UP_AFTER_MS : GIVE_UP_AFTER_MS;
  return now - pending.firstSentAt >= limit;
}

/** The requests of one allocation that await a response, by transaction id. */
export class PendingRequests {
  readonly #byTransaction = new Map<string, PendingRequest>();
  #nextTurn = Number.POSITIVE_INFINITY;

  /** Not later than the first turn of any of them; may be earlier, after removals. */
  get nextTurn(): number {
    return this.#nextTurn;
  }

  add(pending: PendingRequest): void {
    this.#byTransaction.set(transactionKey(pending.transactionId), pending);
    this.#nextTurn = Math.min(this.#nextTurn, pending.nextTurn);
  }

  get(transactionId: Uint8Array): PendingRequest | undefined {
    return this.#byTransaction.get(transactionKey(transactionId));
  }

  remove(pending: PendingRequest): void {
    this.#byTransaction.delete(transactionKey(pending.transactionId));
    if (this.#byTransaction.size === 0) this.#nextTurn = Number.POSITIVE_INFINITY;
  }

  clear(): void {
    this.#byTransaction.clear();
    this.#nextTurn = Number.POSITIVE_INFINITY;
  }

  /** Whether one of these kinds is in flight. */
  has(...kinds: readonly TurnRequest["kind"][]): boolean {
    for (const { request } of this.#byTransaction.values()) {
      if (kinds.includes(request.kind)) return true;
    }
    return false;
  }

  get size(): number {
    return this.#byTransaction.size;
  }

  /** Takes out those whose turn has come. */
  takeDue(now: number): PendingRequest[] {
    if (now < this.#nextTurn) return [];
    const due: PendingRequest[] = [];
    this.#nextTurn = Number.POSITIVE_INFINITY;
    for (const [key, pending] of this.#byTransaction) {
      if (pending.nextTurn <= now) {
        due.push(pending);
        this.#byTransaction.delete(key);
      } else {
        this.#nextTurn = Math.min(this.#nextTurn, pending.nextTurn);
      }
    }
    return due;
  }

  /** Puts one back after another transmission, until the longer interval is over. */
  addRepeated(pending: PendingRequest, now: number): void {
    pending.interval *= BACK_OFF_FACTOR;
    pending.nextTurn = now + pending.interval;
    this.add(pending);
  }
}

/** A transaction id as a map key. */
export function transactionKey(transactionId: Uint8Array): string {
  return String.fromCharCode(...transactionId);
}
