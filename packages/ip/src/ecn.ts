// Explicit Congestion Notification bits of the IP header (RFC 3168, RFC 6040 for tunnels).
import { applyChange, changeOf16, readU16, writeU16 } from "./checksum.ts";
import { IPV4_CHECKSUM_OFFSET } from "./protocol.ts";

export const ECN_NOT_ECT = 0;
export const ECN_ECT_1 = 1;
export const ECN_ECT_0 = 2;
export const ECN_CE = 3;

const IPV6_ECN_SHIFT = 4;

/** The two ECN bits of the packet at `off`; ECN_NOT_ECT where it is no IP packet. */
export function getEcn(buf: Uint8Array, off: number): number {
  switch (buf[off] >> 4) {
    case 4:
      return buf[off + 1] & ECN_CE;
    case 6:
      return (buf[off + 1] >> IPV6_ECN_SHIFT) & ECN_CE;
    default:
      return ECN_NOT_ECT;
  }
}

/** Marks the packet, if its sender said that it understands the mark (ECT). The IPv4 header checksum follows. */
export function setCongestionExperienced(buf: Uint8Array, off: number): void {
  const ecn = getEcn(buf, off);
  if (ecn !== ECN_ECT_0 && ecn !== ECN_ECT_1) return;
  if (buf[off] >> 4 === 6) {
    buf[off + 1] |= ECN_CE << IPV6_ECN_SHIFT;
    return;
  }
  const before = readU16(buf, off);
  buf[off + 1] |= ECN_CE;
  const at = off + IPV4_CHECKSUM_OFFSET;
  writeU16(buf, at, applyChange(readU16(buf, at), changeOf16(before, readU16(buf, off))));
}
