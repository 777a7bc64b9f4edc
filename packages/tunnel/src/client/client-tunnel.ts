import { type ProxyAddresses, type ResourceAnswer, resourceAddresses } from "@fz/dns";
import {
  FlowTable,
  type IpAddress,
  icmpError,
  ipVersion,
  isProxyIp,
  isSentinelIp,
  isTunnelIp,
  PacketView,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  type SocketAddress,
} from "@fz/ip";
import { type ConnectionId, Node, type NodeOptions, type OutboundPath, type Transmit } from "@fz/snownet";
import type { ClientInbound, ClientInit, ClientOutbound, Interface } from "@fz/wire";
import { encodeControlPacket, isControlPacket, parseControlPacket } from "../control-packet.ts";
import { Counters } from "../counters.ts";
import { Queue } from "../queue.ts";
import { relayConfigs } from "../relay-configs.ts";
import type { PeerVerdict, Tunnel } from "../tunnel.ts";
import { Access } from "./access.ts";
import type { ClientCommand, ClientEvent, InterfaceConfig } from "./client-messages.ts";
import { DnsEngine, type DnsRequest, SITE_DNS_PORT } from "./dns-engine.ts";
import { type Announcement, DnsNat } from "./dns-nat.ts";
import type { GatewayPeer } from "./gateways.ts";
import { MachineInterface } from "./machine-interface.ts";
import { type ReachableResource, type ResourceView, SiteStatuses } from "./resource-view.ts";
import { type ResourceChange, Resources } from "./resources.ts";
import { Resumption } from "./resumption.ts";
import { type Route, RoutingTable } from "./routing.ts";

export interface ClientTunnelOptions extends Omit<NodeOptions, "timing"> {
  /** Lives as long as the process: a name keeps its addresses from session to session. */
  readonly proxyAddresses: ProxyAddresses;
  readonly internetResourceActive?: boolean;
  /** Flows whose way is remembered, each direction. */
  readonly flowCapacity?: number;
}

const DEFAULT_FLOW_CAPACITY = 8_192;
const AS_IT_IS: PeerVerdict = { translation: undefined };

/** The client's half of the data plane: which packet goes to which gateway, and who has to be asked first. */
export class ClientTunnel implements Tunnel<ClientCommand, ClientEvent> {
  readonly #node: Node;
  readonly #proxyAddresses: ProxyAddresses;
  readonly #resources = new Resources();
  readonly #routing = new RoutingTable();
  readonly #access = new Access();
  readonly #dns: DnsEngine;
  readonly #dnsNat = new DnsNat();
  readonly #statuses = new SiteStatuses();
  readonly #resumption = new Resumption();
  readonly #view = new PacketView();
  readonly #toGateways: FlowTable<GatewayPeer>;
  readonly #fromGateways: FlowTable<GatewayPeer>;
  readonly #tunPackets = new Queue<Uint8Array>();
  readonly #events = new Queue<ClientEvent>();
  readonly #counters = new Counters();
  readonly #interface = new MachineInterface();
  #internetActive: boolean;

  constructor(options: ClientTunnelOptions) {
    this.#node = new Node({ ...options, timing: "client" });
    this.#proxyAddresses = options.proxyAddresses;
    this.#internetActive = options.internetResourceActive ?? false;
    this.#dns = new DnsEngine(options);
    const capacity = options.flowCapacity ?? DEFAULT_FLOW_CAPACITY;
    const seed = new DataView(options.random(4).slice().buffer).getInt32(0);
    this.#toGateways = new FlowTable(capacity, seed);
    this.#fromGateways = new FlowTable(capacity, seed);
    this.#events.push({ type: "public-key-changed", publicKey: this.#node.publicKey });
  }

  get publicKey(): Uint8Array {
    return this.#node.publicKey;
  }

  get lastConnection(): ConnectionId {
    return this.#node.lastConnection;
  }

