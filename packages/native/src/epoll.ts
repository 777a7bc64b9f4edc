import { arena } from "./arena.ts";
import { EINTR, SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import { EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD, O_CLOEXEC } from "./linux.ts";
import { closeFd } from "./socket-options.ts";

/** struct epoll_event is packed on x86-64 only. */
const EVENT_BYTES = process.arch === "x64" ? 12 : 16;
const EVENT_DATA = process.arch === "x64" ? 4 : 8;

/** Many descriptors to wait for at once (epoll(7), level-triggered). Events are those of poll. */
export class Epoll {
  readonly #fd: number;
  readonly #events: number;
  readonly #capacity: number;
  readonly #change = arena.reserve(EVENT_DATA + 8);

  /** @param capacity events reported by one wait */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#events = arena.reserve(capacity * EVENT_BYTES);
    this.#fd = libc.epollCreate1(O_CLOEXEC);
    if (this.#fd < 0) throw new SystemError("epoll_create1", "");
  }

  add(fd: number, events: number): void {
    this.#control(EPOLL_CTL_ADD, fd, events);
  }

  modify(fd: number, events: number): void {
    this.#control(EPOLL_CTL_MOD, fd, events);
  }

  remove(fd: number): void {
    this.#control(EPOLL_CTL_DEL, fd, 0);
  }

  /** Number of descriptors with events. @param timeout milliseconds, rounded up; undefined: no limit */
  wait(timeout: number | undefined): number {
    const limit = timeout === undefined ? -1 : Math.ceil(Math.max(0, timeout));
    const count = libc.epollWait(this.#fd, arena.address(this.#events), this.#capacity, limit);
    if (count >= 0) return count;
    const errno = libc.lastErrno();
    if (errno !== EINTR) throw new SystemError("epoll_wait", "", errno);
    return 0;
  }

  /** Descriptor and events of the `index`th that the last wait reported. */
  fd(index: number): number {
    return arena.view.getInt32(this.#events + index * EVENT_BYTES + EVENT_DATA, true);
  }

  events(index: number): number {
    return arena.view.getUint32(this.#events + index * EVENT_BYTES, true);
  }

  close(): void {
    closeFd(this.#fd);
  }

  #control(operation: number, fd: number, events: number): void {
    arena.view.setUint32(this.#change, events, true);
    arena.setU64(this.#change + EVENT_DATA, fd);
    if (libc.epollCtl(this.#fd, operation, fd, arena.address(this.#change)) < 0) {
      throw new SystemError("epoll_ctl", `descriptor ${fd}`);
    }
  }
}
