/** Who has which address in the lab. The "internet" is TEST-NET-3 (RFC 5737). */
export const PORTAL_IP = "203.0.113.10";
export const PORTAL_PORT = 8080;
export const RELAY_IPS = ["203.0.113.21", "203.0.113.22"] as const;
export const ISP_DNS_IP = "203.0.113.53";
export const OFFICE_WAN_IP = "203.0.113.30";
export const HOME_WAN_IP = "203.0.113.40";
export const CAFE_WAN_IP = "203.0.113.50";

export const OFFICE_ROUTER_IP = "10.44.0.1";
export const GATEWAY_IPS = ["10.44.0.2", "10.44.0.3"] as const;
export const GATEWAY_IPS6 = ["fd44::2", "fd44::3"] as const;
export const SPARE_IP = "10.44.0.4";
export const WEB_IP = "10.44.0.10";
export const WEB_IP6 = "fd44::10";
export const OFFICE_DNS_IP = "10.44.0.53";
export const OFFICE_NETWORK = "10.44.0.0/24";

export const HOME_ROUTER_IP = "192.168.1.1";
export const LAPTOP_IP = "192.168.1.2";
export const CAFE_ROUTER_IP = "192.168.2.1";
export const CAFE_LAPTOP_IP = "192.168.2.2";

export const INTRANET = "intranet.corp.example";
/** A second name for the same web server. */
export const WIKI = "wiki.corp.example";
/** Has a TXT record that is too long for a datagram. */
export const LONG_TEXT = "long.corp.example";
/** Has no IPv4 address. */
export const ONLY_IPV6 = "six.corp.example";
/** Somewhere on the internet, known to the ISP's resolver only. */
export const PUBLIC_NAME = "www.example.org";
