import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import { lastErrno } from "./libc.ts";

export const {
  EAGAIN,
  EADDRINUSE,
  EADDRNOTAVAIL,
  EAFNOSUPPORT,
  EINPROGRESS,
  EINTR,
  EINVAL,
  EIO,
  EMSGSIZE,
  ENOBUFS,
  EPERM,
} = constants.errno;

/** A system call that failed where its failure is exceptional. `code` is errno's name, as in Node's own errors. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  readonly errno: number;
  readonly code: string;
  readonly syscall: string;

  constructor(syscall: string, what: string, errno = lastErrno()) {
    const code = errnoName(errno);
    super(`${syscall} ${what}: ${code}`);
    this.errno = errno;
    this.code = code;
    this.syscall = syscall;
  }
}

/** `11` → `"EAGAIN"` */
export function errnoName(errno: number): string {
  return errno > 0 ? getSystemErrorName(-errno) : `errno ${errno}`;
}
