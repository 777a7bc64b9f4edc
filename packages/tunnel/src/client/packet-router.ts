import type { ProxyAddresses, StubResolver } from "@fz/dns";
import {
  FlowTable,
  type IpAddress,
  icmpError,
  isProhibition,
  isProxyIp,
  isTunnelIp,
  type PacketView,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  parseIcmpError,
} from "@fz/ip";
import type { Node, OutboundPath } from "@fz/snownet";
import type { Counters } from "../counters.ts";
import type { PacketCount } from "../flows/packet-count.ts";
import { type Accounted, countedFlow, holdsForOutgoing, type TrackedFlow } from "../flows/tracked-flow.ts";
import type { Queue } from "../queue.ts";
import type { PeerVerdict } from "../tunnel.ts";
import type { Access } from "./access.ts";
import type { ClientFlows } from "./client-flows.ts";
import { SITE_DNS_PORT } from "./dns-engine.ts";
import type { Announcement, DnsNat } from "./dns-nat.ts";
import type { GatewayPeer } from "./gateways.ts";
import type { ReachableResource } from "./resource-view.ts";
import type { Resources } from "./resources.ts";
import type { RoutingTable } from "./routing.ts";

export interface PacketRouterOptions {
  readonly node: Node;
  readonly access: Access;
  readonly resources: Resources;
  readonly routing: RoutingTable;
  readonly dnsNat: DnsNat;
  readonly resolver: StubResolver;
  readonly proxyAddresses: ProxyAddresses;
  readonly flows: ClientFlows;
  /** Packets for this machine. */
  readonly tunPackets: Queue<Uint8Array>;
  readonly counters: Counters;
  /** Asks the portal, unless it was asked just now. */
  readonly requestAccess: (resourceId: string, now: number) => void;
  readonly flowCapacity: number;
  /** Of the flow tables' hash: unpredictable, so that nobody can make flows collide. */
  readonly seed: number;
}

/** Where a flow goes, and what its packets count for. */
interface FlowToGateway {
  readonly peer: GatewayPeer;
  readonly accounted: Accounted;
}

interface FlowFromGateway {
  readonly peer: GatewayPeer;
  readonly tracked: TrackedFlow | undefined;
  readonly verdict: PeerVerdict;
}

const DNS_PORT = 53;

/** Decides packet by packet which gateway it goes to or whether it may come from there, and remembers that for each flow. */
export class PacketRouter {
  /** Counts the packets of what `knownPath` gave a path for last. */
  routedCount: PacketCount | undefined;
  readonly #is: PacketRouterOptions;
  readonly #toGateways: FlowTable<FlowToGateway>;
  readonly #fromGateways: FlowTable<FlowFromGateway>;

  constructor(options: PacketRouterOptions) {
    this.#is = options;
    this.#toGateways = new FlowTable(options.flowCapacity, options.seed);
    this.#fromGateways = new FlowTable(options.flowCapacity, options.seed);
  }

  /** The way of a flow that `forward` sent on before, with nothing left to wait for. */
  knownPath(view: PacketView, now: number): OutboundPath | undefined {
    const flow = this.#toGateways.lookup(view);
    if (!flow || !holdsForOutgoing(flow.accounted, view)) return undefined;
    const path = this.#is.node.outboundPath(flow.peer.id, now);
    if (!path) return undefined;
    const counted = countedFlow(flow.accounted);
    counted?.noteOutgoing(view.tcpFlags);
    this.routedCount = counted?.outgoing;
    return path;
  }

  /** To be called whenever anything changed that routes depend on. */
  forgetFlows(): void {
    this.#toGateways.invalidate();
    this.#fromGateways.invalidate();
  }

  /** Sends a packet of the machine's, or of ours, to where the routing table says. */
  forward(view: PacketView, destination: IpAddress, now: number): void {
    const { access, routing, counters, tunPackets } = this.#is;
    const gateway = access.gatewayByIp(destination);
    if (gateway) return this.#sendRouted(gateway, undefined, view, true, now);
    const route = routing.route(destination, view.protocol, view.destinationPort);
    switch (route.type) {
      case "unroutable":
        return counters.add("unroutable");
      case "prohibited": {
        counters.add("denied-prohibited");
        const error = icmpError("prohibited", view.bytes());
        if (error) tunPackets.push(error);
        return;
      }
      case "resource":
        return this.#forwardToResource(view, route.resource, destination, now);
    }
  }

  /** Sends what needs no routing; keeps it while the connection is being made. */
  sendInternal(peer: GatewayPeer, packet: Uint8Array, now: number): void {
    const { node, access, counters } = this.#is;
    if (node.connectionState(peer.id) === "connecting") access.queueInternal(peer, packet);
    else if (!node.encapsulate(peer.id, packet, now)) counters.add("not-connected");
  }

