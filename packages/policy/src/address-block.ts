import { type IpAddress, ipBytes } from "@fz/ip";

/** An address with the number of leading bits that count. Host bits may be set; they do not matter. */
export interface AddressBlock {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

/** `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`; undefined for anything else and for lengths out of range. */
export function parseAddressBlock(text: string): AddressBlock | undefined {
  const match = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  const bytes = match ? ipBytes(match[1]) : undefined;
  if (!match || !bytes) return undefined;
  const bits = match[2] === undefined ? bytes.length * 8 : Number(match[2]);
  return bits <= bytes.length * 8 ? { bytes, bits } : undefined;
}

export function blockContains(block: AddressBlock, ip: IpAddress): boolean {
  return anyBlockContains([block], ip);
}

/** Reads the address once for all blocks. */
export function anyBlockContains(blocks: readonly AddressBlock[], ip: IpAddress): boolean {
  const bytes = ipBytes(ip);
  return bytes !== undefined && blocks.some((block) => contains(block, bytes));
}

function contains(block: AddressBlock, bytes: Uint8Array): boolean {
  if (bytes.length !== block.bytes.length) return false;
  const wholeBytes = block.bits >> 3;
  for (let i = 0; i < wholeBytes; i++) {
    if (bytes[i] !== block.bytes[i]) return false;
  }
  const restBits = block.bits & 7;
  return restBits === 0 || (bytes[wholeBytes] ^ block.bytes[wholeBytes]) >> (8 - restBits) === 0;
}
