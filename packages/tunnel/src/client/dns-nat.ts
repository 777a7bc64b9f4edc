// The gate in front of each name of a DNS resource: packets to its proxy addresses wait until the gateway has said that
// it translates them. Nothing here has a timer of its own; traffic and DNS queries drive it.
import { nameKey } from "@fz/dns";
import type { IpAddress } from "@fz/ip";
import { type ControlPacket, encodeControlPacket } from "../control-packet.ts";
import { PacketBuffer } from "./packet-buffer.ts";

const BUFFERED_PACKETS = 32;
const RESEND_AFTER = 2_000;

interface Translation {
  readonly gatewayId: string;
  readonly name: string;
  readonly resourceId: string;
  /** AssignedIps as it was made first; repeated byte by byte. */
  readonly announcement: Uint8Array;
  readonly waiting: PacketBuffer;
  state: "pending" | "confirmed" | "failed" | "recreating";
  sentAt: number;
  /** Packets wait only where nothing was confirmed before. */
  buffers: boolean;
}

/** What a gateway is to be told. */
export interface Announcement {
  readonly gatewayId: string;
  readonly packet: Uint8Array;
}

export class DnsNat {
  readonly #translations = new Map<string, Translation>();

  /** Starts a translation where there is none for this gateway, name and resource; says what to send. */
  create(
    gatewayId: string,
    name: string,
    resourceId: string,
    proxyIps: readonly IpAddress[],
    now: number,
  ): Announcement | undefined {
    const key = keyOf(gatewayId, name, resourceId);
    if (this.#translations.has(key)) return undefined;
    const message: ControlPacket = { type: "assigned-ips", resource: resourceId, domain: name, proxyIps };
    const announcement = encodeControlPacket(message);
    if (!announcement) return undefined;
    this.#translations.set(key, {
      ...{ gatewayId, name, resourceId, announcement },
      waiting: new PacketBuffer(BUFFERED_PACKETS),
      state: "pending",
      sentAt: now,
      buffers: true,
    });
    return { gatewayId, packet: announcement };
  }

  /** The name was asked for again: have the gateway resolve it anew. */
  recreate(name: string): void {
    for (const translation of this.#translations.values()) {
      if (nameKey(translation.name) !== nameKey(name)) continue;
      if (translation.state !== "confirmed" && translation.state !== "failed") continue;
      translation.buffers = translation.state === "failed";
      translation.state = "recreating";
    }
  }

  /** Announcements that are due: of translations to be made anew, and of those left without an answer for two seconds. */
  update(now: number): Announcement[] {
    const due: Announcement[] = [];
    for (const translation of this.#translations.values()) {
      const announcement = this.#advance(translation, now);
      if (announcement) due.push(announcement);
    }
    return due;
  }

  /**
   * A packet to the name's proxy address.
   * @returns `buffered` where it was kept; `open` tells whether further packets of the flow need not ask
   */
  pass(
    gatewayId: string,
    name: string,
    resourceId: string,
    packet: Uint8Array,
    now: number,
  ): {
    readonly verdict: "pass" | "buffered";
    readonly open: boolean;
    readonly announcement?: Announcement | undefined;
  } {
    const translation = this.#translations.get(keyOf(gatewayId, name, resourceId));
    if (!translation) return { verdict: "pass", open: true };
    const announcement = this.#advance(translation, now);
    if (translation.state === "pending" && translation.buffers) {
      translation.waiting.push(packet);
      return { verdict: "buffered", open: false, announcement };
    }
    const open = translation.state === "confirmed" || translation.state === "failed";
    return { verdict: "pass", open, announcement };
  }

  /** Keeps a packet that waited for the authorisation; only the newest 32 of a name find room. */
  hold(gatewayId: string, name: string, resourceId: string, packet: Uint8Array): boolean {
    const translation = this.#translations.get(keyOf(gatewayId, name, resourceId));
    if (translation?.state !== "pending" || !translation.buffers) return false;
    translation.waiting.push(packet);
    return true;
  }

  /** The gateway's answer. @returns the packets that may go now */
  handleStatus(gatewayId: string, name: string, resourceId: string, active: boolean): Uint8Array[] {
    const translation = this.#translations.get(keyOf(gatewayId, name, resourceId));
    if (!translation) return [];
    translation.state = active ? "confirmed" : "failed";
    const waiting = translation.waiting.drain();
    return active ? waiting : [];
  }

  forgetGateway(gatewayId: string): void {
    for (const [key, translation] of this.#translations) {
      if (translation.gatewayId === gatewayId) this.#translations.delete(key);
    }
  }

  forgetResource(resourceId: string): void {
    for (const [key, translation] of this.#translations) {
      if (translation.resourceId === resourceId) this.#translations.delete(key);
    }
  }

  #advance(translation: Translation, now: number): Announcement | undefined {
    const overdue = translation.state === "pending" && now >= translation.sentAt + RESEND_AFTER;
    if (translation.state !== "recreating" && !overdue) return undefined;
    translation.state = "pending";
    translation.sentAt = now;
    return { gatewayId: translation.gatewayId, packet: translation.announcement };
  }
}

function keyOf(gatewayId: string, name: string, resourceId: string): string {
  return `${gatewayId} ${resourceId} ${nameKey(name)}`;
}
