import { TRANSACTION_ID_BYTES } from "@fz/stun";
import { transactionKey } from "./pending-requests.ts";

const LIFETIME_MS = 10_000;
const TRANSACTION_ID_OFFSET = 8;

interface Entry<T> {
  readonly sender: T;
  readonly expiresAt: number;
}

/** Who sent which connectivity check, so that the response finds its way by transaction id. Each entry serves once. */
export class CheckTransactions<T> {
  /** Insertion order is order of expiry. */
  readonly #entries = new Map<string, Entry<T>>();

  /** `payload`: the STUN request as it is sent. */
  add(payload: Uint8Array, sender: T, now: number): void {
    this.#dropExpired(now);
    const id = payload.subarray(TRANSACTION_ID_OFFSET, TRANSACTION_ID_OFFSET + TRANSACTION_ID_BYTES);
    this.#entries.set(transactionKey(id), { sender, expiresAt: now + LIFETIME_MS });
  }

  take(transactionId: Uint8Array, now: number): T | undefined {
    const key = transactionKey(transactionId);
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry && now < entry.expiresAt ? entry.sender : undefined;
  }

  clear(): void {
    this.#entries.clear();
  }

  #dropExpired(now: number): void {
    for (const [key, { expiresAt }] of this.#entries) {
      if (expiresAt > now) return;
      this.#entries.delete(key);
    }
  }
}
