import { fromBase64 } from "@fz/bytes";
import {
  FlowTable,
  type IpAddress,
  icmpError,
  PacketView,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type SocketAddress,
  type Translation,
  translate,
  translateIcmpError,
} from "@fz/ip";
import { type ConnectionId, Node, type NodeOptions, type OutboundPath, type Transmit } from "@fz/snownet";
import type { CreateAuthorization, GatewayInbound, GatewayInit } from "@fz/wire";
import { type ControlPacket, encodeControlPacket, isControlPacket, parseControlPacket } from "../control-packet.ts";
import { Counters } from "../counters.ts";
import { FlowTracker, type OuterPath, type TrackedFlow } from "../flows/flow-tracker.ts";
import type { PacketCount } from "../flows/packet-count.ts";
import { Queue } from "../queue.ts";
import { relayConfigs } from "../relay-configs.ts";
import type { PeerVerdict, Tunnel } from "../tunnel.ts";
import type { ClientPeer } from "./client-peer.ts";
import { ClientPeers } from "./client-peers.ts";
import type { GatewayCommand, GatewayEvent } from "./gateway-messages.ts";
import type { NatSession } from "./nat-table.ts";
import { gatewayEvent } from "./node-events.ts";
import { Resolutions } from "./resolutions.ts";
import { judgeClientPacket, judgeTunPacket, type TunnelAddresses } from "./verdict.ts";

export interface GatewayTunnelOptions extends Omit<NodeOptions, "timing"> {
  /** Flows whose verdict is remembered, each way. */
  readonly flowCapacity?: number;
}

const TICK = 1_000;
const DEFAULT_FLOW_CAPACITY = 16_384;

/** A judged flow of a client's packets. */
interface FlowFromClient {
  readonly peer: ClientPeer;
  readonly session: NatSession | undefined;
  readonly tracked: TrackedFlow | undefined;
  readonly verdict: PeerVerdict;
}

/** A judged flow of packets for a client. */
interface FlowToClient {
  readonly peer: ClientPeer;
  readonly session: NatSession | undefined;
  readonly tracked: TrackedFlow | undefined;
}

/**
 * The gateway's half of the data plane: who may reach what, under which addresses. It enforces; what clients filter on
 * their side is only courtesy.
 */
export class GatewayTunnel implements Tunnel<GatewayCommand, GatewayEvent> {
  readonly #node: Node;
  readonly #epochOffset: number;
  readonly #peers = new ClientPeers();
  readonly #resolutions = new Resolutions();
  readonly #view = new PacketView();
  readonly #fromClients: FlowTable<FlowFromClient>;
  readonly #toClients: FlowTable<FlowToClient>;
  readonly #tunPackets = new Queue<Uint8Array>();
  readonly #events = new Queue<GatewayEvent>();
  readonly #counters = new Counters();
  readonly #tracker: FlowTracker;
  routedCount: PacketCount | undefined;
  #own: TunnelAddresses | undefined;
  #nextTick: number;

  constructor(options: GatewayTunnelOptions) {
    this.#node = new Node({ ...options, timing: "gateway" });
    this.#epochOffset = options.epochOffset;
    this.#nextTick = options.now + TICK;
    this.#tracker = new FlowTracker(options.epochOffset, () => this.#counters.add("flows-not-logged"));
    const capacity = options.flowCapacity ?? DEFAULT_FLOW_CAPACITY;
    const seed = new DataView(options.random(4).slice().buffer).getInt32(0);
    this.#fromClients = new FlowTable(capacity, seed);
    this.#toClients = new FlowTable(capacity, seed);
    this.#events.push({ type: "public-key-changed", publicKey: this.#node.publicKey });
  }

  get publicKey(): Uint8Array {
    return this.#node.publicKey;
  }

  get lastConnection(): ConnectionId {
    return this.#node.lastConnection;
  }

  routeTun(buf: Uint8Array, off: number, len: number, partialChecksum: boolean, now: number): OutboundPath | undefined {
    const view = this.#view;
    if (!view.wrap(buf, off, len, true)) return undefined;
    const known = this.#toClients.lookup(view);
    const flow = known && isCurrent(known) ? known : this.#judgeNewFlowToClient(now);
    const path = flow && this.#node.outboundPath(flow.peer.id, now);
    if (!path) return undefined;
    if (flow === known) flow.session?.touchIncoming(view.tcpFlags, now);
    flow.tracked?.noteIncoming(view.tcpFlags);
    this.routedCount = flow.tracked?.incoming;
    if (flow.session) translate(buf, off, len, flow.session.inbound, partialChecksum);
    return path;
  }

