// struct timespec (timespec(3type)) in the arena, for times in milliseconds.
import { arena } from "./arena.ts";

export const TIMESPEC_BYTES = 16;
const NANOSECONDS = 8;
const MS_PER_SECOND = 1000;
const NS_PER_MS = 1_000_000;

export function writeTimespec(offset: number, milliseconds: number): void {
  const seconds = Math.floor(milliseconds / MS_PER_SECOND);
  arena.setU64(offset, seconds);
  arena.setU64(offset + NANOSECONDS, Math.floor((milliseconds - seconds * MS_PER_SECOND) * NS_PER_MS));
}

/** Of fewer than 2^32 seconds, to the nanosecond as far as a number holds it. */
export function readTimespec(offset: number): number {
  const { view } = arena;
  return view.getUint32(offset, true) * MS_PER_SECOND + view.getUint32(offset + NANOSECONDS, true) / NS_PER_MS;
}
