import { parseStunHeader } from "@fz/stun";
import { transactionKey } from "./pending-requests.ts";

const LIFETIME_MS = 10_000;

interface Entry<T> {
  readonly sender: T;
  readonly expiresAt: number;
}

/** Who sent which connectivity check, so that the response finds its way by transaction id. Each entry serves once. */
export class CheckTransactions<T> {
  /** Insertion order is order of expiry. */
  readonly #entries = new Map<string, Entry<T>>();

  /** `payload`: what is sent, a check or the response to one; only checks are answered. */
  add(payload: Uint8Array, sender: T, now: number): void {
    this.#dropExpired(now);
    const header = parseStunHeader(payload);
    if (header?.class !== "request") return;
    this.#entries.set(transactionKey(header.transactionId), { sender, expiresAt: now + LIFETIME_MS });
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
