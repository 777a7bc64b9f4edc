// Ancillary data (cmsg(3)): 8 bytes of length, level, type, then the data, each message aligned to 8 bytes.
import { arena } from "./arena.ts";

export const CMSG_LEVEL = 8;
export const CMSG_TYPE = 12;
export const CMSG_DATA = 16;

/** Offset of the message after the one at `offset`, or `end` where there is none. */
export function nextCmsg(offset: number, end: number): number {
  const length = arena.view.getUint32(offset, true);
  return length < CMSG_DATA ? end : offset + ((length + 7) & -8);
}

/** Bytes that a message with `dataLength` bytes of data takes, padding included. */
export function cmsgSpace(dataLength: number): number {
  return (CMSG_DATA + dataLength + 7) & -8;
}

/** Writes the header of a message; the caller writes the data at `offset + CMSG_DATA`. Gives the space it takes. */
export function writeCmsgHeader(offset: number, level: number, type: number, dataLength: number): number {
  arena.setU64(offset, CMSG_DATA + dataLength);
  arena.view.setInt32(offset + CMSG_LEVEL, level, true);
  arena.view.setInt32(offset + CMSG_TYPE, type, true);
  return cmsgSpace(dataLength);
}
