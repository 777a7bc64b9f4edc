/**
 * Reads big-endian numbers and byte strings off a buffer. Reading past the end never throws: it gives zeros or an
 * empty view and sets `failed`, so a parser checks once, at its end.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #offset: number;
  readonly #end: number;
  #failed = false;

  constructor(bytes: Uint8Array, offset = 0, length = bytes.length - offset) {
    this.#bytes = bytes;
    this.#offset = offset;
    this.#end = Math.min(bytes.length, offset + length);
  }

  /** True once anything was asked for that was not there. */
  get failed(): boolean {
    return this.#failed;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#end - this.#offset;
  }

  u8(): number {
    return this.#take(1) ? this.#bytes[this.#offset - 1] : 0;
  }

  u16(): number {
    if (!this.#take(2)) return 0;
    return (this.#bytes[this.#offset - 2] << 8) | this.#bytes[this.#offset - 1];
  }

  u32(): number {
    const high = this.u16();
    const low = this.u16();
    return high * 0x1_0000 + low;
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    if (!this.#take(length)) return this.#bytes.subarray(0, 0);
    return this.#bytes.subarray(this.#offset - length, this.#offset);
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): boolean {
    if (length < 0 || this.#offset + length > this.#end) {
      this.#failed = true;
      this.#offset = this.#end;
      return false;
    }
    this.#offset += length;
    return true;
  }
}
