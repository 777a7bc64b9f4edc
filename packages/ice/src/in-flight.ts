import { toHex } from "@fz/bytes";
import type { CandidatePair, Check } from "./pair.ts";

interface CheckInFlight {
  readonly pair: CandidatePair;
  readonly check: Check;
}

/** A response that takes longer than this says nothing about the path any more, ms. */
const LIFETIME = 10_000;

/** The checks whose answers may still come, by transaction id; each is answered once. */
export class ChecksInFlight {
  /** In the order of sending. */
  readonly #checks = new Map<string, CheckInFlight>();

  add(transactionId: Uint8Array, pair: CandidatePair, check: Check): void {
    for (const [key, { check: older }] of this.#checks) {
      if (check.sentAt - older.sentAt <= LIFETIME) break;
      this.#checks.delete(key);
    }
    this.#checks.set(toHex(transactionId), { pair, check });
  }

  has(transactionId: Uint8Array): boolean {
    return this.#checks.has(toHex(transactionId));
  }

  take(transactionId: Uint8Array, now: number): CheckInFlight | undefined {
    const key = toHex(transactionId);
    const found = this.#checks.get(key);
    this.#checks.delete(key);
    return found && now - found.check.sentAt <= LIFETIME ? found : undefined;
  }
}
