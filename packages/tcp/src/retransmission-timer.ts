// RFC 6298 with the usual lower bound of 200 ms instead of one second: the peers are near. Times in milliseconds.

const INITIAL_RTO = 1000;
const MIN_RTO = 200;
const MAX_RTO = 60_000;
const SMOOTHING = 1 / 8;
const VARIATION_SMOOTHING = 1 / 4;

/** How long to wait for an acknowledgement. */
export class RetransmissionTimer {
  #rto = INITIAL_RTO;
  #smoothed: number | undefined;
  #variation = 0;

  get rto(): number {
    return this.#rto;
  }

  /** A round trip was measured, on something that was sent once (Karn's rule). */
  sample(rtt: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = rtt;
      this.#variation = rtt / 2;
    } else {
      const deviation = Math.abs(this.#smoothed - rtt);
      this.#variation += VARIATION_SMOOTHING * (deviation - this.#variation);
      this.#smoothed += SMOOTHING * (rtt - this.#smoothed);
    }
    this.restore();
  }

  /** Something came through: no more backing off. */
  restore(): void {
    if (this.#smoothed === undefined) this.#rto = INITIAL_RTO;
    else this.#rto = Math.min(MAX_RTO, Math.max(MIN_RTO, this.#smoothed + 4 * this.#variation));
  }

  backOff(): void {
    this.#rto = Math.min(MAX_RTO, 2 * this.#rto);
  }
}
