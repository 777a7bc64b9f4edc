// RFC 5681 (slow start, congestion avoidance, fast retransmit) with the recovery of RFC 6582 (NewReno). Bytes.

const INITIAL_SEGMENTS = 10; // RFC 6928
const DUPLICATE_ACK_THRESHOLD = 3;

/** How much may be on the way. Positions are those of the stream. */
export class CongestionControl {
  readonly #mss: number;
  #window: number;
  #slowStartThreshold = Number.POSITIVE_INFINITY;
  #duplicateAcks = 0;
  /** While recovering: what had been sent when the loss was noticed. */
  #recoverUntil: number | undefined;

  constructor(mss: number) {
    this.#mss = mss;
    this.#window = INITIAL_SEGMENTS * mss;
  }

  get window(): number {
    return this.#window;
  }

  /** New data was acknowledged, up to `position`. True where the segment behind it is lost as well and must be sent again. */
  onProgress(bytes: number, position: number): boolean {
    this.#duplicateAcks = 0;
    if (this.#recoverUntil !== undefined) {
      if (position < this.#recoverUntil) {
        this.#window = Math.max(this.#mss, this.#window - bytes + this.#mss);
        return true;
      }
      this.#recoverUntil = undefined;
      this.#window = this.#slowStartThreshold;
      return false;
    }
    if (this.#window < this.#slowStartThreshold) this.#window += Math.min(bytes, this.#mss);
    else this.#window += Math.max(1, (this.#mss * this.#mss) / this.#window);
    return false;
  }

  /** The same acknowledgement again. True where that means a loss: the first segment must be sent again. */
  onDuplicateAck(inFlight: number, sentUntil: number): boolean {
    this.#duplicateAcks++;
    if (this.#recoverUntil !== undefined) {
      this.#window += this.#mss;
      return false;
    }
    if (this.#duplicateAcks !== DUPLICATE_ACK_THRESHOLD) return false;
    this.#slowStartThreshold = this.#halved(inFlight);
    this.#window = this.#slowStartThreshold + DUPLICATE_ACK_THRESHOLD * this.#mss;
    this.#recoverUntil = sentUntil;
    return true;
  }

  /** Nothing came back in time. */
  onTimeout(inFlight: number): void {
    this.#slowStartThreshold = this.#halved(inFlight);
    this.#window = this.#mss;
    this.#duplicateAcks = 0;
    this.#recoverUntil = undefined;
  }

  #halved(inFlight: number): number {
    return Math.max(inFlight / 2, 2 * this.#mss);
  }
}
