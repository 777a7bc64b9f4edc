// ChannelData messages, RFC 8656 §12.4, over UDP: no padding. Channels are kept to 0x4000–0x4FFF, the range that
// RFC 8656 §12 leaves after RFC 7983 shared out the first bytes.

export const CHANNEL_MIN = 0x4000;
export const CHANNEL_MAX = 0x4fff;
export const CHANNEL_HEADER_BYTES = 4;

const FIRST_BYTE_MIN = CHANNEL_MIN >> 8;
const FIRST_BYTE_MAX = CHANNEL_MAX >> 8;

export interface ChannelData {
  readonly channel: number;
  /** A view into the datagram. */
  readonly payload: Uint8Array;
}

/** First byte of a datagram that may be ChannelData. */
export function isChannelData(firstByte: number): boolean {
  return firstByte >= FIRST_BYTE_MIN && firstByte <= FIRST_BYTE_MAX;
}

export function isChannelNumber(channel: number): boolean {
  return channel >= CHANNEL_MIN && channel <= CHANNEL_MAX;
}

/** The channel number of the 4-byte header at `offset`. */
export function readChannelNumber(buf: Uint8Array, offset: number): number {
  return (buf[offset] << 8) | buf[offset + 1];
}

/** What the header at `offset` says about the payload's length, in bytes. */
export function readChannelLength(buf: Uint8Array, offset: number): number {
  return (buf[offset + 2] << 8) | buf[offset + 3];
}

/** Length of the payload behind the header, or -1 where the datagram is not ChannelData that ends exactly with it. Allocates nothing. */
export function channelPayloadLength(buf: Uint8Array, offset: number, length: number): number {
  if (length < CHANNEL_HEADER_BYTES || !isChannelData(buf[offset])) return -1;
  const payloadLength = readChannelLength(buf, offset);
  return payloadLength === length - CHANNEL_HEADER_BYTES ? payloadLength : -1;
}

/** Strict, as `channelPayloadLength`. */
export function parseChannelData(datagram: Uint8Array): ChannelData | undefined {
  if (channelPayloadLength(datagram, 0, datagram.length) < 0) return undefined;
  return { channel: readChannelNumber(datagram, 0), payload: datagram.subarray(CHANNEL_HEADER_BYTES) };
}

/** Writes 4 bytes at `offset`. Allocates nothing. */
export function writeChannelHeader(buf: Uint8Array, offset: number, channel: number, payloadLength: number): void {
  buf[offset] = channel >> 8;
  buf[offset + 1] = channel;
  buf[offset + 2] = payloadLength >> 8;
  buf[offset + 3] = payloadLength;
}

export function buildChannelData(channel: number, payload: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(CHANNEL_HEADER_BYTES + payload.length);
  writeChannelHeader(datagram, 0, channel, payload.length);
  datagram.set(payload, CHANNEL_HEADER_BYTES);
  return datagram;
}
