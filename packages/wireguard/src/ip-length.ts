// Data messages of other implementations are padded to 16 bytes; the packet's own length field says where it ends.

const IPV4_HEADER_BYTES = 20;
const IPV4_TOTAL_LENGTH = 2;
const IPV6_HEADER_BYTES = 40;
const IPV6_PAYLOAD_LENGTH = 4;

/** Bytes of the IP packet at `offset`, without padding; −1 where the `available` bytes hold no whole IP packet. */
export function ipPacketLength(buf: Uint8Array, offset: number, available: number): number {
  const version = available > 0 ? buf[offset] >>> 4 : 0;
  if (version === 4 && available >= IPV4_HEADER_BYTES) {
    const length = (buf[offset + IPV4_TOTAL_LENGTH] << 8) | buf[offset + IPV4_TOTAL_LENGTH + 1];
    return length >= IPV4_HEADER_BYTES && length <= available ? length : -1;
  }
  if (version === 6 && available >= IPV6_HEADER_BYTES) {
    const payload = (buf[offset + IPV6_PAYLOAD_LENGTH] << 8) | buf[offset + IPV6_PAYLOAD_LENGTH + 1];
    const length = IPV6_HEADER_BYTES + payload;
    return length <= available ? length : -1;
  }
  return -1;
}
