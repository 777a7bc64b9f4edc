const INITIAL_CAPACITY = 256;

/** Appends big-endian numbers and byte strings to a buffer that grows. For messages that are built now and then, not per packet. */
export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  u16(value: number): this {
    this.#reserve(2);
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value;
    return this;
  }

  u32(value: number): this {
    return this.u16(value >>> 16).u16(value & 0xffff);
  }

  bytes(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  zeros(count: number): this {
    this.#reserve(count);
    this.#bytes.fill(0, this.#length, this.#length + count);
    this.#length += count;
    return this;
  }

  /** Overwrites what was written at `offset` before. */
  setU16(offset: number, value: number): this {
    this.#bytes[offset] = value >>> 8;
    this.#bytes[offset + 1] = value;
    return this;
  }

  /** What was written so far, as a view that the next write may leave behind. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What was written so far, as a copy. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.view());
    this.#bytes = larger;
  }
}
