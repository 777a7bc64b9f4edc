// What client and gateway tell each other inside the tunnel: unreliable, idempotent messages in IPv6 packets that no
// host would send (both addresses unspecified, next header 255).
import { fromUtf8, utf8 } from "@fz/bytes";
import {
  IPV6_HEADER_BYTES,
  IPV6_NEXT_HEADER_OFFSET,
  IPV6_PAYLOAD_LENGTH_OFFSET,
  IPV6_SOURCE_OFFSET,
  type IpAddress,
  parseIp,
  TUNNEL_MTU,
  writeU16,
} from "@fz/ip";
import { z } from "zod";

export type ControlPacket =
  | {
      readonly type: "assigned-ips";
      readonly resource: string;
      readonly domain: string;
      readonly proxyIps: readonly IpAddress[];
    }
  | { readonly type: "domain-status"; readonly resource: string; readonly domain: string; readonly active: boolean }
  | { readonly type: "goodbye" };

/** A control packet that says nothing to us: an event of a newer peer, or a body that cannot be read. */
export interface UnusableControlPacket {
  readonly type: "unusable";
  readonly reason: "unknown-event" | "malformed";
}

const EVENT_HEADER_BYTES = 8;
const CONTROL_PROTOCOL = 0xff;
const IPV6 = 6;

const ASSIGNED_IPS = 0;
const DOMAIN_STATUS = 1;
const GOODBYE = 2;

const MAX_NAME = 253;
const MAX_LABEL = 63;

const resourceId = z.guid().transform((id) => id.toLowerCase());

const domainName = z.string().transform((text, context) => {
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  if (isDomainName(name)) return name;
  context.addIssue({ code: "custom", message: "is no domain name" });
  return z.NEVER;
});

const ipAddress = z.string().transform((text, context) => {
  const ip = parseIp(text);
  if (ip !== undefined) return ip;
  context.addIssue({ code: "custom", message: "is no IP address" });
  return z.NEVER;
});

const assignedIps = z.object({ resource: resourceId, domain: domainName, proxy_ips: z.array(ipAddress) });
const domainStatus = z.object({ resource: resourceId, domain: domainName, status: z.string() });

/** Recognised by its addresses and next header alone. */
export function isControlPacket(buf: Uint8Array, offset: number, length: number): boolean {
  if (length < IPV6_HEADER_BYTES + EVENT_HEADER_BYTES || buf[offset] >> 4 !== IPV6) return false;
  if (buf[offset + IPV6_NEXT_HEADER_OFFSET] !== CONTROL_PROTOCOL) return false;
  for (let i = IPV6_SOURCE_OFFSET; i < IPV6_HEADER_BYTES; i++) {
    if (buf[offset + i] !== 0) return false;
  }
  return true;
}

/** Undefined where the packet is no control packet. */
export function parseControlPacket(packet: Uint8Array): ControlPacket | UnusableControlPacket | undefined {
  if (!isControlPacket(packet, 0, packet.length)) return undefined;
  const body = packet.subarray(IPV6_HEADER_BYTES + EVENT_HEADER_BYTES);
  switch (packet[IPV6_HEADER_BYTES]) {
    case ASSIGNED_IPS: {
      const parsed = assignedIps.safeParse(json(body));
      if (!parsed.success) return { type: "unusable", reason: "malformed" };
      const { resource, domain, proxy_ips: proxyIps } = parsed.data;
      return { type: "assigned-ips", resource, domain, proxyIps };
    }
    case DOMAIN_STATUS: {
      const parsed = domainStatus.safeParse(json(body));
      if (!parsed.success) return { type: "unusable", reason: "malformed" };
      const { resource, domain, status } = parsed.data;
      return { type: "domain-status", resource, domain, active: status === "Active" };
    }
    case GOODBYE:
      return { type: "goodbye" };
    default:
      return { type: "unusable", reason: "unknown-event" };
  }
}

/** The inner IP packet, or undefined where it would be larger than the tunnel's MTU. */
export function encodeControlPacket(message: ControlPacket): Uint8Array | undefined {
  const body = utf8(bodyText(message));
  const length = IPV6_HEADER_BYTES + EVENT_HEADER_BYTES + body.length;
  if (length > TUNNEL_MTU) return undefined;
  const packet = new Uint8Array(length);
  packet[0] = IPV6 << 4;
  writeU16(packet, IPV6_PAYLOAD_LENGTH_OFFSET, length - IPV6_HEADER_BYTES);
  packet[IPV6_NEXT_HEADER_OFFSET] = CONTROL_PROTOCOL;
  packet[IPV6_HEADER_BYTES] = eventCode(message.type);
  packet.set(body, IPV6_HEADER_BYTES + EVENT_HEADER_BYTES);
  return packet;
}

/** The order of the members is part of the protocol. */
function bodyText(message: ControlPacket): string {
  switch (message.type) {
    case "assigned-ips": {
      const { resource, domain, proxyIps } = message;
      return JSON.stringify({ resource, domain, proxy_ips: proxyIps });
    }
    case "domain-status": {
      const { resource, domain, active } = message;
      return JSON.stringify({ resource, domain, status: active ? "Active" : "Inactive" });
    }
    case "goodbye":
      return "";
  }
}

function eventCode(type: ControlPacket["type"]): number {
  switch (type) {
    case "assigned-ips":
      return ASSIGNED_IPS;
    case "domain-status":
      return DOMAIN_STATUS;
    case "goodbye":
      return GOODBYE;
  }
}

function json(body: Uint8Array): unknown {
  const text = fromUtf8(body);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Presentation form of RFC 1035 §5.1: `\.` and `\DDD` stand for one octet each. */
function isDomainName(name: string): boolean {
  const octets = name.replace(/\\(?:\d{3}|.)/gs, "x");
  if (octets === "" || octets.length > MAX_NAME || !/^[\x20-\x7e]+$/.test(octets)) return false;
  return octets.split(".").every((label) => label.length > 0 && label.length <= MAX_LABEL);
}
