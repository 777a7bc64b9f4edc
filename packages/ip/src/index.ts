export {
  formatIp,
  formatIpv4,
  formatIpv6,
  formatSocketAddress,
  IPV4_BYTES,
  IPV6_BYTES,
  type IpAddress,
  type IpVersion,
  ipBytes,
  ipVersion,
  parseIp,
  parseSocketAddress,
  type SocketAddress,
  sameSocketAddress,
} from "./address.ts";
export { compareIp, ipAfter } from "./address-order.ts";
export { AddressPolicy, HOST_LOCAL, NOT_PUBLIC } from "./address-policy.ts";
export {
  type IcmpEcho,
  type IpHeaderOptions,
  type IpPacket,
  icmpEcho,
  ipPacket,
  type TcpPacket,
  tcpPacket,
  type UdpPacket,
  udpPacket,
} from "./build.ts";
export {
  fillChecksums,
  fillIpv4Checksum,
  foldSum,
  internetChecksum,
  internetSum,
  pseudoHeaderSum,
  readU16,
  update16,
  verifyTransportChecksum,
  writeU16,
} from "./checksum.ts";
export { ECN_CE, ECN_ECT_0, ECN_ECT_1, ECN_NOT_ECT, getEcn, setCongestionExperienced } from "./ecn.ts";
export { FlowTable, sameFlow } from "./flow-table.ts";
export {
  type IcmpError,
  type IcmpErrorKind,
  type InsideOfSession,
  icmpError,
  isProhibition,
  parseIcmpError,
  type QuotedPacket,
  translateIcmpError,
} from "./icmp-error.ts";
export { checkPacket, type PacketFault, PacketView } from "./packet-view.ts";
export {
  formatPrefix,
  IPV4_BITS,
  IPV6_BITS,
  networkOf,
  type Prefix,
  parsePrefix,
  prefixContains,
  prefixesOverlap,
} from "./prefix.ts";
export { type PrefixEntry, PrefixMap } from "./prefix-map.ts";
export * from "./protocol.ts";
export {
  isInternetDestination,
  isMulticast,
  isProxyIp,
  isSentinelIp,
  isTunnelIp,
  PROXY_IPV4,
  PROXY_IPV6,
  SENTINEL_IPV4,
  SENTINEL_IPV6,
  TUNNEL_IPV4,
  TUNNEL_IPV6,
} from "./special-ranges.ts";
export { type EndpointChange, type Translation, translate, translation } from "./translate.ts";
