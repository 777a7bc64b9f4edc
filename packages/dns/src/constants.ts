// Numbers of RFC 1035 §3.2, §4.1 and of the IANA DNS parameters registry, as far as they are used here.

export const RECORD_TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  HTTPS: 65,
  ANY: 255,
} as const;

export const CLASS_IN = 1;

export const OPCODE_QUERY = 0;

export const RCODE = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
} as const;

/** Port of DNS over UDP and TCP. */
export const DNS_PORT = 53;

/** Longest answer over UDP inside the tunnel, bytes: an MTU of 1280 less the longest IP header allowed for (60) and UDP's 8. */
export const UDP_ANSWER_LIMIT = 1212;

/** Longest message over TCP, bytes: its length prefix has 16 bits (RFC 1035 §4.2.2). */
export const TCP_MESSAGE_LIMIT = 0xffff;
