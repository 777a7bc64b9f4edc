import type { IpAddress } from "@fz/ip";
import { ClientPeer } from "./client-peer.ts";

/** The clients of a gateway, by id and by tunnel address. */
export class ClientPeers {
  readonly #byId = new Map<string, ClientPeer>();
  readonly #byIp = new Map<IpAddress, ClientPeer>();

  get size(): number {
    return this.#byId.size;
  }

  /** Safe to change while going through it. */
  all(): readonly ClientPeer[] {
    return [...this.#byId.values()];
  }

  get(id: string): ClientPeer | undefined {
    return this.#byId.get(id);
  }

  byTunnelIp(ip: IpAddress): ClientPeer | undefined {
    return this.#byIp.get(ip);
  }

  /** A client that comes with other tunnel addresses starts from nothing. */
  upsert(id: string, ipv4: IpAddress, ipv6: IpAddress): ClientPeer {
    const known = this.#byId.get(id);
    if (known && known.ipv4 === ipv4 && known.ipv6 === ipv6) return known;
    if (known) this.forget(known);
    const peer = new ClientPeer(id, ipv4, ipv6);
    this.#byId.set(id, peer);
    this.#byIp.set(ipv4, peer).set(ipv6, peer);
    return peer;
  }

  forget(peer: ClientPeer): void {
    peer.nat.reset();
    this.#byId.delete(peer.id);
    for (const ip of [peer.ipv4, peer.ipv6]) {
      if (this.#byIp.get(ip) === peer) this.#byIp.delete(ip);
    }
  }
}
