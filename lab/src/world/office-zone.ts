import { INTRANET, LONG_TEXT, ONLY_IPV6, WEB_IP, WEB_IP6, WIKI } from "./addresses.ts";

const TTL = 60;

/** What the office's DNS server knows. */
export const OFFICE_ZONE = [
  { name: INTRANET, type: "A", ttl: TTL, data: WEB_IP },
  { name: INTRANET, type: "AAAA", ttl: TTL, data: WEB_IP6 },
  { name: WIKI, type: "A", ttl: TTL, data: WEB_IP },
  { name: ONLY_IPV6, type: "AAAA", ttl: TTL, data: WEB_IP6 },
  { name: INTRANET, type: "TXT", ttl: TTL, data: ["served at the office"] },
  { name: LONG_TEXT, type: "TXT", ttl: TTL, data: Array.from({ length: 10 }, (_, i) => `${i} `.padEnd(150, "x")) },
  {
    name: `_http._tcp.${INTRANET}`,
    type: "SRV",
    ttl: TTL,
    data: { priority: 1, weight: 1, port: 80, target: INTRANET },
  },
];
