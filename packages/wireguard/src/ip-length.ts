// Data messages of other implementations are padded to 16 bytes; the packet's own length field says where it ends.

import {
  IPV4_HEADER_BYTES,
  IPV4_TOTAL_LENGTH_OFFSET,
  IPV6_HEADER_BYTES,
  IPV6_PAYLOAD_LENGTH_OFFSET,
  readU16,
} from "@fz/ip";

/** Bytes of the IP packet at `offset`, without padding; −1 where the `available` bytes hold no whole IP packet. */
export function ipPacketLength(buf: Uint8Array, offset: number, available: number): number {
  const version = available > 0 ? buf[offset] >>> 4 : 0;
  if (version === 4 && available >= IPV4_HEADER_BYTES) {
    const length = readU16(buf, offset + IPV4_TOTAL_LENGTH_OFFSET);
    return length >= IPV4_HEADER_BYTES && length <= available ? length : -1;
  }
  if (version === 6 && available >= IPV6_HEADER_BYTES) {
    const length = IPV6_HEADER_BYTES + readU16(buf, offset + IPV6_PAYLOAD_LENGTH_OFFSET);
    return length <= available ? length : -1;
  }
  return -1;
}
