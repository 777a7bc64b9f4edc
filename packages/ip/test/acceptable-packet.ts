// What the tunnel accepts, written a second time and plainly: as a grammar that reads the packet front to back.
import { ByteReader } from "@fz/bytes";

const EXTENSIONS = new Set([0, 43, 60, 135, 139, 140, 253, 254]);

export function isAcceptable(packet: Uint8Array): boolean {
  const reader = new ByteReader(packet);
  const first = reader.u8();
  const transport = first >> 4 === 4 ? ipv4(reader, first & 15) : first >> 4 === 6 ? ipv6(reader) : undefined;
  return packet.length <= 1280 && transport !== undefined && !reader.failed && transportFits(transport, reader);
}

interface Transport {
  readonly version: 4 | 6;
  readonly protocol: number;
}

function ipv4(reader: ByteReader, ihl: number): Transport | undefined {
  const total = reader.remaining + 1;
  reader.skip(1);
  const statedTotal = reader.u16();
  reader.skip(2);
  const fragment = reader.u16();
  reader.skip(1);
  const protocol = reader.u8();
  reader.skip(2 + 4 + 4);
  if (ihl < 5) return undefined;
  reader.skip((ihl - 5) * 4);
  const moreFragments = (fragment & 0x2000) !== 0;
  const fragmentOffset = fragment & 0x1fff;
  return statedTotal === total && !moreFragments && fragmentOffset === 0 ? { version: 4, protocol } : undefined;
}

function ipv6(reader: ByteReader): Transport | undefined {
  reader.skip(3);
  const payloadLength = reader.u16();
  let next = reader.u8();
  reader.skip(1 + 16 + 16);
  if (payloadLength !== reader.remaining) return undefined;
  while (!reader.failed && (EXTENSIONS.has(next) || next === 44)) {
    const isFragment = next === 44;
    next = reader.u8();
    const lengthOrReserved = reader.u8();
    if (isFragment) {
      const info = reader.u16();
      reader.skip(4);
      if (info >> 3 !== 0 || (info & 1) !== 0) return undefined;
    } else {
      reader.skip(6 + 8 * lengthOrReserved);
    }
  }
  return { version: 6, protocol: next };
}

function transportFits({ version, protocol }: Transport, reader: ByteReader): boolean {
  const length = reader.remaining;
  switch (protocol) {
    case 6: {
      reader.skip(12);
      const words = reader.u8() >> 4;
      return words >= 5 && words * 4 <= length;
    }
    case 17:
      reader.skip(4);
      return reader.u16() === length && length >= 8;
    case 1:
      return version === 4 && length >= 8;
    case 58:
      return version === 6 && length >= 8;
    default:
      return true;
  }
}
