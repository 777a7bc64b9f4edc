import { fromBase64 } from "@fz/bytes";
import { nameKey } from "@fz/dns";
import type { IpAddress } from "@fz/ip";
import type { ConnectionId, Node } from "@fz/snownet";
import type { AuthorizationCreated } from "@fz/wire";
import { type GatewayPeer, Gateways } from "./gateways.ts";
import { PacketBuffer } from "./packet-buffer.ts";
import { PendingAccess, type SiteQuery } from "./pending-access.ts";

const BUFFERED_PACKETS = 128;

export type Grant =
  | { readonly type: "granted"; readonly peer: GatewayPeer; readonly pending: PendingAccess }
  /** There is no way to connect; what waited is not waited for any more. */
  | { readonly type: "no-relays"; readonly pending: PendingAccess }
  | { readonly type: "ignored"; readonly reason: string };

/** What this client may reach through whom, what it asked for, and what waits meanwhile. */
export class Access {
  readonly #gateways = new Gateways();
  readonly #pending = new Map<string, PendingAccess>();
  /** Names that were answered for a DNS resource, by the key that ignores letter case. */
  readonly #names = new Map<string, Map<string, string>>();

  gateways(): IterableIterator<GatewayPeer> {
    return this.#gateways.all();
  }

  gateway(id: ConnectionId): GatewayPeer | undefined {
    return this.#gateways.get(id);
  }

  gatewayByIp(ip: IpAddress): GatewayPeer | undefined {
    return this.#gateways.byTunnelIp(ip);
  }

  gatewayOf(resourceId: string): GatewayPeer | undefined {
    return this.#gateways.ofResource(resourceId);
  }

  offered(resourceId: string): string[] {
    return this.#gateways.offered(resourceId);
  }

  /** The request for the resource, begun now where there is none. */
  pending(resourceId: string, now: number): PendingAccess {
    const pending = this.#pending.get(resourceId) ?? new PendingAccess(resourceId, now);
    this.#pending.set(resourceId, pending);
    return pending;
  }

  /** @returns the DNS queries that waited for it, which nobody will answer any more */
  forgetPending(resourceId: string): readonly SiteQuery[] {
    const queries = this.#pending.get(resourceId)?.queries() ?? [];
    this.#pending.delete(resourceId);
    return queries;
  }

  /** The portal's yes: connects to the gateway. Without a request of ours, or twice, it means nothing. */
  grant(message: AuthorizationCreated, node: Node, now: number): Grant {
    const pending = this.#pending.get(message.resource_id);
    if (!pending) return { type: "ignored", reason: "authorization-not-asked-for" };
    const remotePublicKey = fromBase64(message.gateway_public_key);
    const presharedKey = fromBase64(message.preshared_key);
    if (!remotePublicKey || !presharedKey) return { type: "ignored", reason: "unreadable-key" };
    this.#pending.delete(message.resource_id);
    const local = message.client_ice_credentials;
    const remote = message.gateway_ice_credentials;
    const config = { remotePublicKey, presharedKey, local, remote, role: "controlling" as const };
    if (node.upsertConnection(message.gateway_id, config, now) === "no-relays") {
      return { type: "no-relays", pending };
    }
    const gateway = {
      id: message.gateway_id,
      ipv4: message.gateway_ipv4,
      ipv6: message.gateway_ipv6,
      siteId: message.site_id,
    };
    return { type: "granted", peer: this.#gateways.authorize(message.resource_id, gateway, pending.since), pending };
  }

  /** @returns the gateway, where this was the last resource that it was used for */
  revoke(resourceId: string): GatewayPeer | undefined {
    this.#names.delete(resourceId);
    return this.#gateways.revoke(resourceId);
  }

  forgetGateway(peer: GatewayPeer): void {
    this.#gateways.forget(peer);
  }

  rememberName(resourceId: string, name: string): void {
    const names = this.#names.get(resourceId) ?? new Map<string, string>();
    if (!names.has(nameKey(name))) names.set(nameKey(name), name);
    this.#names.set(resourceId, names);
  }

  namesOf(resourceId: string): string[] {
    return [...(this.#names.get(resourceId)?.values() ?? [])];
  }

  queueRouted(peer: GatewayPeer, packet: Uint8Array): void {
    peer.routed ??= new PacketBuffer(BUFFERED_PACKETS);
    peer.routed.push(packet);
  }

  queueInternal(peer: GatewayPeer, packet: Uint8Array): void {
    peer.internal ??= new PacketBuffer(BUFFERED_PACKETS);
    peer.internal.push(packet);
  }

  takeQueued(peer: GatewayPeer): { routed: Uint8Array[]; internal: Uint8Array[] } {
    const routed = peer.routed?.drain() ?? [];
    const internal = peer.internal?.drain() ?? [];
    peer.routed = undefined;
    peer.internal = undefined;
    return { routed, internal };
  }
}
