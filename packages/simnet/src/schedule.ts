interface Entry {
  readonly at: number;
  /** Entries of one instant run in the order in which they were added. */
  readonly order: number;
  readonly run: () => void;
}

/** What is going to happen, by virtual time (a binary heap). */
export class Schedule {
  readonly #heap: Entry[] = [];
  #lastOrder = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the next entry; Infinity where there is none. */
  get next(): number {
    return this.#heap.length > 0 ? this.#heap[0].at : Number.POSITIVE_INFINITY;
  }

  add(at: number, run: () => void): void {
    const entry = { at, order: ++this.#lastOrder, run };
    let hole = this.#heap.length;
    this.#heap.push(entry);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isBefore(entry, this.#heap[parent])) break;
      this.#heap[hole] = this.#heap[parent];
      hole = parent;
    }
    this.#heap[hole] = entry;
  }

  /** Takes out the first entry that is due. */
  popDue(now: number): (() => void) | undefined {
    if (this.next > now) return undefined;
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) this.#sink(last);
    return first.run;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], entry)) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