  /** Flows get here by `handleTun`: only what it sent on, with nothing left to wait for, has a way that is remembered. */
  routeTun(
    buf: Uint8Array,
    off: number,
    len: number,
    _partialChecksum: boolean,
    now: number,
  ): OutboundPath | undefined {
    if (!this.#view.wrap(buf, off, len, true)) return undefined;
    const peer = this.#toGateways.lookup(this.#view);
    return peer && this.#node.outboundPath(peer.id, now);
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
    const length = this.#node.decapsulate(local, remote, ecn, buf, off, len, out, outOff, now);
    // Only what carries no packet changes connections: checks and handshakes.
    if (length === 0) this.#takeNodeEvents(now);
    return length;
  }

  admitPeerPacket(buf: Uint8Array, off: number, len: number, _now: number): PeerVerdict | undefined {
    const view = this.#view;
    if (!view.wrap(buf, off, len)) return undefined;
    const known = this.#fromGateways.lookup(view);
    if (known) return known.id === this.#node.lastConnection ? AS_IT_IS : undefined;
    const peer = this.#access.gateway(this.#node.lastConnection);
    if (!peer || !isRunProtocol(view) || isFromDnsServer(view) || !this.#mayComeFrom(peer, view)) return undefined;
    this.#fromGateways.insert(view, peer);
    return AS_IT_IS;
  }

  handleTun(buf: Uint8Array, off: number, len: number, now: number): void {
    const view = this.#view;
    if (!view.wrap(buf, off, len)) return this.#drop(`malformed-${view.fault ?? "packet"}`);
    if (view.hasMulticastDestination) return this.#drop("multicast");
    if (!this.#interface.owns(view.sourceIp())) return this.#drop("foreign-source");
    const destination = view.destinationIp();
    if (this.#interface.owns(destination)) return this.#drop("to-ourselves");
    if (this.#dns.isSentinel(destination)) {
      this.#dns.handlePacket(view, now);
      return this.#serveDns(now);
    }
    if (isSentinelIp(destination)) return this.#drop("unmapped-sentinel");
    if (!view.hasPorts) return this.#drop("no-port");
    this.#forward(view, destination, now);
  }

  handlePeerPacket(buf: Uint8Array, off: number, len: number, now: number): void {
    const view = this.#view;
    const peer = this.#access.gateway(this.#node.lastConnection);
    if (!peer) return this.#drop("unknown-gateway");
    if (!view.wrap(buf, off, len)) return this.#drop(`malformed-${view.fault ?? "packet"}`);
    if (this.#dns.handleTunnelPacket(view, now)) return this.#serveDns(now);
    if (isControlPacket(buf, off, len)) return this.#handleControl(peer, view.bytes(), now);
    if (!this.#mayComeFrom(peer, view)) return this.#drop("source-not-allowed");
    this.#tunPackets.push(view.bytes().slice());
  }

  pollTunPacket(): Uint8Array | undefined {
    return this.#tunPackets.shift() ?? this.#dns.pollTunPacket();
  }

  pollTransmit(): Transmit | undefined {
    return this.#node.pollTransmit();
  }

  pollEvent(): ClientEvent | undefined {
    return this.#events.shift();
  }

  pollTimeout(): number | undefined {
    const { nextExpiry } = this.#statuses;
    const due = [this.#node.pollTimeout(), this.#dns.pollTimeout(), nextExpiry, this.#resumption.pollTimeout()];
    const known = due.filter((time) => time !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  }

  handleTimeout(now: number): void {
    this.#node.handleTimeout(now);
    this.#dns.handleTimeout(now);
    this.#serveDns(now);
    if (this.#statuses.expire(now)) this.#tellResources();
    this.#resume(now);
    this.#takeNodeEvents(now);
  }

  handleCommand(command: ClientCommand, now: number): void {
    switch (command.type) {
      case "portal":
        this.#handlePortal(command.message, now);
        break;
      case "system-resolvers":
        this.#interface.setSystemResolvers(command.servers);
        this.#updateUpstreams(now);
        break;
      case "internet-resource":
        this.#internetActive = command.active;
        this.#resourcesChanged();
        break;
      case "host-dns-response":
        this.#dns.finish(command.id, command.outcome, now);
        break;
      case "reset":
        this.#resumption.begin(this.#resourcesInUse());
        this.#node.reset(now);
        this.#dns.reset(now);
        this.#events.push({ type: "public-key-changed", publicKey: this.#node.publicKey });
        break;
      case "shutdown":
        for (const peer of this.#access.gateways()) this.#sayGoodbye(peer, now);
        break;
    }
    this.#serveDns(now);
    this.#takeNodeEvents(now);
  }

  counters(): Record<string, number> {
    return { ...this.#node.counters, ...this.#counters.snapshot() };
  }

  status(): ClientStatus {
    const gateways = [...this.#access.gateways()].map((peer) => ({
      id: peer.id,
      ipv4: peer.ipv4,
      ipv6: peer.ipv6,
      connection: this.#node.connectionState(peer.id) ?? "none",
      path: this.#node.connectionInfo(peer.id)?.path,
      resources: [...peer.resources],
    }));
    return {
      interface: this.#interface.told,
      resources: this.#resources.views(this.#statuses, this.#internetActive),
      gateways,
    };
  }

  /** Sends a packet of the machine's, or of ours, to where the routing table says. */
  #forward(view: PacketView, destination: IpAddress, now: number): void {
    const gateway = this.#access.gatewayByIp(destination);
    if (gateway) return this.#sendRouted(gateway, view, true, now);
    const route: Route = this.#routing.route(destination, view.protocol, view.destinationPort);
    switch (route.type) {
      case "unroutable":
        return this.#drop("unroutable");
      case "prohibited": {
        this.#counters.add("denied-prohibited");
        const error = icmpError("prohibited", view.bytes());
        if (error) this.#tunPackets.push(error);
        return;
      }
      case "resource":
        return this.#forwardToResource(view, route.resource, destination, now);
    }
  }

  #forwardToResource(view: PacketView, resource: ReachableResource, destination: IpAddress, now: number): void {
    const peer = this.#access.gatewayOf(resource.id);
    if (!peer) {
      this.#access.pending(resource.id, now).keepPacket(view.bytes());
      return this.#requestAccess(resource.id, now);
    }
    const name = resource.type === "dns" ? this.#proxyAddresses.nameOf(destination) : undefined;
    if (name === undefined) return this.#sendRouted(peer, view, true, now);
    const gate = this.#dnsNat.pass(peer.id, name, resource.id, view.bytes(), now);
    if (gate.announcement) this.#announce([gate.announcement], now);
    if (gate.verdict === "pass") this.#sendRouted(peer, view, gate.open, now);
  }

  /** @param remember whether later packets of the flow may take the same way without asking */
  #sendRouted(peer: GatewayPeer, view: PacketView, remember: boolean, now: number): void {
    const packet = view.bytes();
    if (peer.routed || this.#node.connectionState(peer.id) === "connecting") {
      this.#access.queueRouted(peer, packet);
      return;
    }
    if (!this.#node.encapsulate(peer.id, packet, now)) return this.#drop("not-connected");
    if (remember && isRunProtocol(view)) this.#toGateways.insert(view, peer);
  }

  /** Sends what needs no routing; keeps it while the connection is being made. */
  #sendInternal(peer: GatewayPeer, packet: Uint8Array, now: number): void {
    if (this.#node.connectionState(peer.id) === "connecting") this.#access.queueInternal(peer, packet);
    else if (!this.#node.encapsulate(peer.id, packet, now)) this.#drop("not-connected");
  }

  #announce(announcements: readonly Announcement[], now: number): void {
    for (const { gatewayId, packet } of announcements) {
      const peer = this.#access.gateway(gatewayId);
      if (peer) this.#sendInternal(peer, packet, now);
    }
    // A name that waits for its gateway again is no longer open.
    if (announcements.length > 0) this.#toGateways.invalidate();
  }

  /** Of gateways that packets went to or came from lately. */
  #resourcesInUse(): string[] {
    const gateways = [...this.#access.gateways()];
    const used = gateways.filter(({ id }) => this.#node.connectionState(id) === "connected");
    return used.flatMap(({ resources }) => [...resources]);
  }

  #resume(now: number): void {
    const isSettled = (id: string) => !this.#resources.get(id) || this.#access.gatewayOf(id) !== undefined;
    for (const id of this.#resumption.takeDue(isSettled, now)) this.#requestAccess(id, now);
  }

  #requestAccess(resourceId: string, now: number): void {
    if (!this.#access.pending(resourceId, now).mayRequest(now)) return;
    const payload = { resource_id: resourceId, connected_gateway_ids: this.#access.offered(resourceId) };
    this.#tellPortal({ event: "request_authorization", payload });
  }

  /** A gateway may send from its own addresses and from those of the resources that it was authorised for. */
  #mayComeFrom(peer: GatewayPeer, view: PacketView): boolean {
    const source = view.sourceIp();
    if (source === peer.ipv4 || source === peer.ipv6) return true;
    if (isProxyIp(source)) return this.#proxyIsOf(peer, source);
    for (const id of peer.resources) {
      const resource = this.#resources.get(id);
      if (resource?.type === "internet" && !isTunnelIp(source)) return true;
      if (resource?.type === "cidr" && this.#routing.networkContains(id, source)) return true;
    }
    return false;
  }

  #proxyIsOf(peer: GatewayPeer, proxyIp: IpAddress): boolean {
    const name = this.#proxyAddresses.nameOf(proxyIp);
    if (name === undefined) return false;
    return this.#dns.resolver.resourcesFor(name).some((resource) => peer.resources.has(resource.id));
  }

  #handleControl(peer: GatewayPeer, packet: Uint8Array, now: number): void {
    const message = parseControlPacket(packet);
    switch (message?.type) {
      case "domain-status": {
        const { domain, resource, active } = message;
        const waiting = this.#dnsNat.handleStatus(peer.id, domain, resource, active);
        for (const kept of waiting) this.handleTun(kept, 0, kept.length, now);
        return;
      }
      case "goodbye":
        this.#node.closeConnection(peer.id, now);
        return this.#takeNodeEvents(now);
      default:
        return this.#drop("control-ignored");
    }
  }

  #handlePortal(message: ClientInbound, now: number): void {
    switch (message.event) {
      case "init":
        return this.#handleInit(message.payload, now);
      case "config_changed":
        return this.#setInterface(message.payload.interface, now);
      case "resource_created_or_updated":
        return this.#applyChanges(this.#resources.upsert(message.payload), now);
      case "resource_deleted":
        return this.#applyChanges(this.#resources.remove(message.payload), now);
      case "relays_presence":
        return this.#node.updateRelays(message.payload.disconnected_ids, relayConfigs(message.payload.connected), now);
      case "ice_candidates":
        for (const line of message.payload.candidates) {
          this.#node.addRemoteCandidate(message.payload.gateway_id, line, now);
        }
        return;
      case "invalidate_ice_candidates":
        for (const line of message.payload.candidates) {
          this.#node.removeRemoteCandidate(message.payload.gateway_id, line, now);
        }
        return;
      case "authorization_created":
        return this.#handleAuthorizationCreated(message.payload, now);
      case "authorization_creation_failed":
        return this.#handleAuthorizationFailed(message.payload.resource_id, message.payload.reason, now);
      default:
        // Device pools, which this client does not join.
        return this.#drop(`unsupported-${message.event}`);
    }
  }

  #handleInit(init: ClientInit, now: number): void {
    this.#interface.set(init.interface);
    this.#dns.setSource(init.interface, now);
    for (const change of this.#resources.replaceAll(init.resources)) this.#applyChange(change, now);
    // One configuration for the machine, with the routes of the resources and the resolvers in it.
    this.#setUpstreams(now);
    this.#resourcesChanged();
    this.#node.updateRelays([], relayConfigs(init.relays), now);
    this.#resumption.portalIsBack(now);
    this.#resume(now);
  }

  #setInterface(config: Interface, now: number): void {
    this.#interface.set(config);
    this.#dns.setSource(config, now);
    this.#updateUpstreams(now);
    this.#resourcesChanged();
  }

  #updateUpstreams(now: number): void {
    this.#setUpstreams(now);
    this.#tellInterface();
  }

  #setUpstreams(now: number): void {
    this.#dns.resolver.setUpstreams(this.#interface.upstreams());
    this.#dns.listenOnSentinels(now);
  }

  #applyChanges(changes: readonly ResourceChange[], now: number): void {
    for (const change of changes) this.#applyChange(change, now);
    if (changes.length > 0) this.#resourcesChanged();
  }

  #applyChange(change: ResourceChange, now: number): void {
    const { resource } = change;
    if (change.type === "removed" || (change.type === "replaced" && !change.isNew)) {
      this.#withdraw(resource, now);
      this.#routing.remove(resource.id);
      this.#dns.resolver.removeResource(resource.id);
      if (resource.type === "internet") this.#internetActive = false;
    }
    if (change.type === "removed") return;
    this.#routing.upsert(resource);
    if (resource.type === "dns" && change.type === "replaced") {
      const { id, address, ip_stack: ipStack } = resource;
      if (!this.#dns.resolver.upsertResource({ id, address, ipStack })) this.#drop("unreadable-dns-pattern");
    }
    this.#dns.resolver.flushCache();
  }

  /** What waited for the access is not sent any more; who asked for a name is told. */
  #giveUpAsking(resourceId: string, now: number): void {
    for (const { id } of this.#access.forgetPending(resourceId)) this.#dns.finish(id, { type: "failure" }, now);
  }

  /** Takes back the access to a resource; a gateway without any left is said Goodbye to. */
  #withdraw(resource: ReachableResource, now: number): void {
    this.#giveUpAsking(resource.id, now);
    this.#dnsNat.forgetResource(resource.id);
    const idle = this.#access.revoke(resource.id);
    if (!idle) return;
    this.#sayGoodbye(idle, now);
    this.#node.closeConnection(idle.id, now);
  }

  #resourcesChanged(): void {
    this.#routing.setInternet(this.#internetActive ? this.#resources.internet() : undefined);
    this.#toGateways.invalidate();
    this.#fromGateways.invalidate();
    this.#tellInterface();
    this.#tellResources();
  }

