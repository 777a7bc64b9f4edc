import type { Datagram } from "./datagram.ts";
import type { Direction } from "./link.ts";

/** What became of a datagram on a link. */
export type Fate = "carried" | "lost" | "queue-full" | "too-big" | "down";

/** A datagram that a link was given, with its addresses as they were there. */
export interface Crossing extends Datagram {
  /** Virtual ms. */
  readonly at: number;
  /** Name of the link. */
  readonly link: string;
  readonly direction: Direction;
  readonly fate: Fate;
}

/** Crossings that fit a condition, kept for assertions. */
export class Trace {
  readonly crossings: Crossing[] = [];
  readonly #wanted: (crossing: Crossing) => boolean;

  constructor(wanted: (crossing: Crossing) => boolean) {
    this.#wanted = wanted;
  }

  observe(crossing: Crossing): void {
    if (this.#wanted(crossing)) this.crossings.push(crossing);
  }

  /** Bytes of payload. */
  get bytes(): number {
    return this.crossings.reduce((sum, { payload }) => sum + payload.length, 0);
  }

  /** Whether `bytes` went over the wire readable, in any one datagram. */
  shows(bytes: Uint8Array): boolean {
    return this.crossings.some(({ payload }) => contains(payload, bytes));
  }

  clear(): void {
    this.crossings.length = 0;
  }
}

function contains(haystack: Uint8Array, needle: Uint8Array): boolean {
  for (let start = 0; start + needle.length <= haystack.length; start++) {
    if (needle.every((byte, i) => haystack[start + i] === byte)) return true;
  }
  return false;
}
