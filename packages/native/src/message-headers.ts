// struct iovec, msghdr (recvmsg(2)) and mmsghdr (recvmmsg(2)) in the arena.
import { arena } from "./arena.ts";

export const IOVEC_BYTES = 16;
export const MSGHDR_BYTES = 56;
/** A msghdr, then the 32-bit count of bytes moved, then padding. */
export const MMSGHDR_BYTES = 64;

const NAME = 0;
const NAME_LENGTH = 8;
const IOV = 16;
const IOV_COUNT = 24;
const CONTROL = 32;
const CONTROL_LENGTH = 40;
const FLAGS = 48;
const COUNT = MSGHDR_BYTES;
const IOV_LENGTH = 8;

/** Points a header at one iovec. */
export function setIovec(header: number, iovec: number): void {
  arena.setPointer(header + IOV, iovec);
  arena.setU64(header + IOV_COUNT, 1);
}

/** Points an iovec at bytes of the arena. */
export function setBuffer(iovec: number, offset: number, length: number): void {
  arena.setPointer(iovec, offset);
  arena.setU64(iovec + IOV_LENGTH, length);
}

export function setName(header: number, offset: number, length: number): void {
  arena.setPointer(header + NAME, offset);
  arena.view.setUint32(header + NAME_LENGTH, length, true);
}

export function setNameLength(header: number, length: number): void {
  arena.view.setUint32(header + NAME_LENGTH, length, true);
}

export function setControl(header: number, offset: number, length: number): void {
  arena.setPointer(header + CONTROL, offset);
  arena.setU64(header + CONTROL_LENGTH, length);
}

export function setControlLength(header: number, length: number): void {
  arena.view.setUint32(header + CONTROL_LENGTH, length, true);
  arena.view.setUint32(header + CONTROL_LENGTH + 4, 0, true);
}

export function controlLength(header: number): number {
  return arena.view.getUint32(header + CONTROL_LENGTH, true);
}

export function clearFlags(header: number): void {
  arena.view.setInt32(header + FLAGS, 0, true);
}

/** Bytes that recvmmsg or sendmmsg moved for this message. */
export function movedBytes(header: number): number {
  return arena.view.getUint32(header + COUNT, true);
}
