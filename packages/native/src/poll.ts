import { arena } from "./arena.ts";
import { EINTR, SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import { POLLERR, POLLIN, POLLOUT } from "./linux.ts";
import { TIMESPEC_BYTES, writeTimespec } from "./timespec.ts";

export { POLLERR, POLLIN, POLLOUT };

const POLLFD_BYTES = 8;
const POLLFD_EVENTS = 4;
const POLLFD_REVENTS = 6;

/** A few descriptors to wait for at once, with sub-millisecond timeouts (ppoll(2)). */
export class PollSet {
  readonly #entries: number;
  readonly #capacity: number;
  readonly #timeout = arena.reserve(TIMESPEC_BYTES);
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#entries = arena.reserve(capacity * POLLFD_BYTES);
  }

  /** Gives the index under which the descriptor's events are set and asked for. */
  add(fd: number, events: number): number {
    if (this.#count === this.#capacity) throw new RangeError(`a poll set for ${this.#capacity} descriptors is full`);
    const index = this.#count++;
    arena.view.setInt32(this.#entries + index * POLLFD_BYTES, fd, true);
    this.setEvents(index, events);
    return index;
  }

  /** Puts another descriptor in the place of one. */
  replace(index: number, fd: number): void {
    arena.view.setInt32(this.#entries + index * POLLFD_BYTES, fd, true);
    arena.view.setInt16(this.#entries + index * POLLFD_BYTES + POLLFD_REVENTS, 0, true);
  }

  setEvents(index: number, events: number): void {
    arena.view.setInt16(this.#entries + index * POLLFD_BYTES + POLLFD_EVENTS, events, true);
  }

  /** What happened; POLLERR is reported unasked. */
  events(index: number): number {
    return arena.view.getInt16(this.#entries + index * POLLFD_BYTES + POLLFD_REVENTS, true);
  }

  /**
   * Blocks the thread until something happens or `timeout` milliseconds (undefined: no limit) have passed, those that the
   * machine sleeps left aside.
   */
  wait(timeout: number | undefined): void {
    if (timeout !== undefined) writeTimespec(this.#timeout, Math.max(0, timeout));
    const limit = timeout === undefined ? 0 : arena.address(this.#timeout);
    if (libc.ppoll(arena.address(this.#entries), this.#count, limit, 0) >= 0) return;
    const errno = libc.lastErrno();
    if (errno !== EINTR) throw new SystemError("ppoll", `on ${this.#count} descriptors`, errno);
    for (let index = 0; index < this.#count; index++) {
      arena.view.setInt16(this.#entries + index * POLLFD_BYTES + POLLFD_REVENTS, 0, true);
    }
  }
}
