// Sliding window in the manner of RFC 6479.

/** How many counters below the highest one may still arrive. */
export const REPLAY_WINDOW = 8192;

const WORD_BITS = 32;

/** Which counters of a session were received. Counters are safe integers; nothing is allocated after construction. */
export class ReplayWindow {
  /** Bit c mod {@link REPLAY_WINDOW}: was counter c received, for c in [#next − REPLAY_WINDOW, #next). */
  readonly #received = new Uint32Array(REPLAY_WINDOW / WORD_BITS);
  /** One above the highest counter received. */
  #next = 0;

  /** Is the counter new? Ask before decrypting, {@link mark} after. */
  accepts(counter: number): boolean {
    if (counter >= this.#next) return true;
    if (counter < this.#next - REPLAY_WINDOW) return false;
    const bit = counter & (REPLAY_WINDOW - 1);
    return (this.#received[bit >>> 5] & (1 << (bit & 31))) === 0;
  }

  /** Records an authenticated counter that {@link accepts} let through. */
  mark(counter: number): void {
    if (counter >= this.#next) {
      if (counter - this.#next >= REPLAY_WINDOW) this.#received.fill(0);
      else for (let skipped = this.#next; skipped < counter; skipped++) this.#clear(skipped & (REPLAY_WINDOW - 1));
      this.#next = counter + 1;
    }
    const bit = counter & (REPLAY_WINDOW - 1);
    this.#received[bit >>> 5] |= 1 << (bit & 31);
  }

  #clear(bit: number): void {
    this.#received[bit >>> 5] &= ~(1 << (bit & 31));
  }
}
