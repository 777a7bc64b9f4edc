import type { IpAddress } from "@fz/ip";
import type { PacketBuffer } from "./packet-buffer.ts";

/** A gateway that at least one resource was authorised on. */
export interface GatewayPeer {
  readonly id: string;
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
  readonly siteId: string;
  readonly resources: Set<string>;
  /** When the packet came that led to this connection; undefined once it was reported. */
  intentAt: number | undefined;
  /** Packets that wait for the connection; undefined while none does. */
  routed: PacketBuffer | undefined;
  /** What we made ourselves and what needs no routing. */
  internal: PacketBuffer | undefined;
}

/** The gateways this client uses, and those it ever knew. */
export class Gateways {
  readonly #peers = new Map<string, GatewayPeer>();
  readonly #byIp = new Map<IpAddress, GatewayPeer>();
  readonly #byResource = new Map<string, GatewayPeer>();
  /** Gateways stay known after their connection ended, so that the portal can offer them again. */
  readonly #known = new Set<string>();

  all(): IterableIterator<GatewayPeer> {
    return this.#peers.values();
  }

  get(id: string): GatewayPeer | undefined {
    return this.#peers.get(id);
  }

  byTunnelIp(ip: IpAddress): GatewayPeer | undefined {
    return this.#byIp.get(ip);
  }

  /** The gateway that the resource is authorised on. */
  ofResource(resourceId: string): GatewayPeer | undefined {
    return this.#byResource.get(resourceId);
  }

  authorize(
    resourceId: string,
    gateway: Pick<GatewayPeer, "id" | "ipv4" | "ipv6" | "siteId">,
    intentAt: number,
  ): GatewayPeer {
    this.revoke(resourceId);
    const peer = this.#peers.get(gateway.id) ?? {
      ...gateway,
      resources: new Set<string>(),
      intentAt,
      routed: undefined,
      internal: undefined,
    };
    peer.resources.add(resourceId);
    this.#peers.set(peer.id, peer);
    this.#byIp.set(peer.ipv4, peer).set(peer.ipv6, peer);
    this.#byResource.set(resourceId, peer);
    this.#known.add(peer.id);
    return peer;
  }

  /** @returns the gateway, where this was its last resource */
  revoke(resourceId: string): GatewayPeer | undefined {
    const peer = this.#byResource.get(resourceId);
    this.#byResource.delete(resourceId);
    peer?.resources.delete(resourceId);
    return peer?.resources.size === 0 ? peer : undefined;
  }

  forget(peer: GatewayPeer): void {
    for (const resourceId of peer.resources) this.#byResource.delete(resourceId);
    this.#peers.delete(peer.id);
    this.#byIp.delete(peer.ipv4);
    this.#byIp.delete(peer.ipv6);
  }

  /** Every gateway ever known: the one authorised for the resource, then those in use, then the rest; each part by id. */
  offered(resourceId: string): string[] {
    const authorized = this.#byResource.get(resourceId)?.id;
    const rank = (id: string) => (id === authorized ? 0 : this.#peers.has(id) ? 1 : 2);
    return [...this.#known].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  }
}
