// Header layouts: RFC 791 (IPv4), 8200 (IPv6), 768 (UDP), 9293 (TCP), 792 (ICMP), 4443 (ICMPv6). All offsets are in bytes.

/** The tunnel's inner MTU: no larger packet travels through it, and none is fragmented. */
export const TUNNEL_MTU = 1280;

// IANA protocol numbers
export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;
export const PROTOCOL_ICMPV6 = 58;

export const IPV4_HEADER_BYTES = 20;
export const IPV4_TOS_OFFSET = 1;
export const IPV4_TOTAL_LENGTH_OFFSET = 2;
export const IPV4_FRAGMENT_OFFSET = 6;
export const IPV4_TTL_OFFSET = 8;
export const IPV4_PROTOCOL_OFFSET = 9;
export const IPV4_CHECKSUM_OFFSET = 10;
export const IPV4_SOURCE_OFFSET = 12;
export const IPV4_DESTINATION_OFFSET = 16;
/** Don't Fragment, in the 16 bits at `IPV4_FRAGMENT_OFFSET`. */
export const IPV4_DONT_FRAGMENT = 0x4000;
/** More Fragments and the fragment offset, in the same 16 bits. */
export const IPV4_IS_FRAGMENT = 0x3fff;
export const IPV4_FRAGMENT_POSITION = 0x1fff;

export const IPV6_HEADER_BYTES = 40;
export const IPV6_PAYLOAD_LENGTH_OFFSET = 4;
export const IPV6_NEXT_HEADER_OFFSET = 6;
export const IPV6_HOP_LIMIT_OFFSET = 7;
export const IPV6_SOURCE_OFFSET = 8;
export const IPV6_DESTINATION_OFFSET = 24;

export const UDP_HEADER_BYTES = 8;
export const UDP_LENGTH_OFFSET = 4;
export const UDP_CHECKSUM_OFFSET = 6;

export const TCP_HEADER_BYTES = 20;
export const TCP_SEQUENCE_OFFSET = 4;
export const TCP_ACKNOWLEDGEMENT_OFFSET = 8;
export const TCP_DATA_OFFSET = 12;
export const TCP_FLAGS_OFFSET = 13;
export const TCP_WINDOW_OFFSET = 14;
export const TCP_CHECKSUM_OFFSET = 16;
export const TCP_FIN = 0x01;
export const TCP_SYN = 0x02;
export const TCP_RST = 0x04;
export const TCP_PSH = 0x08;
export const TCP_ACK = 0x10;
export const TCP_URG = 0x20;

export const ICMP_HEADER_BYTES = 8;
export const ICMP_CODE_OFFSET = 1;
export const ICMP_CHECKSUM_OFFSET = 2;
/** Identifier of an echo message, in the second header word. */
export const ICMP_ID_OFFSET = 4;
export const ICMP_SEQUENCE_OFFSET = 6;

export const ICMP_ECHO_REPLY = 0;
export const ICMP_UNREACHABLE = 3;
export const ICMP_ECHO_REQUEST = 8;
export const ICMP_TIME_EXCEEDED = 11;
/** Code of `ICMP_UNREACHABLE`: fragmentation needed and DF set (RFC 1191). */
export const ICMP_FRAGMENTATION_NEEDED = 4;

export const ICMPV6_UNREACHABLE = 1;
export const ICMPV6_PACKET_TOO_BIG = 2;
export const ICMPV6_TIME_EXCEEDED = 3;
export const ICMPV6_ECHO_REQUEST = 128;
export const ICMPV6_ECHO_REPLY = 129;
