// The client's connections to gateways: asks the portal for access, connects to whom it names, sends what waited for that,
// and lets go of what is over.
import type { ProxyAddresses } from "@fz/dns";
import { type IpAddress, PacketView } from "@fz/ip";
import type { ConnectionId, Node } from "@fz/snownet";
import type { AuthorizationCreated, ClientOutbound } from "@fz/wire";
import { encodeControlPacket } from "../control-packet.ts";
import type { Counters } from "../counters.ts";
import type { Queue } from "../queue.ts";
import type { Access } from "./access.ts";
import type { ClientFlows } from "./client-flows.ts";
import type { ClientEvent } from "./client-messages.ts";
import type { DnsNat } from "./dns-nat.ts";
import type { GatewayPeer } from "./gateways.ts";
import type { NameService } from "./name-service.ts";
import type { PacketRouter } from "./packet-router.ts";
import type { ReachableResource, SiteStatuses } from "./resource-view.ts";
import type { Resources } from "./resources.ts";
import { Resumption } from "./resumption.ts";

export interface GatewayConnectionsOptions {
  readonly node: Node;
  readonly access: Access;
  readonly resources: Resources;
  readonly dnsNat: DnsNat;
  readonly proxyAddresses: ProxyAddresses;
  readonly router: PacketRouter;
  readonly names: NameService;
  readonly flows: ClientFlows;
  readonly statuses: SiteStatuses;
  readonly events: Queue<ClientEvent>;
  readonly counters: Counters;
  /** As a packet of the machine's. */
  readonly handleTun: (packet: Uint8Array, now: number) => void;
  /** What is known of resources or their sites has changed. */
  readonly tellResources: () => void;
}

/** A gateway that access was granted on. */
export interface ConnectedGateway {
  readonly id: string;
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
  readonly connection: string;
  readonly path: "direct" | "relayed" | undefined;
  readonly rttMs: number | undefined;
  readonly resources: readonly string[];
}

export class GatewayConnections {
  readonly #is: GatewayConnectionsOptions;
  readonly #view = new PacketView();
  readonly #resumption = new Resumption();

  constructor(options: GatewayConnectionsOptions) {
    this.#is = options;
  }

  /** Asks the portal, unless it was asked just now. */
  requestAccess(resourceId: string, now: number): void {
    const { access } = this.#is;
    if (!access.pending(resourceId, now).mayRequest(now)) return;
    const payload = { resource_id: resourceId, connected_gateway_ids: access.offered(resourceId) };
    this.#tellPortal({ event: "request_authorization", payload });
  }

  /** The network changed: what is in use is asked for again as soon as the portal is back. */
  beginResumption(): void {
    this.#resumption.begin(this.#resourcesInUse());
  }

  portalIsBack(now: number): void {
    this.#resumption.portalIsBack(now);
    this.#resume(now);
  }

  pollTimeout(): number | undefined {
    return this.#resumption.pollTimeout();
  }

  handleTimeout(now: number): void {
    this.#resume(now);
    this.takeNodeEvents(now);
  }

  statuses(): ConnectedGateway[] {
    const { access, node } = this.#is;
    return [...access.gateways()].map((peer) => {
      const info = node.connectionInfo(peer.id);
      return {
        id: peer.id,
        ipv4: peer.ipv4,
        ipv6: peer.ipv6,
        connection: node.connectionState(peer.id) ?? "none",
        path: info?.path,
        rttMs: info?.rtt,
        resources: [...peer.resources],
      };
    });
  }

  handleAuthorizationCreated(message: AuthorizationCreated, now: number): void {
    const { access, counters, flows, names, node, resources, router } = this.#is;
    const resource = resources.get(message.resource_id);
    if (!resource) return counters.add("authorization-for-unknown-resource");
    const granted = access.grant(message, node, now);
    if (granted.type === "ignored") return counters.add(granted.reason);
    if (granted.type === "no-relays") {
      names.fail(granted.pending.queries(), now);
      return this.#tellPortal({ event: "no_relays", payload: {} });
    }
    const { peer, pending } = granted;
    flows.authorized(resource.id, message.flow_logs_ingest_token);
    router.forgetFlows();
    if (resource.type === "dns") names.translateKnownNames(peer, resource.id, now);
    for (const packet of pending.packets()) this.#replay(peer, resource, packet, now);
    names.askWaiting(peer, pending, now);
    names.serve(now);
    if (node.connectionState(peer.id) !== "connecting") this.#established(peer.id, now);
  }

  handleAuthorizationFailed(resourceId: string, reason: string, now: number): void {
    const { access, events, resources, statuses, tellResources } = this.#is;
    const resource = resources.get(resourceId);
    if (!resource) return;
    switch (reason) {
      case "offline":
        for (const site of resource.sites) statuses.setOffline(site.id, now);
        this.#giveUpAsking(resourceId, now);
        this.#forget(access.gatewayOf(resourceId));
        events.push({ type: "gateway-offline", resourceId });
        return tellResources();
      case "version_mismatch":
        events.push({ type: "version-mismatch", resourceId });
        return;
      default:
        // The request stays; traffic repeats it after two seconds at the earliest.
        events.push({ type: "access-denied", resourceId, reason });
    }
  }

