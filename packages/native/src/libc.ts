// The C functions of Linux that we call, by their manual pages' names. An address is a plain number (`uintptr_t`): base of
// the arena plus an offset. Structs are laid out by hand for LP64 little-endian, which x86-64 and arm64 share.
import koffi from "koffi";

type Address = number;

const process_ = koffi.load(null);

/** Looks a symbol up in the process itself, which has libc linked in. */
function bind(signature: string) {
  return process_.func(signature);
}

export const open: (path: string, flags: number) => number = bind("int open(const char *path, int flags)");
export const close: (fd: number) => number = bind("int close(int fd)");
export const read: (fd: number, buf: Address, count: number) => number = bind(
  "intptr_t read(int fd, uintptr_t buf, size_t count)",
);
export const write: (fd: number, buf: Address, count: number) => number = bind(
  "intptr_t write(int fd, uintptr_t buf, size_t count)",
);
export const ioctl: (fd: number, request: number, argument: number) => number = bind(
  "int ioctl(int fd, unsigned long request, uintptr_t argument)",
);
export const mknod: (path: string, mode: number, device: number) => number = bind(
  "int mknod(const char *path, unsigned int mode, unsigned long device)",
);
export const ppoll: (fds: Address, count: number, timeout: Address, signalMask: Address) => number = bind(
  "int ppoll(uintptr_t fds, unsigned long count, uintptr_t timeout, uintptr_t signal_mask)",
);
export const clockGettime: (clock: number, time: Address) => number = bind(
  "int clock_gettime(int clock, uintptr_t time)",
);
export const eventfd: (initial: number, flags: number) => number = bind("int eventfd(unsigned int initial, int flags)");
export const socket: (domain: number, type: number, protocol: number) => number = bind(
  "int socket(int domain, int type, int protocol)",
);
export const bindSocket: (fd: number, address: Address, length: number) => number = bind(
  "int bind(int fd, uintptr_t address, unsigned int length)",
);
export const connect: (fd: number, address: Address, length: number) => number = bind(
  "int connect(int fd, uintptr_t address, unsigned int length)",
);
export const getsockname: (fd: number, address: Address, length: Address) => number = bind(
  "int getsockname(int fd, uintptr_t address, uintptr_t length)",
);
export const setsockopt: (fd: number, level: number, name: number, value: Address, length: number) => number = bind(
  "int setsockopt(int fd, int level, int name, uintptr_t value, unsigned int length)",
);
export const getsockopt: (fd: number, level: number, name: number, value: Address, length: Address) => number = bind(
  "int getsockopt(int fd, int level, int name, uintptr_t value, uintptr_t length)",
);
export const recvmsg: (fd: number, message: Address, flags: number) => number = bind(
  "intptr_t recvmsg(int fd, uintptr_t message, int flags)",
);
export const sendmmsg: (fd: number, messages: Address, count: number, flags: number) => number = bind(
  "int sendmmsg(int fd, uintptr_t messages, unsigned int count, int flags)",
);
export const recvmmsg: (fd: number, messages: Address, count: number, flags: number, timeout: Address) => number = bind(
  "int recvmmsg(int fd, uintptr_t messages, unsigned int count, int flags, uintptr_t timeout)",
);

const memmove: (to: Uint8Array, from: Uint8Array, count: number) => number | bigint = bind(
  "uintptr_t memmove(void *to, void *from, size_t count)",
);

/** Where a buffer lies in memory. Stays true only for memory that is never moved nor collected, as the arena's. */
export function addressOf(bytes: Uint8Array): Address {
  return Number(memmove(bytes, bytes, 0));
}

/** errno of the last call that failed. */
export function lastErrno(): number {
  return koffi.errno();
}
