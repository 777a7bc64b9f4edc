// The gateway's fast path: a flow is judged by its first packet, and what was found holds for those that follow, each way.
import { FlowTable, type PacketView, PROTOCOL_TCP, PROTOCOL_UDP, translate } from "@fz/ip";
import type { ConnectionId, Node, OutboundPath } from "@fz/snownet";
import type { FlowTracker } from "../flows/flow-tracker.ts";
import { endsOf, endsOfAnswer } from "../flows/flow-tracker.ts";
import type { PacketCount } from "../flows/packet-count.ts";
import { type Accounted, countedFlow, holdsForOutgoing, type TrackedFlow } from "../flows/tracked-flow.ts";
import type { PeerVerdict } from "../tunnel.ts";
import type { ClientPeer } from "./client-peer.ts";
import type { ClientPeers } from "./client-peers.ts";
import type { NatSession } from "./nat-table.ts";
import { judgeClientPacket, judgeTunPacket, type TunnelAddresses } from "./verdict.ts";

export interface FlowVerdictsOptions {
  readonly node: Node;
  readonly peers: ClientPeers;
  readonly tracker: FlowTracker;
  /** Flows that are remembered, each way. */
  readonly capacity: number;
  /** Of the flow tables' hash: unpredictable, so that nobody can make flows collide. */
  readonly seed: number;
}

/** A judged flow of a client's packets. */
interface FlowFromClient {
  readonly peer: ClientPeer;
  readonly session: NatSession | undefined;
  readonly accounted: Accounted;
  readonly verdict: PeerVerdict;
}

/** A judged flow of packets for a client. */
interface FlowToClient {
  readonly peer: ClientPeer;
  readonly session: NatSession | undefined;
  readonly tracked: TrackedFlow | undefined;
}

export class FlowVerdicts {
  /** Counts the packets of what `routeTun` gave a path for last. */
  routedCount: PacketCount | undefined;
  readonly #is: FlowVerdictsOptions;
  readonly #fromClients: FlowTable<FlowFromClient>;
  readonly #toClients: FlowTable<FlowToClient>;

  constructor(options: FlowVerdictsOptions) {
    this.#is = options;
    this.#fromClients = new FlowTable(options.capacity, options.seed);
    this.#toClients = new FlowTable(options.capacity, options.seed);
  }

  /** To be called whenever anything changed that verdicts depend on. */
  forget(): void {
    this.#fromClients.invalidate();
    this.#toClients.invalidate();
  }

  /** See `Tunnel.routeTun`. */
  routeTun(view: PacketView, own: TunnelAddresses, partialChecksum: boolean, now: number): OutboundPath | undefined {
    const known = this.#toClients.lookup(view);
    const flow = known && isCurrent(known) ? known : this.#judgeForClient(view, own, now);
    const path = flow && this.#is.node.outboundPath(flow.peer.id, now);
    if (!path) return undefined;
    if (flow === known) flow.session?.touchIncoming(view.tcpFlags, now);
    flow.tracked?.noteIncoming(view.tcpFlags);
    this.routedCount = flow.tracked?.incoming;
    if (flow.session) translate(view.buf, view.offset, view.totalLength, flow.session.inbound, partialChecksum);
    return path;
  }

  /** See `Tunnel.admitPeerPacket`. */
  admit(view: PacketView, connection: ConnectionId, own: TunnelAddresses, now: number): PeerVerdict | undefined {
    const known = this.#fromClients.lookup(view);
    const flow = known && holdsFor(known, view) ? known : this.#judgeOfClient(view, connection, own, now);
    // The flow's source address belongs to one client: from another's connection it is forged, and the slow path says so.
    if (!flow || flow.peer.id !== connection) return undefined;
    if (flow === known) flow.session?.touchOutgoing(view.tcpFlags, now);
    countedFlow(flow.accounted)?.noteOutgoing(view.tcpFlags);
    return flow.verdict;
  }

  #judgeOfClient(
    view: PacketView,
    connection: ConnectionId,
    own: TunnelAddresses,
    now: number,
  ): FlowFromClient | undefined {
    const peer = this.#is.peers.get(connection);
    if (!peer || !isCacheable(view)) return undefined;
    const judged = judgeClientPacket(view, peer, own, now);
    if (judged.type !== "forward") return undefined;
    const { session, resource } = judged;
    const accounted = resource === undefined ? "unwanted" : this.#account(view, peer, resource, session, now);
    const verdict = { translation: session?.outbound, count: countedFlow(accounted)?.outgoing };
    const flow: FlowFromClient = { peer, session, accounted, verdict };
    this.#fromClients.insert(view, flow);
    return flow;
  }

  #judgeForClient(view: PacketView, own: TunnelAddresses, now: number): FlowToClient | undefined {
    const peer = isCacheable(view) ? this.#is.peers.byTunnelIp(view.destinationIp()) : undefined;
    if (!peer) return undefined;
    const judged = judgeTunPacket(view, peer, own, now);
    if (judged.type !== "send") return undefined;
    const ends = endsOfAnswer(view);
    const flow: FlowToClient = { peer, session: judged.session, tracked: ends && this.#is.tracker.find(ends) };
    this.#toClients.insert(view, flow);
    return flow;
  }

  /** Flows are told apart, and reported, by the addresses behind the translation. */
  #account(
    view: PacketView,
    peer: ClientPeer,
    resourceId: string,
    session: NatSession | undefined,
    now: number,
  ): Accounted {
    const token = peer.resources.get(resourceId)?.ingestToken;
    const ends = endsOf(view);
    if (token === undefined || !ends) return "unwanted";
    const { outside } = session ?? {};
    const { source, destination } = ends;
    const translated = outside && {
      protocol: ends.protocol,
      source: { ip: source.ip, port: outside.value },
      destination: { ip: outside.ip, port: destination.port },
    };
    const domain = peer.proxies.get(destination.ip)?.domain;
    const owner = { peerId: peer.id, resourceId, token, domain };
    // What was found for the other direction may be of a time before this flow.
    this.#toClients.deleteReverse(view);
    return this.#is.tracker.begin(view, translated ?? ends, owner, now);
  }
}

function holdsFor(flow: FlowFromClient, view: PacketView): boolean {
  return flow.session?.removed !== true && holdsForOutgoing(flow.accounted, view);
}

function isCurrent(flow: FlowToClient): boolean {
  return flow.session?.removed !== true && flow.tracked?.ended !== true;
}

/** Runs of TCP and UDP are what the fast path is for; the rest takes the slow way, one packet at a time. */
function isCacheable(view: PacketView): boolean {
  return view.protocol === PROTOCOL_TCP || view.protocol === PROTOCOL_UDP;
}