  /** Takes back the access to a resource; a gateway without any left is said Goodbye to. */
  withdraw(resourceId: string, now: number): void {
    const { access, dnsNat, flows, node } = this.#is;
    this.#giveUpAsking(resourceId, now);
    dnsNat.forgetResource(resourceId);
    flows.withdrawn(resourceId);
    const idle = access.revoke(resourceId);
    if (!idle) return;
    this.#sayGoodbye(idle, now);
    node.closeConnection(idle.id, now);
  }

  /** The gateway takes leave of us. */
  handleGoodbye(peer: GatewayPeer, now: number): void {
    this.#is.node.closeConnection(peer.id, now);
    this.takeNodeEvents(now);
  }

  sayGoodbyeToAll(now: number): void {
    for (const peer of this.#is.access.gateways()) this.#sayGoodbye(peer, now);
  }

  /** To be called after whatever may have moved connections on. */
  takeNodeEvents(now: number): void {
    const { access, events, node, tellResources } = this.#is;
    for (let event = node.pollEvent(); event; event = node.pollEvent()) {
      switch (event.type) {
        case "new-candidates": {
          const payload = { gateway_id: event.id, candidates: [...event.candidates] };
          this.#tellPortal({ event: "new_gateway_ice_candidates", payload });
          break;
        }
        case "invalidated-candidates": {
          const payload = { gateway_id: event.id, candidates: [...event.candidates] };
          this.#tellPortal({ event: "invalidate_gateway_ice_candidates", payload });
          break;
        }
        case "no-relays":
          this.#tellPortal({ event: "no_relays", payload: {} });
          break;
        case "connection-established":
          this.#established(event.id, now);
          break;
        case "connection-failed":
        case "connection-closed": {
          const state = event.type === "connection-failed" ? "failed" : "closed";
          this.#forget(access.gateway(event.id));
          events.push({ type: "connection", gatewayId: event.id, state, reason: event.reason });
          tellResources();
          break;
        }
      }
    }
  }

  /** Sends what waited for the connection: first what goes by the routing table, then what we made ourselves. */
  #established(id: ConnectionId, now: number): void {
    const { access, events, handleTun, node, router, statuses, tellResources } = this.#is;
    const peer = access.gateway(id);
    if (!peer) return;
    const { routed, internal } = access.takeQueued(peer);
    for (const packet of routed) handleTun(packet, now);
    for (const packet of internal) router.sendInternal(peer, packet, now);
    statuses.setOnline(peer.siteId);
    tellResources();
    const { intentAt } = peer;
    if (intentAt === undefined) return;
    peer.intentAt = undefined;
    const path = node.connectionInfo(id)?.path ?? "direct";
    events.push({ type: "connection", gatewayId: id, state: "established", path, setupMs: now - intentAt });
  }

  /** Packets to a DNS resource wait on for the translation of their name. */
  #replay(peer: GatewayPeer, resource: ReachableResource, packet: Uint8Array, now: number): void {
    const { dnsNat, handleTun, proxyAddresses } = this.#is;
    if (resource.type === "dns" && this.#view.wrap(packet, 0, packet.length)) {
      const name = proxyAddresses.nameOf(this.#view.destinationIp());
      if (name !== undefined && dnsNat.hold(peer.id, name, resource.id, packet)) return;
    }
    handleTun(packet, now);
  }

  /** What waited for the access is not sent any more; who asked for a name is told. */
  #giveUpAsking(resourceId: string, now: number): void {
    this.#is.names.fail(this.#is.access.forgetPending(resourceId), now);
  }

  #forget(peer: GatewayPeer | undefined): void {
    if (!peer) return;
    const { access, dnsNat, router, statuses } = this.#is;
    access.forgetGateway(peer);
    dnsNat.forgetGateway(peer.id);
    statuses.setUnknown(peer.siteId);
    router.forgetFlows();
  }

  /** Of gateways that packets went to or came from lately. */
  #resourcesInUse(): string[] {
    const { access, node } = this.#is;
    const used = [...access.gateways()].filter(({ id }) => node.connectionState(id) === "connected");
    return used.flatMap(({ resources }) => [...resources]);
  }

  #resume(now: number): void {
    const { access, resources } = this.#is;
    const isSettled = (id: string) => !resources.get(id) || access.gatewayOf(id) !== undefined;
    for (const id of this.#resumption.takeDue(isSettled, now)) this.requestAccess(id, now);
  }

  #sayGoodbye(peer: GatewayPeer, now: number): void {
    const packet = encodeControlPacket({ type: "goodbye" });
    if (packet) this.#is.node.encapsulate(peer.id, packet, now);
  }

  #tellPortal(message: ClientOutbound): void {
    this.#is.events.push({ type: "portal", message });
  }
}
