import { concat } from "@fz/bytes";

/** Bytes a peer may have on the way or unread here. No window scaling, so the field's 16 bits bound it. */
export const RECEIVE_WINDOW = 0xffff;
/** The ring that holds what came out of order; a power of two not smaller than the window. */
const RING_BYTES = 0x1_0000;
const RING_MASK = RING_BYTES - 1;

/** `start` up to but not including `end`, in positions of the stream. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Puts what was received in order; everything is addressed by its position in the stream. */
export class Reassembly {
  #next: number;
  #unread: Uint8Array[] = [];
  #unreadLength = 0;
  /** Made when something first comes out of order. */
  #ring: Uint8Array | undefined;
  /** What the ring holds: ascending, never touching each other. */
  #held: Range[] = [];

  /** `start`: position of the first byte that will come. */
  constructor(start: number) {
    this.#next = start;
  }

  /** The first position that is missing. */
  get next(): number {
    return this.#next;
  }

  /** How many bytes from `next` on there is room for. */
  get window(): number {
    return RECEIVE_WINDOW - this.#unreadLength;
  }

  /** Takes in what is new and fits; true where more can be read now. */
  insert(position: number, payload: Uint8Array): boolean {
    const start = Math.max(position, this.#next);
    const end = Math.min(position + payload.length, this.#next + this.window);
    if (start >= end) return false;
    const bytes = payload.subarray(start - position, end - position);
    if (start === this.#next && this.#held.length === 0) {
      this.#deliver(bytes.slice());
      return true;
    }
    this.#hold(start, bytes);
    const first = this.#held[0];
    if (first.start !== this.#next) return false;
    this.#held.shift();
    this.#deliver(this.#fromRing(first));
    return true;
  }

  /** All that is there in order, once; undefined where there is nothing. */
  read(): Uint8Array | undefined {
    if (this.#unreadLength === 0) return undefined;
    const bytes = concat(...this.#unread);
    this.#unread = [];
    this.#unreadLength = 0;
    return bytes;
  }

  /** The position behind the byte that stands at `next`: for a FIN, which takes one. */
  skipOne(): void {
    this.#next++;
  }

  #deliver(bytes: Uint8Array): void {
    this.#unread.push(bytes);
    this.#unreadLength += bytes.length;
    this.#next += bytes.length;
  }

  #hold(position: number, bytes: Uint8Array): void {
    this.#ring ??= new Uint8Array(RING_BYTES);
    const at = position & RING_MASK;
    const untilWrap = Math.min(bytes.length, RING_BYTES - at);
    this.#ring.set(bytes.subarray(0, untilWrap), at);
    this.#ring.set(bytes.subarray(untilWrap), 0);
    let { start, end } = { start: position, end: position + bytes.length };
    const apart: Range[] = [];
    for (const range of this.#held) {
      if (range.end < start || range.start > end) {
        apart.push(range);
      } else {
        start = Math.min(start, range.start);
        end = Math.max(end, range.end);
      }
    }
    this.#held = [...apart, { start, end }].sort((a, b) => a.start - b.start);
  }

  #fromRing({ start, end }: Range): Uint8Array {
    const ring = this.#ring ?? new Uint8Array(0);
    const at = start & RING_MASK;
    const length = end - start;
    const untilWrap = Math.min(length, RING_BYTES - at);
    return concat(ring.subarray(at, at + untilWrap), ring.subarray(0, length - untilWrap));
  }
}
