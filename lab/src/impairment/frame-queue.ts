/** Frames that wait for their departure: a binary heap by time, first in first out among equals. */
export class FrameQueue<T> {
  readonly #heap: { readonly at: number; readonly order: number; readonly frame: T }[] = [];
  #pushed = 0;

  get nextDeparture(): number | undefined {
    return this.#heap[0]?.at;
  }

  push(frame: T, at: number): void {
    const heap = this.#heap;
    let i = heap.push({ at, order: this.#pushed++, frame }) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#isBefore(i, parent)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** The next frame that is due at `now`. */
  take(now: number): T | undefined {
    const heap = this.#heap;
    const [first] = heap;
    if (!first || first.at > now) return undefined;
    const last = heap.pop();
    if (last && heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.frame;
  }

  #sink(): void {
    for (let i = 0; ; ) {
      let smallest = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, smallest)) smallest = child;
      }
      if (smallest === i) return;
      this.#swap(i, smallest);
      i = smallest;
    }
  }

  #isBefore(i: number, j: number): boolean {
    const a = this.#heap[i];
    const b = this.#heap[j];
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(i: number, j: number): void {
    const kept = this.#heap[i];
    this.#heap[i] = this.#heap[j];
    this.#heap[j] = kept;
  }
}
