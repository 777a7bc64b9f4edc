import { formatSocketAddress, type IpVersion, ipVersion, type SocketAddress } from "@fz/ip";
import { CHANNEL_MAX, CHANNEL_MIN } from "@fz/stun";

const MINUTE_MS = 60_000;
/** RFC 8656 §12: how long the relay keeps a binding. */
const CHANNEL_LIFETIME_MS = 10 * MINUTE_MS;
const REBIND_AFTER_MS = CHANNEL_LIFETIME_MS / 2;
/** RFC 8656 §12: after a binding ran out its number must not go to another peer for 5 minutes. */
const REUSE_AFTER_MS = CHANNEL_LIFETIME_MS + 5 * MINUTE_MS;
const CHANNEL_COUNT = CHANNEL_MAX - CHANNEL_MIN + 1;

/** A channel number that stands for one peer's address on one allocation. */
export class Channel {
  readonly number: number;
  readonly peer: SocketAddress;
  readonly peerVersion: IpVersion;
  /** The relay has confirmed it at least once: what it sends on this channel can be attributed. */
  confirmed = false;
  /** A CHANNEL-BIND for it is in flight. */
  binding = true;
  /** No longer in the table. */
  removed = false;
  /** Time of the last confirmation, or of the request while unconfirmed. */
  boundAt: number;
  receivedSinceBind = false;

  constructor(number: number, peer: SocketAddress, now: number) {
    this.number = number;
    this.peer = peer;
    this.peerVersion = ipVersion(peer.ip);
    this.boundAt = now;
  }

  /** Whether data may be sent on it; optimistically so while the first bind is in flight. */
  usable(now: number): boolean {
    return !this.removed && (!this.confirmed || now < this.boundAt + CHANNEL_LIFETIME_MS);
  }

  /** Old enough for renewal, and worth it: a channel on which the peer is silent is left to run out. */
  needsRebind(now: number): boolean {
    return this.confirmed && !this.binding && this.receivedSinceBind && now >= this.boundAt + REBIND_AFTER_MS;
  }

  /** Whether the number may be given to another peer. */
  reusable(now: number): boolean {
    return !this.binding && !this.receivedSinceBind && now >= this.boundAt + REUSE_AFTER_MS;
  }
}

/** The channels of one allocation, RFC 8656 §12. Numbers are handed out in sequence, wrapping. */
export class ChannelBindings {
  readonly #byNumber = new Map<number, Channel>();
  readonly #byPeer = new Map<string, Channel>();
  #nextNumber: number = CHANNEL_MIN;
  /** The earliest time at which a channel comes of the age for renewal. */
  #nextRebindCheck = Number.POSITIVE_INFINITY;

  /** By number; allocates nothing. */
  get(number: number): Channel | undefined {
    return this.#byNumber.get(number);
  }

  /** The channel that data for `peer` may go over. */
  toPeer(peer: SocketAddress, now: number): Channel | undefined {
    const channel = this.#byPeer.get(formatSocketAddress(peer));
    return channel?.usable(now) ? channel : undefined;
  }

  /**
   * A channel to be bound to `peer`: its own former one, else the next free number. Undefined where there is nothing to
   * do because one is bound or being bound, or where all 4,096 numbers are taken.
   */
  allocate(peer: SocketAddress, now: number): Channel | undefined {
    const key = formatSocketAddress(peer);
    const former = this.#byPeer.get(key);
    if (former) {
      if (former.usable(now) || former.binding) return undefined;
      former.binding = true;
      return former;
    }
    const number = this.#freeNumber(now);
    if (number === undefined) return undefined;
    const channel = new Channel(number, peer, now);
    this.#byNumber.set(number, channel);
    this.#byPeer.set(key, channel);
    return channel;
  }

  confirm(channel: Channel, now: number): void {
    channel.confirmed = true;
    channel.binding = false;
    channel.boundAt = now;
    channel.receivedSinceBind = false;
    this.#nextRebindCheck = Math.min(this.#nextRebindCheck, now + REBIND_AFTER_MS);
  }

  remove(channel: Channel): void {
    channel.removed = true;
    this.#byNumber.delete(channel.number);
    const key = formatSocketAddress(channel.peer);
    if (this.#byPeer.get(key) === channel) this.#byPeer.delete(key);
  }

  /** Forgets all, as the relay did. */
  clear(): void {
    for (const channel of this.#byNumber.values()) channel.removed = true;
    this.#byNumber.clear();
    this.#byPeer.clear();
    this.#nextRebindCheck = Number.POSITIVE_INFINITY;
  }

  /** When `takeDueRebinds` has something to look at; channels older than that are renewed when data comes in on them. */
  get nextRebindCheck(): number {
    return this.#nextRebindCheck;
  }

  /** Channels to renew now. */
  takeDueRebinds(now: number): Channel[] {
    if (now < this.#nextRebindCheck) return [];
    this.#nextRebindCheck = Number.POSITIVE_INFINITY;
    const due: Channel[] = [];
    for (const channel of this.#byNumber.values()) {
      const rebindAt = channel.boundAt + REBIND_AFTER_MS;
      if (channel.needsRebind(now)) {
        channel.binding = true;
        due.push(channel);
      } else if (channel.confirmed && rebindAt > now) {
        this.#nextRebindCheck = Math.min(this.#nextRebindCheck, rebindAt);
      }
    }
    return due;
  }

  #freeNumber(now: number): number | undefined {
    for (let tries = 0; tries < CHANNEL_COUNT; tries++) {
      const number = this.#nextNumber;
      this.#nextNumber = number === CHANNEL_MAX ? CHANNEL_MIN : number + 1;
      const holder = this.#byNumber.get(number);
      if (holder && !holder.reusable(now)) continue;
      if (holder) this.remove(holder);
      return number;
    }
    return undefined;
  }
}
