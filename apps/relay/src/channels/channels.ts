// Channel bindings of one allocation, RFC 8656 §12.

import { formatSocketAddress, type SocketAddress, sameSocketAddress } from "@fz/ip";

/** From the last CHANNEL-BIND; data does not renew it. */
export const CHANNEL_LIFETIME_MS = 10 * 60_000;
/** After that, before the number may go to another peer. */
export const CHANNEL_COOLDOWN_MS = 5 * 60_000;

export interface Channel {
  readonly number: number;
  readonly peer: SocketAddress;
  /** ms. */
  boundUntil: number;
}

export class Channels {
  readonly #byNumber = new Map<number, Channel>();
  readonly #byPeer = new Map<string, Channel>();

  /** Binds, or renews the same binding; false where number or peer is taken. */
  bind(number: number, peer: SocketAddress, now: number): boolean {
    const ofPeer = this.toPeer(peer, now);
    if (ofPeer && ofPeer.number !== number) return false;
    const known = this.#byNumber.get(number);
    const isSamePeer = known !== undefined && sameSocketAddress(known.peer, peer);
    if (known && !isSamePeer) {
      if (now < known.boundUntil + CHANNEL_COOLDOWN_MS) return false;
      this.#forget(known);
    }
    const channel = known && isSamePeer ? known : { number, peer, boundUntil: 0 };
    channel.boundUntil = now + CHANNEL_LIFETIME_MS;
    this.#byNumber.set(number, channel);
    this.#byPeer.set(formatSocketAddress(peer), channel);
    return true;
  }

  /** Only where bound at this time. */
  withNumber(number: number, now: number): Channel | undefined {
    const channel = this.#byNumber.get(number);
    return channel && now < channel.boundUntil ? channel : undefined;
  }

  /** Only where bound at this time. */
  toPeer(peer: SocketAddress, now: number): Channel | undefined {
    const channel = this.#byPeer.get(formatSocketAddress(peer));
    return channel && now < channel.boundUntil ? channel : undefined;
  }

  #forget(channel: Channel): void {
    this.#byNumber.delete(channel.number);
    const key = formatSocketAddress(channel.peer);
    if (this.#byPeer.get(key) === channel) this.#byPeer.delete(key);
  }
}
