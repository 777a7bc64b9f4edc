// Explicit congestion notification (RFC 3168): a router that is congested marks packets whose sender understands it.
const ETHERTYPE = 12;
const ETHERNET_HEADER = 14;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;

const IPV4_TYPE_OF_SERVICE = ETHERNET_HEADER + 1;
const IPV4_CHECKSUM = ETHERNET_HEADER + 10;
const IPV4_HEADER = 20;
/** The second byte of an IPv6 header has the lower half of the traffic class in its upper half. */
const IPV6_TRAFFIC_CLASS_LOW = ETHERNET_HEADER + 1;
const IPV6_CLASS_SHIFT = 4;
const IPV6_HEADER = 40;

const ECN_MASK = 0b11;
const NOT_ECT = 0b00;
const CE = 0b11;

/** Sets "congestion experienced" in an Ethernet frame of IPv4 or IPv6; what is not ECN-capable stays as it is. */
export function markCongestion(frame: Uint8Array): void {
  if (frame.length < ETHERNET_HEADER) return;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const type = view.getUint16(ETHERTYPE);
  if (type === ETHERTYPE_IPV4 && frame.length >= ETHERNET_HEADER + IPV4_HEADER) markIpv4(view);
  if (type === ETHERTYPE_IPV6 && frame.length >= ETHERNET_HEADER + IPV6_HEADER) {
    const byte = view.getUint8(IPV6_TRAFFIC_CLASS_LOW);
    if (((byte >> IPV6_CLASS_SHIFT) & ECN_MASK) !== NOT_ECT) {
      view.setUint8(IPV6_TRAFFIC_CLASS_LOW, byte | (CE << IPV6_CLASS_SHIFT));
    }
  }
}

/** The header's checksum changes by as much as the byte does (RFC 1624, equation 3). */
function markIpv4(view: DataView): void {
  const before = view.getUint8(IPV4_TYPE_OF_SERVICE);
  if ((before & ECN_MASK) === NOT_ECT) return;
  const after = before | CE;
  view.setUint8(IPV4_TYPE_OF_SERVICE, after);
  // The byte is the lower half of its 16-bit word; the upper half does not change.
  const sum = (~view.getUint16(IPV4_CHECKSUM) & 0xffff) + (~before & 0xffff) + after;
  const folded = (sum & 0xffff) + (sum >> 16);
  view.setUint16(IPV4_CHECKSUM, ~(folded + (folded >> 16)) & 0xffff);
}
