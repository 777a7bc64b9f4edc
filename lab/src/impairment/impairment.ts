// What a link does to the frames on it, decided frame by frame. Pure: time and chance are arguments.

export interface Impairment {
  /** One-way delay, milliseconds. */
  readonly delayMs?: number | undefined;
  /** Up to this much more delay for each frame, uniformly; frames still leave in order unless `reorder` says otherwise. */
  readonly jitterMs?: number | undefined;
  /** Share of frames that vanish, 0…1. */
  readonly loss?: number | undefined;
  /** Share of frames that leave at once, before those that wait. */
  readonly reorder?: number | undefined;
  /** Mbit/s; what is sent faster waits, and is dropped once half a second's worth waits. */
  readonly rateMbps?: number | undefined;
  /** Share of the ECN-capable packets that are marked with "congestion experienced", 0…1. */
  readonly congestion?: number | undefined;
}

const LONGEST_QUEUE_MS = 500;
const BITS_PER_BYTE = 8;

/** Says when each frame of one direction leaves. */
export class ImpairedDirection {
  readonly #impairment: Impairment;
  readonly #random: () => number;
  /** When the transmitter is free again, for links with a rate. */
  #freeAt = 0;
  #lastDeparture = 0;

  /** @param random uniform in [0, 1) */
  constructor(impairment: Impairment, random: () => number) {
    this.#impairment = impairment;
    this.#random = random;
  }

  /** Whether the next frame is to be marked, where it is of an ECN-capable packet. */
  get marksCongestion(): boolean {
    const { congestion = 0 } = this.#impairment;
    return congestion > 0 && this.#random() < congestion;
  }

  /** When the frame comes out at the other end, in the milliseconds of `now`; undefined: never. */
  departure(bytes: number, now: number): number | undefined {
    const { delayMs = 0, jitterMs = 0, loss = 0, reorder = 0, rateMbps } = this.#impairment;
    if (loss > 0 && this.#random() < loss) return undefined;
    let sentAt = now;
    if (rateMbps !== undefined) {
      sentAt = Math.max(now, this.#freeAt);
      if (sentAt - now > LONGEST_QUEUE_MS) return undefined;
      sentAt += (bytes * BITS_PER_BYTE) / (rateMbps * 1_000);
      this.#freeAt = sentAt;
    }
    if (reorder > 0 && this.#random() < reorder) return sentAt;
    const departure = Math.max(sentAt + delayMs + this.#random() * jitterMs, this.#lastDeparture);
    this.#lastDeparture = departure;
    return departure;
  }
}