  announce(announcements: readonly Announcement[], now: number): void {
    for (const { gatewayId, packet } of announcements) {
      const peer = this.#is.access.gateway(gatewayId);
      if (peer) this.sendInternal(peer, packet, now);
    }
    // A name that waits for its gateway again is no longer open.
    if (announcements.length > 0) this.#toGateways.invalidate();
  }

  /** For a run of packets by its first one; undefined also where it has to be looked at one by one. */
  admitRun(peer: GatewayPeer, view: PacketView): PeerVerdict | undefined {
    const known = this.#fromGateways.lookup(view);
    const flow = known && known.tracked?.ended !== true ? known : this.#judgeFlowFrom(peer, view);
    if (flow?.peer !== peer) return undefined;
    flow.tracked?.noteIncoming(view.tcpFlags);
    return flow.verdict;
  }

  /** A gateway may send from its own addresses and from those of the resources that it was authorised for. */
  mayComeFrom(peer: GatewayPeer, view: PacketView): boolean {
    const { resources, routing } = this.#is;
    const source = view.sourceIp();
    if (source === peer.ipv4 || source === peer.ipv6) return true;
    if (isProxyIp(source)) return this.#proxyIsOf(peer, source);
    for (const id of peer.resources) {
      const resource = resources.get(id);
      if (resource?.type === "internet" && !isTunnelIp(source)) return true;
      if (resource?.type === "cidr" && routing.networkContains(id, source)) return true;
    }
    return false;
  }

  /**
   * The resource that the gateway prohibits with this packet although the portal granted it: the gateway has lost the
   * grant. undefined for every other packet.
   */
  refusedResource(peer: GatewayPeer, view: PacketView): string | undefined {
    if (!view.isIcmpError) return undefined;
    const error = parseIcmpError(view.bytes());
    if (!error || !isProhibition(error) || error.quoted.source !== error.destination) return undefined;
    const { destination, protocol, destinationPort } = error.quoted;
    const route = this.#is.routing.route(destination, protocol, destinationPort);
    if (route.type !== "resource") return undefined;
    return this.#is.access.gatewayOf(route.resource.id) === peer ? route.resource.id : undefined;
  }

  #judgeFlowFrom(peer: GatewayPeer, view: PacketView): FlowFromGateway | undefined {
    if (!isRunProtocol(view) || isFromDnsServer(view) || !this.mayComeFrom(peer, view)) return undefined;
    const tracked = this.#is.flows.find(view, peer.id);
    const flow = { peer, tracked, verdict: { translation: undefined, count: tracked?.incoming } };
    this.#fromGateways.insert(view, flow);
    return flow;
  }

  #proxyIsOf(peer: GatewayPeer, proxyIp: IpAddress): boolean {
    const name = this.#is.proxyAddresses.nameOf(proxyIp);
    if (name === undefined) return false;
    return this.#is.resolver.resourcesFor(name).some((resource) => peer.resources.has(resource.id));
  }

  #forwardToResource(view: PacketView, resource: ReachableResource, destination: IpAddress, now: number): void {
    const { access, dnsNat, proxyAddresses, requestAccess } = this.#is;
    const peer = access.gatewayOf(resource.id);
    if (!peer) {
      access.pending(resource.id, now).keepPacket(view.bytes());
      return requestAccess(resource.id, now);
    }
    const name = resource.type === "dns" ? proxyAddresses.nameOf(destination) : undefined;
    if (name === undefined) return this.#sendRouted(peer, resource, view, true, now);
    const gate = dnsNat.pass(peer.id, name, resource.id, view.bytes(), now);
    if (gate.announcement) this.announce([gate.announcement], now);
    if (gate.verdict === "pass") this.#sendRouted(peer, resource, view, gate.open, now);
  }

  /**
   * @param resource undefined for the gateway's own addresses
   * @param remember whether later packets of the flow may take the same way without asking
   */
  #sendRouted(
    peer: GatewayPeer,
    resource: ReachableResource | undefined,
    view: PacketView,
    remember: boolean,
    now: number,
  ): void {
    const { node, access, counters, flows } = this.#is;
    const packet = view.bytes();
    if (peer.routed || node.connectionState(peer.id) === "connecting") return access.queueRouted(peer, packet);
    if (!node.encapsulate(peer.id, packet, now)) return counters.add("not-connected");
    if (!isRunProtocol(view)) return;
    const accounted = resource ? flows.begin(view, peer.id, resource.id, now) : "unwanted";
    flows.countSent(accounted, view, now);
    // What was found for the other direction may be of a time before this flow.
    this.#fromGateways.deleteReverse(view);
    if (remember) this.#toGateways.insert(view, { peer, accounted });
  }
}

/** What the fast path joins into runs. */
function isRunProtocol(view: PacketView): boolean {
  return view.protocol === PROTOCOL_TCP || view.protocol === PROTOCOL_UDP;
}

/** May be an answer to a query of ours, which the slow path looks at. */
function isFromDnsServer(view: PacketView): boolean {
  return view.sourcePort === DNS_PORT || view.sourcePort === SITE_DNS_PORT;
}
