import { compare } from "@fz/bytes";
import { TIMESTAMP_BYTES } from "./messages.ts";

/** 2⁶² and the ten leap seconds between TAI and UTC at the Unix epoch: https://cr.yp.to/libtai/tai64.html */
const TAI64_EPOCH_HIGH = 0x4000_0000;
const TAI64_LEAP_SECONDS = 10;
const NANOSECONDS_PER_SECOND = 1_000_000_000;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** Makes TAI64N timestamps, each later than the one before it. */
export class TimestampSource {
  #seconds = 0;
  #nanoseconds = -1;

  /** `wallClock` in milliseconds since the Unix epoch. */
  next(wallClock: number): Uint8Array {
    const seconds = Math.floor(wallClock / 1000);
    const nanoseconds = Math.floor((wallClock - seconds * 1000) * NANOSECONDS_PER_MILLISECOND);
    const later = seconds > this.#seconds || (seconds === this.#seconds && nanoseconds > this.#nanoseconds);
    if (later) {
      this.#seconds = seconds;
      this.#nanoseconds = nanoseconds;
    } else if (++this.#nanoseconds === NANOSECONDS_PER_SECOND) {
      this.#seconds++;
      this.#nanoseconds = 0;
    }
    return tai64n(this.#seconds, this.#nanoseconds);
  }
}

/** `seconds` since the Unix epoch. */
export function tai64n(seconds: number, nanoseconds: number): Uint8Array {
  const bytes = new Uint8Array(TIMESTAMP_BYTES);
  const view = new DataView(bytes.buffer);
  const tai = seconds + TAI64_LEAP_SECONDS;
  view.setUint32(0, TAI64_EPOCH_HIGH + Math.floor(tai / 2 ** 32));
  view.setUint32(4, tai % 2 ** 32);
  view.setUint32(8, nanoseconds);
  return bytes;
}

/** Accepts each peer timestamp once, and only in rising order. */
export class TimestampGuard {
  #latest = new Uint8Array(TIMESTAMP_BYTES);

  accept(timestamp: Uint8Array): boolean {
    if (compare(timestamp, this.#latest) <= 0) return false;
    this.#latest = timestamp.slice();
    return true;
  }
}