  #handleAuthorizationCreated(message: Parameters<Access["grant"]>[0], now: number): void {
    const resource = this.#resources.get(message.resource_id);
    if (!resource) return this.#drop("authorization-for-unknown-resource");
    const granted = this.#access.grant(message, this.#node, now);
    if (granted.type === "ignored") return this.#drop(granted.reason);
    if (granted.type === "no-relays") {
      for (const { id } of granted.pending.queries()) this.#dns.finish(id, { type: "failure" }, now);
      return this.#tellPortal({ event: "no_relays", payload: {} });
    }
    const { peer, pending } = granted;
    this.#toGateways.invalidate();
    this.#fromGateways.invalidate();
    if (resource.type === "dns") this.#translateKnownNames(peer, resource, now);
    for (const packet of pending.packets()) this.#replay(peer, resource, packet, now);
    for (const query of pending.queries()) this.#dns.askServer(query.id, siteServer(peer, query.sentinel), now);
    this.#serveDns(now);
    if (this.#node.connectionState(peer.id) !== "connecting") this.#established(peer.id, now);
  }

  /** Packets to a DNS resource wait on for the translation of their name. */
  #replay(peer: GatewayPeer, resource: ReachableResource, packet: Uint8Array, now: number): void {
    if (resource.type === "dns" && this.#view.wrap(packet, 0, packet.length)) {
      const name = this.#proxyAddresses.nameOf(this.#view.destinationIp());
      if (name !== undefined && this.#dnsNat.hold(peer.id, name, resource.id, packet)) return;
    }
    this.handleTun(packet, 0, packet.length, now);
  }