  decapsulate(
    local: SocketAddress,
    remote: SocketAddress,
    ecn: number,
    buf: Uint8Array,
    off: number,
    len: number,
    out: Uint8Array,
    outOff: number,
    now: number,
  ): number {
    return this.#node.decapsulate(local, remote, ecn, buf, off, len, out, outOff, now);
  }

  admitPeerPacket(buf: Uint8Array, off: number, len: number, now: number): PeerVerdict | undefined {
    const view = this.#view;
    if (!view.wrap(buf, off, len)) return undefined;
    const known = this.#fromClients.lookup(view);
    const flow = known && isCurrent(known) ? known : this.#judgeNewFlowFromClient(now);
    // The flow's source address belongs to one client: from another's connection it is forged, and the slow path says so.
    if (!flow || flow.peer.id !== this.#node.lastConnection) return undefined;
    if (flow === known) flow.session?.touchOutgoing(view.tcpFlags, now);
    flow.tracked?.noteOutgoing(view.tcpFlags);
    return flow.verdict;
  }

  handleTun(buf: Uint8Array, off: number, len: number, now: number): void {
    const view = this.#view;
    if (!this.#own) return this.#drop("no-interface");
    if (!view.wrap(buf, off, len)) return this.#drop(`malformed-${view.fault ?? "packet"}`);
    const peer = this.#peers.byTunnelIp(view.destinationIp());
    if (!peer) return this.#drop("not-a-peer");
    const verdict = judgeTunPacket(view, peer, this.#own, now);
    switch (verdict.type) {
      case "drop":
        return this.#drop(verdict.reason);
      case "send":
        return this.#send(peer, rewritten(view, verdict.session?.inbound), now);
      case "send-icmp-error": {
        const { session } = verdict;
        const inside = {
          proxyIp: session.inside.ip,
          clientIp: view.version === 4 ? peer.ipv4 : peer.ipv6,
          clientPort: session.inside.value,
        };
        const error = translateIcmpError(view.bytes(), inside);
        return error ? this.#send(peer, error, now) : this.#drop("icmp-error-untranslatable");
      }
    }
  }

  handlePeerPacket(buf: Uint8Array, off: number, len: number, now: number): void {
    const peer = this.#peers.get(this.#node.lastConnection);
    if (!peer || !this.#own) return this.#drop("not-a-peer");
    const view = this.#view;
    if (!view.wrap(buf, off, len)) return this.#drop(`malformed-${view.fault ?? "packet"}`);
    if (isControlPacket(buf, off, len)) return this.#handleControl(peer, view.bytes(), now);
    const verdict = judgeClientPacket(view, peer, this.#own, now);
    switch (verdict.type) {
      case "drop":
        return this.#drop(verdict.reason);
      case "forward":
        this.#tunPackets.push(rewritten(view, verdict.session?.outbound));
        return;
      case "icmp": {
        this.#counters.add(`denied-${verdict.error}`);
        const error = icmpError(verdict.error, view.bytes());
        if (error) this.#send(peer, error, now);
        return;
      }
    }
  }

  pollTunPacket(): Uint8Array | undefined {
    return this.#tunPackets.shift();
  }

  pollTransmit(): Transmit | undefined {
    return this.#node.pollTransmit();
  }

  /** Our own events come first: `authorization_created` has to reach the portal before our candidates do. */
  pollEvent(): GatewayEvent | undefined {
    const own = this.#events.shift();
    if (own) return own;
    const event = this.#node.pollEvent();
    return event && gatewayEvent(event);
  }

  pollTimeout(): number | undefined {
    const due = [
      this.#node.pollTimeout(),
      this.#resolutions.nextDeadline,
      this.#peers.size > 0 ? this.#nextTick : undefined,
    ];
    const known = due.filter((time) => time !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  }

  handleTimeout(now: number): void {
    this.#node.handleTimeout(now);
    for (const overdue of this.#resolutions.takeOverdue(now)) {
      const peer = this.#peers.get(overdue.clientId);
      if (peer) this.#tellStatus(peer, overdue.resource, overdue.domain, false, now);
    }
    if (now < this.#nextTick) return;
    this.#nextTick = now + TICK;
    this.#tick(now);
  }

  handleCommand(command: GatewayCommand, now: number): void {
    switch (command.type) {
      case "portal":
        return this.#handlePortal(command.message, now);
      case "resolved":
        return this.#finishResolution(command.id, command.addresses, now);
      case "reset":
        this.#node.reset(now);
        this.#events.push({ type: "public-key-changed", publicKey: this.#node.publicKey });
        return;
      case "shutdown":
        this.#tracker.tick(now, (peerId) => this.#outerPath(peerId, now));
        this.#tracker.endAll(now);
        this.#reportFlows();
        for (const peer of this.#peers.all()) this.#sendControl(peer, { type: "goodbye" }, now);
        return;
    }
  }

  counters(): Record<string, number> {
    return { ...this.#node.counters, ...this.#counters.snapshot() };
  }

  status(): GatewayStatus {
    const clients = this.#peers.all().map((peer) => ({
      id: peer.id,
      ipv4: peer.ipv4,
      ipv6: peer.ipv6,
      connection: this.#node.connectionState(peer.id) ?? "none",
      resources: [...peer.resources.keys()],
      natSessions: peer.nat.size,
    }));
    return { clients };
  }

  #judgeNewFlowFromClient(now: number): FlowFromClient | undefined {
    const view = this.#view;
    const peer = this.#peers.get(this.#node.lastConnection);
    if (!peer || !this.#own || !isCacheable(view)) return undefined;
    const judged = judgeClientPacket(view, peer, this.#own, now);
    if (judged.type !== "forward") return undefined;
    const { session } = judged;
    const tracked = judged.resource === undefined ? undefined : this.#track(peer, judged.resource, now);
    const verdict = { translation: session?.outbound, count: tracked?.outgoing };
    const flow: FlowFromClient = { peer, session, tracked, verdict };
    this.#fromClients.insert(view, flow);
    return flow;
  }

  #judgeNewFlowToClient(now: number): FlowToClient | undefined {
    const view = this.#view;
    if (!this.#own || !isCacheable(view)) return undefined;
    const peer = this.#peers.byTunnelIp(view.destinationIp());
    if (!peer) return undefined;
    const judged = judgeTunPacket(view, peer, this.#own, now);
    if (judged.type !== "send") return undefined;
    const { session } = judged;
    const tracked = this.#tracker.find({
      protocol: protocolOf(view),
      source: { ip: view.destinationIp(), port: session?.inside.value ?? view.destinationPort },
      destination: { ip: session?.inside.ip ?? view.sourceIp(), port: view.sourcePort },
    });
    const flow: FlowToClient = { peer, session, tracked };
    this.#toClients.insert(view, flow);
    return flow;
  }

  /** The flow that the client's packet in view begins or goes on with. */
  #track(peer: ClientPeer, resourceId: string, now: number): TrackedFlow | undefined {
    const view = this.#view;
    const token = peer.resources.get(resourceId)?.ingestToken;
    if (token === undefined) return undefined;
    const destination = { ip: view.destinationIp(), port: view.destinationPort };
    const ends = { protocol: protocolOf(view), source: { ip: view.sourceIp(), port: view.sourcePort }, destination };
    const domain = peer.proxies.get(destination.ip)?.domain;
    return this.#tracker.begin(ends, { peerId: peer.id, resourceId, token, domain }, view.tcpFlags, now);
  }

  /** Which way the client's datagrams come: from its own socket to ours, or from and to a relay. */
  #outerPath(peerId: string, now: number): OuterPath | undefined {
    const path = this.#node.outboundPath(peerId, now);
    if (!path) return undefined;
    const isDirect = this.#node.connectionInfo(peerId)?.route === "peer-to-peer";
    if (isDirect && path.source) return { source: path.destination, destination: path.source };
    return { source: undefined, destination: path.destination };
  }

  #reportFlows(): void {
    const reports = this.#tracker.takeReports();
    if (reports.length > 0) this.#events.push({ type: "flows", reports });
  }

  /** To be called whenever anything changed that verdicts depend on. */
  #forgetVerdicts(): void {
    this.#fromClients.invalidate();
    this.#toClients.invalidate();
  }

  #handlePortal(message: GatewayInbound, now: number): void {
    switch (message.event) {
      case "init":
        return this.#handleInit(message.payload, now);
      case "create_authorization":
        return this.#handleCreateAuthorization(message.payload, now);
      case "reject_access":
        return this.#handleRejectAccess(message.payload.client_id, message.payload.resource_id, now);
      case "resource_updated": {
        const { payload } = message;
        const filters = payload.type === "internet" ? [] : payload.filters;
        for (const peer of this.#peers.all()) peer.setFilters(payload.id, filters);
        return this.#forgetVerdicts();
      }
      case "ice_candidates":
        for (const line of message.payload.candidates) {
          this.#node.addRemoteCandidate(message.payload.client_id, line, now);
        }
        return;
      case "invalidate_ice_candidates":
        for (const line of message.payload.candidates) {
          this.#node.removeRemoteCandidate(message.payload.client_id, line, now);
        }
        return;
      case "relays_presence":
        this.#node.updateRelays(message.payload.disconnected_ids, relayConfigs(message.payload.connected), now);
        return;
      case "access_authorization_expiry_updated":
        return;
    }
  }

  #handleInit(init: GatewayInit, now: number): void {
    const { ipv4, ipv6 } = init.interface;
    if (this.#own?.ipv4 !== ipv4 || this.#own.ipv6 !== ipv6) {
      this.#own = { ipv4, ipv6 };
      this.#events.push({ type: "interface", config: { ipv4, ipv6 } });
    }
    this.#node.updateRelays([], relayConfigs(init.relays), now);
    this.#tracker.setUploadInterval(init.flow_logs.upload_interval_secs, now);
    this.#resyncAuthorizations(init.authorizations, now);
    this.#forgetVerdicts();
  }

  /** The portal's list is all that is allowed: what it does not name is revoked, what we do not know is ignored. */
  #resyncAuthorizations(listed: GatewayInit["authorizations"], now: number): void {
    const expiries = new Map(listed.map((grant) => [`${grant.client_id} ${grant.resource_id}`, grant.expires_at]));
    for (const peer of this.#peers.all()) {
      for (const resourceId of [...peer.resources.keys()]) {
        const expiry = expiries.get(`${peer.id} ${resourceId}`);
        if (expiry === undefined) this.#revoke(peer, resourceId, "revoked", now);
        else peer.setExpiry(resourceId, this.#monotonic(expiry));
      }
    }
  }

  #handleCreateAuthorization(message: CreateAuthorization, now: number): void {
    const { client, resource } = message;
    const remotePublicKey = fromBase64(client.public_key);
    const presharedKey = fromBase64(client.preshared_key);
    if (!remotePublicKey || !presharedKey) return this.#drop("unreadable-key");
    const outcome = this.#node.upsertConnection(
      client.id,
      {
        remotePublicKey,
        presharedKey,
        local: message.gateway_ice_credentials,
        remote: message.client_ice_credentials,
        role: "controlled",
      },
      now,
    );
    if (outcome === "no-relays") {
      this.#events.push({ type: "portal", message: { event: "no_relays", payload: {} } });
      return;
    }
    const peer = this.#peers.upsert(client.id, client.ipv4, client.ipv6);
    this.#forgetVerdicts();
    if (!peer.authorize(resource, this.#monotonic(message.expires_at), message.flow_logs_ingest_token))
      return this.#drop("unreadable-resource");
    this.#events.push({ type: "portal", message: { event: "authorization_created", payload: { ref: message.ref } } });
    this.#events.push({ type: "authorization", clientId: client.id, resourceId: resource.id, state: "created" });
  }

  #handleRejectAccess(clientId: string, resourceId: string, now: number): void {
    const peer = this.#peers.get(clientId);
    if (!peer) return;
    this.#revoke(peer, resourceId, "revoked", now);
    if (peer.resources.size === 0) this.#dismiss(peer, now);
  }

