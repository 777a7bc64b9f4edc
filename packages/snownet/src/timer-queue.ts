/** What a `TimerQueue` holds; the two fields are the queue's own. */
export interface Timed {
  deadline: number;
  /** Position in the heap, -1 while not queued. */
  queuePosition: number;
}

/** A binary heap of deadlines, in milliseconds: the next one in O(1), a change of one in O(log n). */
export class TimerQueue<T extends Timed> {
  readonly #heap: T[] = [];

  /** The earliest deadline. */
  get next(): number | undefined {
    return this.#heap.length === 0 ? undefined : this.#heap[0].deadline;
  }

  /** Queues, moves or, for undefined, removes `item`. */
  set(item: T, deadline: number | undefined): void {
    if (deadline === undefined) {
      this.remove(item);
      return;
    }
    if (item.queuePosition < 0) {
      item.deadline = deadline;
      item.queuePosition = this.#heap.length;
      this.#heap.push(item);
      this.#rise(item);
      return;
    }
    if (item.deadline === deadline) return;
    const earlier = deadline < item.deadline;
    item.deadline = deadline;
    if (earlier) this.#rise(item);
    else this.#sink(item);
  }

  remove(item: T): void {
    const position = item.queuePosition;
    if (position < 0) return;
    item.queuePosition = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === item) return;
    this.#place(last, position);
    this.#rise(last);
    this.#sink(last);
  }

  /** Takes out all items whose deadline is not after `now`, earliest first. */
  takeDue(now: number): T[] {
    const due: T[] = [];
    for (let first = this.#heap.at(0); first && first.deadline <= now; first = this.#heap.at(0)) {
      this.remove(first);
      due.push(first);
    }
    return due;
  }

  #rise(item: T): void {
    let position = item.queuePosition;
    while (position > 0) {
      const parent = this.#heap[(position - 1) >> 1];
      if (parent.deadline <= item.deadline) break;
      this.#place(parent, position);
      position = (position - 1) >> 1;
    }
    this.#place(item, position);
  }

  #sink(item: T): void {
    let position = item.queuePosition;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= this.#heap.length) break;
      if (child + 1 < this.#heap.length && this.#heap[child + 1].deadline < this.#heap[child].deadline) child++;
      if (this.#heap[child].deadline >= item.deadline) break;
      this.#place(this.#heap[child], position);
      position = child;
    }
    this.#place(item, position);
  }

  #place(item: T, position: number): void {
    this.#heap[position] = item;
    item.queuePosition = position;
  }
}
