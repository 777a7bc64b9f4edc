/** Bytes that were written and not yet acknowledged, by their position in the stream. */
export class SendQueue {
  readonly #chunks: Uint8Array[] = [];
  #start: number;
  #end: number;

  /** `start`: position of the first byte that will be written. */
  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Position behind the last byte. */
  get end(): number {
    return this.#end;
  }

  /** Keeps a copy. */
  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes.slice());
    this.#end += bytes.length;
  }

  /** A copy of at most `count` bytes from `position` on, which must not be acknowledged yet. */
  read(position: number, count: number): Uint8Array {
    const result = new Uint8Array(Math.max(0, Math.min(count, this.#end - position)));
    let chunkStart = this.#start;
    let filled = 0;
    for (const chunk of this.#chunks) {
      if (filled === result.length) break;
      const from = position + filled - chunkStart;
      if (from < chunk.length) {
        const part = chunk.subarray(from, from + result.length - filled);
        result.set(part, filled);
        filled += part.length;
      }
      chunkStart += chunk.length;
    }
    return result;
  }

  /** Forgets everything in front of `position`. */
  acknowledge(position: number): void {
    let surplus = Math.min(position, this.#end) - this.#start;
    if (surplus <= 0) return;
    this.#start += surplus;
    while (surplus > 0) {
      const first = this.#chunks[0];
      if (first.length > surplus) {
        this.#chunks[0] = first.subarray(surplus);
        return;
      }
      surplus -= first.length;
      this.#chunks.shift();
    }
  }
}
