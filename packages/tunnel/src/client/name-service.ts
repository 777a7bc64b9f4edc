// Between the DNS engine and the rest of the client: carries on what the engine cannot finish by itself, and sees to it
// that the names it answers lead somewhere.
import { type ProxyAddresses, type ResourceAnswer, resourceAddresses } from "@fz/dns";
import { type IpAddress, ipVersion, PacketView, type SocketAddress } from "@fz/ip";
import type { Queue } from "../queue.ts";
import type { Access } from "./access.ts";
import type { ClientEvent } from "./client-messages.ts";
import { type DnsEngine, type DnsRequest, SITE_DNS_PORT } from "./dns-engine.ts";
import type { DnsNat } from "./dns-nat.ts";
import type { GatewayPeer } from "./gateways.ts";
import type { PacketRouter } from "./packet-router.ts";
import type { PendingAccess, SiteQuery } from "./pending-access.ts";
import type { Resources } from "./resources.ts";
import type { RoutingTable } from "./routing.ts";

export interface NameServiceOptions {
  readonly dns: DnsEngine;
  readonly dnsNat: DnsNat;
  readonly access: Access;
  readonly resources: Resources;
  readonly routing: RoutingTable;
  readonly router: PacketRouter;
  readonly proxyAddresses: ProxyAddresses;
  readonly events: Queue<ClientEvent>;
  /** Asks the portal, unless it was asked just now. */
  readonly requestAccess: (resourceId: string, now: number) => void;
}

export class NameService {
  readonly #is: NameServiceOptions;
  readonly #view = new PacketView();

  constructor(options: NameServiceOptions) {
    this.#is = options;
  }

  /** To be called after whatever may have moved the DNS engine on. */
  serve(now: number): void {
    const { dns, router } = this.#is;
    for (let answered = dns.pollAnswered(); answered; answered = dns.pollAnswered()) this.#nameAnswered(answered, now);
    for (let request = dns.pollRequest(); request; request = dns.pollRequest()) this.#ask(request, now);
    for (let packet = dns.pollTunnelPacket(); packet; packet = dns.pollTunnelPacket()) {
      if (this.#view.wrap(packet, 0, packet.length)) router.forward(this.#view, this.#view.destinationIp(), now);
    }
  }

  /** Has the gateway translate every name of the DNS resource that was asked for so far. */
  translateKnownNames(peer: GatewayPeer, resourceId: string, now: number): void {
    for (const name of this.#is.access.namesOf(resourceId)) this.#translate(peer, name, resourceId, now);
  }

  /** Asks what waited for the access to this gateway's site. */
  askWaiting(peer: GatewayPeer, pending: PendingAccess, now: number): void {
    for (const { id, sentinel } of pending.queries()) this.#is.dns.askServer(id, siteServer(peer, sentinel), now);
  }

  /** Who asked is told that there will be no answer. */
  fail(queries: readonly SiteQuery[], now: number): void {
    for (const { id } of queries) this.#is.dns.finish(id, { type: "failure" }, now);
  }

  #ask(request: DnsRequest, now: number): void {
    const { dns, events } = this.#is;
    if (request.type === "site") return this.#askSite(request.resourceId, request, now);
    const { id, upstream, query } = request;
    if (upstream.type === "do53" && upstream.origin === "portal" && this.#isTunnelled(upstream.server.ip)) {
      return dns.askServer(id, upstream.server, now);
    }
    events.push({ type: "host-dns-query", id, query: dns.hostQuery(upstream, query) });
  }

  #askSite(resourceId: string, query: SiteQuery, now: number): void {
    const { access, dns, requestAccess } = this.#is;
    const peer = access.gatewayOf(resourceId);
    if (peer) return dns.askServer(query.id, siteServer(peer, query.sentinel), now);
    const oldest = access.pending(resourceId, now).keepQuery(query);
    if (oldest) this.fail([oldest], now);
    requestAccess(resourceId, now);
  }

  #isTunnelled(server: IpAddress): boolean {
    return this.#is.routing.hasInternet || this.#is.routing.coveredByNetwork(server);
  }

  /** A name of ours was asked for: its addresses lead to its resources from now on, and gateways resolve it anew. */
  #nameAnswered({ name, assigned = [] }: ResourceAnswer, now: number): void {
    const { access, dnsNat, resources, router, routing } = this.#is;
    dnsNat.recreate(name);
    for (const { resource, addresses } of assigned) {
      const known = resources.get(resource.id);
      if (!known) continue;
      for (const ip of addresses) routing.addProxy(ip, known);
      access.rememberName(resource.id, name);
      const peer = access.gatewayOf(resource.id);
      if (peer) this.#translate(peer, name, resource.id, now);
    }
    router.announce(dnsNat.update(now), now);
  }

  #translate(peer: GatewayPeer, name: string, resourceId: string, now: number): void {
    const { dns, dnsNat, proxyAddresses, router } = this.#is;
    const proxies = proxyAddresses.find(name);
    const resource = dns.resolver.resourcesFor(name).find(({ id }) => id === resourceId);
    if (!proxies || !resource) return;
    const announcement = dnsNat.create(peer.id, name, resourceId, resourceAddresses(resource, proxies), now);
    if (announcement) router.announce([announcement], now);
  }
}

/** The gateway's DNS server, at its tunnel address of the family that was asked over. */
function siteServer(peer: GatewayPeer, sentinel: IpAddress): SocketAddress {
  return { ip: ipVersion(sentinel) === 4 ? peer.ipv4 : peer.ipv6, port: SITE_DNS_PORT };
}