  #revoke(peer: ClientPeer, resourceId: string, state: "revoked" | "expired", now: number): void {
    if (!peer.revoke(resourceId)) return;
    this.#tracker.endOf(peer.id, resourceId, now);
    this.#reportFlows();
    this.#forgetVerdicts();
    this.#events.push({ type: "authorization", clientId: peer.id, resourceId, state });
  }

  /** Says Goodbye to a client that has nothing left to reach. */
  #dismiss(peer: ClientPeer, now: number): void {
    this.#sendControl(peer, { type: "goodbye" }, now);
    this.#node.closeConnection(peer.id, now);
    this.#forgetPeer(peer, now);
  }

  #forgetPeer(peer: ClientPeer, now: number): void {
    this.#tracker.endOf(peer.id, undefined, now);
    this.#reportFlows();
    this.#peers.forget(peer);
    this.#forgetVerdicts();
  }

  #tick(now: number): void {
    this.#tracker.tick(now, (peerId) => this.#outerPath(peerId, now));
    for (const peer of this.#peers.all()) {
      peer.nat.tick(now);
      for (const resource of [...peer.resources.values()]) {
        if (now >= resource.expiresAt) this.#revoke(peer, resource.id, "expired", now);
      }
      if (peer.resources.size === 0) this.#dismiss(peer, now);
    }
    this.#reportFlows();
  }

  #handleControl(peer: ClientPeer, packet: Uint8Array, now: number): void {
    const message = parseControlPacket(packet);
    switch (message?.type) {
      case "assigned-ips":
        return this.#handleAssignedIps(peer, message, now);
      case "goodbye":
        this.#node.closeConnection(peer.id, now);
        return this.#forgetPeer(peer, now);
      default:
        return this.#drop("control-ignored");
    }
  }

  #handleAssignedIps(peer: ClientPeer, message: Extract<ControlPacket, { type: "assigned-ips" }>, now: number): void {
    const { resource, domain, proxyIps } = message;
    if (!peer.resources.has(resource)) return this.#tellStatus(peer, resource, domain, false, now);
    const begun = this.#resolutions.begin({ clientId: peer.id, resource, domain, proxyIps }, now);
    if (!begun) return this.#drop("too-many-resolutions");
    this.#events.push({ type: "resolve", id: begun.id, domain });
  }

  #finishResolution(id: number, addresses: readonly IpAddress[], now: number): void {
    const resolution = this.#resolutions.finish(id);
    const peer = resolution && this.#peers.get(resolution.clientId);
    if (!resolution || !peer) return;
    const { resource, domain, proxyIps } = resolution;
    const active = peer.translate(resource, domain, proxyIps, addresses);
    this.#forgetVerdicts();
    this.#tellStatus(peer, resource, domain, active, now);
  }

  #tellStatus(peer: ClientPeer, resource: string, domain: string, active: boolean, now: number): void {
    this.#sendControl(peer, { type: "domain-status", resource, domain, active }, now);
  }

  #sendControl(peer: ClientPeer, message: ControlPacket, now: number): void {
    const packet = encodeControlPacket(message);
    if (packet) this.#send(peer, packet, now);
  }

  #send(peer: ClientPeer, packet: Uint8Array, now: number): void {
    if (!this.#node.encapsulate(peer.id, packet, now)) this.#drop("not-connected");
  }

  #drop(reason: string): void {
    this.#counters.add(reason);
  }

  /** Unix seconds to the tunnel's clock; null never comes. */
  #monotonic(unixSeconds: number | null): number {
    return unixSeconds === null ? Number.POSITIVE_INFINITY : unixSeconds * 1_000 - this.#epochOffset;
  }
}

export interface GatewayStatus {
  readonly clients: readonly {
    readonly id: string;
    readonly ipv4: IpAddress;
    readonly ipv6: IpAddress;
    readonly connection: string;
    readonly resources: readonly string[];
    readonly natSessions: number;
  }[];
}

/** Whether what was judged still holds. */
function isCurrent(flow: FlowFromClient | FlowToClient): boolean {
  return flow.session?.removed !== true && flow.tracked?.ended !== true;
}

function protocolOf(view: PacketView): "tcp" | "udp" {
  return view.protocol === PROTOCOL_TCP ? "tcp" : "udp";
}

/** Runs of TCP and UDP are what the fast path is for; the rest takes the slow way, one packet at a time. */
function isCacheable(view: PacketView): boolean {
  return view.protocol === PROTOCOL_TCP || view.protocol === PROTOCOL_UDP;
}

function rewritten(view: PacketView, change: Translation | undefined): Uint8Array {
  const packet = view.bytes().slice();
  if (change) translate(packet, 0, packet.length, change, false);
  return packet;
}