  #translateKnownNames(peer: GatewayPeer, resource: ReachableResource, now: number): void {
    for (const name of this.#access.namesOf(resource.id)) this.#translate(peer, name, resource.id, now);
  }

  #translate(peer: GatewayPeer, name: string, resourceId: string, now: number): void {
    const proxies = this.#proxyAddresses.find(name);
    const resource = this.#dns.resolver.resourcesFor(name).find(({ id }) => id === resourceId);
    if (!proxies || !resource) return;
    const announcement = this.#dnsNat.create(peer.id, name, resourceId, resourceAddresses(resource, proxies), now);
    if (announcement) this.#announce([announcement], now);
  }

  #handleAuthorizationFailed(resourceId: string, reason: string, now: number): void {
    const resource = this.#resources.get(resourceId);
    if (!resource) return;
    switch (reason) {
      case "offline":
        for (const site of resource.sites) this.#statuses.setOffline(site.id, now);
        this.#giveUpAsking(resourceId, now);
        this.#forgetGateway(this.#access.gatewayOf(resourceId));
        this.#events.push({ type: "gateway-offline", resourceId });
        return this.#tellResources();
      case "version_mismatch":
        this.#events.push({ type: "version-mismatch", resourceId });
        return;
      default:
        // The request stays; traffic repeats it after two seconds at the earliest.
        this.#events.push({ type: "access-denied", resourceId, reason });
    }
  }

  #forgetGateway(peer: GatewayPeer | undefined): void {
    if (!peer) return;
    this.#access.forgetGateway(peer);
    this.#dnsNat.forgetGateway(peer.id);
    this.#statuses.setUnknown(peer.siteId);
    this.#toGateways.invalidate();
    this.#fromGateways.invalidate();
  }

  /** Carries on what the DNS engine could not finish by itself. */
  #serveDns(now: number): void {
    for (let answered = this.#dns.pollAnswered(); answered; answered = this.#dns.pollAnswered()) {
      this.#nameAnswered(answered, now);
    }
    for (let request = this.#dns.pollRequest(); request; request = this.#dns.pollRequest()) this.#ask(request, now);
    for (let packet = this.#dns.pollTunnelPacket(); packet; packet = this.#dns.pollTunnelPacket()) {
      if (this.#view.wrap(packet, 0, packet.length)) this.#forward(this.#view, this.#view.destinationIp(), now);
    }
  }

  #ask(request: DnsRequest, now: number): void {
    if (request.type === "site") {
      const peer = this.#access.gatewayOf(request.resourceId);
      if (peer) {
        this.#dns.askServer(request.id, siteServer(peer, request.sentinel), now);
        return;
      }
      const oldest = this.#access.pending(request.resourceId, now).keepQuery(request);
      if (oldest) this.#dns.finish(oldest.id, { type: "failure" }, now);
      return this.#requestAccess(request.resourceId, now);
    }
    const { upstream } = request;
    if (upstream.type === "do53" && upstream.origin === "portal" && this.#isTunnelled(upstream.server.ip)) {
      return this.#dns.askServer(request.id, upstream.server, now);
    }
    this.#events.push({ type: "host-dns-query", id: request.id, query: this.#dns.hostQuery(upstream, request.query) });
  }

  #isTunnelled(server: IpAddress): boolean {
    return this.#routing.hasInternet || this.#routing.coveredByNetwork(server);
  }

  /** A name of ours was asked for: its addresses lead to its resources from now on, and gateways resolve it anew. */
  #nameAnswered({ name, assigned = [] }: ResourceAnswer, now: number): void {
    this.#dnsNat.recreate(name);
    for (const { resource, addresses } of assigned) {
      const known = this.#resources.get(resource.id);
      if (!known) continue;
      for (const ip of addresses) this.#routing.addProxy(ip, known);
      this.#access.rememberName(resource.id, name);
      const peer = this.#access.gatewayOf(resource.id);
      if (peer) this.#translate(peer, name, resource.id, now);
    }
    this.#announce(this.#dnsNat.update(now), now);
  }

  #takeNodeEvents(now: number): void {
    for (let event = this.#node.pollEvent(); event; event = this.#node.pollEvent()) {
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
          this.#forgetGateway(this.#access.gateway(event.id));
          this.#events.push({ type: "connection", gatewayId: event.id, state, reason: event.reason });
          this.#tellResources();
          break;
        }
      }
    }
  }

  /** Sends what waited for the connection: first what goes by the routing table, then what we made ourselves. */
  #established(id: ConnectionId, now: number): void {
    const peer = this.#access.gateway(id);
    if (!peer) return;
    const { routed, internal } = this.#access.takeQueued(peer);
    for (const packet of routed) this.handleTun(packet, 0, packet.length, now);
    for (const packet of internal) this.#sendInternal(peer, packet, now);
    this.#statuses.setOnline(peer.siteId);
    this.#tellResources();
    const { intentAt } = peer;
    if (intentAt === undefined) return;
    peer.intentAt = undefined;
    const path = this.#node.connectionInfo(id)?.path ?? "direct";
    this.#events.push({ type: "connection", gatewayId: id, state: "established", path, setupMs: now - intentAt });
  }

  #sayGoodbye(peer: GatewayPeer, now: number): void {
    const packet = encodeControlPacket({ type: "goodbye" });
    if (packet) this.#node.encapsulate(peer.id, packet, now);
  }

  #tellPortal(message: ClientOutbound): void {
    this.#events.push({ type: "portal", message });
  }

  #tellResources(): void {
    this.#events.push({ type: "resources", resources: this.#resources.views(this.#statuses, this.#internetActive) });
  }

  #tellInterface(): void {
    const config = this.#interface.change({
      sentinels: this.#dns.resolver.sentinels.map(({ sentinel }) => sentinel),
      networks: this.#routing.networks(),
      hasInternet: this.#routing.hasInternet,
    });
    if (config) this.#events.push({ type: "interface", config });
  }

  #drop(reason: string): void {
    this.#counters.add(reason);
  }
}

export interface ClientStatus {
  readonly interface: InterfaceConfig | undefined;
  readonly resources: readonly ResourceView[];
  readonly gateways: readonly {
    readonly id: string;
    readonly ipv4: IpAddress;
    readonly ipv6: IpAddress;
    readonly connection: string;
    readonly path: "direct" | "relayed" | undefined;
    readonly resources: readonly string[];
  }[];
}

/** What the fast path joins into runs. */
function isRunProtocol(view: PacketView): boolean {
  return view.protocol === PROTOCOL_TCP || view.protocol === PROTOCOL_UDP;
}

/** May be an answer to a query of ours, which the slow path looks at. */
function isFromDnsServer(view: PacketView): boolean {
  return view.sourcePort === 53 || view.sourcePort === SITE_DNS_PORT;
}

/** The gateway's DNS server, at its tunnel address of the family that was asked over. */
function siteServer(peer: GatewayPeer, sentinel: IpAddress): SocketAddress {
  return { ip: ipVersion(sentinel) === 4 ? peer.ipv4 : peer.ipv6, port: SITE_DNS_PORT };
}
