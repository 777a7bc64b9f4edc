import { arena } from "./arena.ts";
import { SystemError } from "./errors.ts";
import * as libc from "./libc.ts";
import { CLOCK_BOOTTIME } from "./linux.ts";
import { readTimespec, TIMESPEC_BYTES } from "./timespec.ts";

const time = arena.reserve(TIMESPEC_BYTES);

/**
 * Milliseconds since the machine started (CLOCK_BOOTTIME of clock_gettime(2)): monotonic, and going on while the machine
 * sleeps, which `performance.now()` does not. For whatever a peer elsewhere counts, too: lifetimes of keys, of allocations.
 */
export function bootTime(): number {
  if (libc.clockGettime(CLOCK_BOOTTIME, arena.address(time)) < 0)
    throw new SystemError("clock_gettime", "CLOCK_BOOTTIME");
  return readTimespec(time);
}
