import { arena } from "./arena.ts";
import { SystemError } from "./errors.ts";
import * as libc from "./libc.ts";

const INT_BYTES = 4;
const value = arena.reserve(INT_BYTES);
const valueLength = arena.reserve(INT_BYTES);

/** Sets an option whose value is an int (or unsigned int). @throws SystemError */
export function setOption(fd: number, level: number, name: number, setting: number, what: string): void {
  if (!trySetOption(fd, level, name, setting)) throw new SystemError("setsockopt", what);
}

/** Same, for an option that may be missing. */
export function trySetOption(fd: number, level: number, name: number, setting: number): boolean {
  arena.view.setUint32(value, setting, true);
  return libc.setsockopt(fd, level, name, arena.address(value), INT_BYTES) === 0;
}

/** An int option's value; 0 where it cannot be read. */
export function getOption(fd: number, level: number, name: number): number {
  arena.view.setInt32(value, 0, true);
  arena.view.setInt32(valueLength, INT_BYTES, true);
  libc.getsockopt(fd, level, name, arena.address(value), arena.address(valueLength));
  return arena.view.getInt32(value, true);
}

export function closeFd(fd: number): void {
  if (libc.close(fd) < 0) throw new SystemError("close", `descriptor ${fd}`);
}
