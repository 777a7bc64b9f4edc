import type { IpAddress } from "@fz/ip";
import { PacketBuffer } from "./packet-buffer.ts";

const BUFFERED_PACKETS = 128;
const BUFFERED_QUERIES = 128;
const REQUEST_INTERVAL = 2_000;

/** A query for the DNS server of a site. */
export interface SiteQuery {
  readonly id: number;
  /** Where it was sent to; decides which of the gateway's addresses is asked. */
  readonly sentinel: IpAddress;
}

/** Access that was asked for and not granted yet, with what waits for it. */
export class PendingAccess {
  readonly resourceId: string;
  /** When the first packet asked. */
  readonly since: number;
  readonly #packets = new PacketBuffer(BUFFERED_PACKETS);
  #queries: SiteQuery[] = [];
  #requestedAt: number | undefined;

  constructor(resourceId: string, now: number) {
    this.resourceId = resourceId;
    this.since = now;
  }

  keepPacket(packet: Uint8Array): void {
    this.#packets.push(packet);
  }

  /** @returns the oldest query, where it had to give way */
  keepQuery(query: SiteQuery): SiteQuery | undefined {
    this.#queries.push(query);
    return this.#queries.length > BUFFERED_QUERIES ? this.#queries.shift() : undefined;
  }

  /** Whether the portal may be asked (again) now; two seconds lie between two requests. */
  mayRequest(now: number): boolean {
    if (this.#requestedAt !== undefined && now < this.#requestedAt + REQUEST_INTERVAL) return false;
    this.#requestedAt = now;
    return true;
  }

  packets(): Uint8Array[] {
    return this.#packets.drain();
  }

  queries(): SiteQuery[] {
    return this.#queries;
  }
}
