import { readSync, writeSync } from "node:fs";
import { SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import { EFD_CLOEXEC, EFD_NONBLOCK } from "./linux.ts";

const COUNTER_BYTES = 8;
const ONE = new Uint8Array(new BigUint64Array([1n]).buffer);

/** Makes an eventfd(2): a descriptor that turns readable in one thread when another thread signals it. */
export function openEventFd(): number {
  const fd = libc.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (fd < 0) throw new SystemError("eventfd", "");
  return fd;
}

/** From any thread. */
export function signalEventFd(fd: number): void {
  writeSync(fd, ONE);
}

/** Makes a descriptor that is readable unreadable again. */
export function clearEventFd(fd: number): void {
  readSync(fd, new Uint8Array(COUNTER_BYTES));
}
