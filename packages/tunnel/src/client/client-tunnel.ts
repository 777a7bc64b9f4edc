import type { ProxyAddresses } from "@fz/dns";
import { type IpAddress, isSentinelIp, PacketView, type SocketAddress } from "@fz/ip";
import { type ConnectionId, Node, type NodeOptions, type OutboundPath, type Transmit } from "@fz/snownet";
import type { ClientInbound, ClientInit, ClientOutbound, Interface } from "@fz/wire";
import { ConnectionReporter } from "../connection-reporter.ts";
import { encodeControlPacket, isControlPacket, parseControlPacket } from "../control-packet.ts";
import { Counters } from "../counters.ts";
import type { PacketCount } from "../flows/packet-count.ts";
import { Queue } from "../queue.ts";
import { relayConfigs } from "../relay-configs.ts";
import type { PeerVerdict, Tunnel } from "../tunnel.ts";
import { Access } from "./access.ts";
import { ClientFlows } from "./client-flows.ts";
import type { ClientCommand, ClientEvent, InterfaceConfig } from "./client-messages.ts";
import { DnsEngine } from "./dns-engine.ts";
import { DnsNat } from "./dns-nat.ts";
import type { GatewayPeer } from "./gateways.ts";
import { MachineInterface } from "./machine-interface.ts";
import { NameService } from "./name-service.ts";
import { PacketRouter } from "./packet-router.ts";
import { type ReachableResource, type ResourceView, SiteStatuses } from "./resource-view.ts";
import { type ResourceChange, Resources } from "./resources.ts";
import { Resumption } from "./resumption.ts";
import { RoutingTable } from "./routing.ts";

export interface ClientTunnelOptions extends Omit<NodeOptions, "timing"> {
  /** Lives as long as the process: a name keeps its addresses from session to session. */
  readonly proxyAddresses: ProxyAddresses;
  readonly internetResourceActive?: boolean;
  /** Whether a gateway's "prohibited" leads to a new request; true where it is left out. */
  readonly asksAgainWhenProhibited?: boolean;
  /** Flows whose way is remembered, each direction. */
  readonly flowCapacity?: number;
}

const DEFAULT_FLOW_CAPACITY = 8_192;

/** The client's half of the data plane: which packet goes to which gateway, and who has to be asked first. */
export class ClientTunnel implements Tunnel<ClientCommand, ClientEvent> {
  headerBytes = 0;
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
  readonly #flows: ClientFlows;
  readonly #router: PacketRouter;
  readonly #names: NameService;
  readonly #tunPackets = new Queue<Uint8Array>();
  readonly #events = new Queue<ClientEvent>();
  readonly #counters = new Counters();
  readonly #interface = new MachineInterface();
  readonly #reporter: ConnectionReporter;
  readonly #asksAgain: boolean;
  #internetActive: boolean;

  constructor(options: ClientTunnelOptions) {
    this.#node = new Node({ ...options, timing: "client" });
    this.#reporter = new ConnectionReporter(this.#node, options.epochOffset);
    this.#proxyAddresses = options.proxyAddresses;
    this.#internetActive = options.internetResourceActive ?? false;
    this.#asksAgain = options.asksAgainWhenProhibited ?? true;
    this.#dns = new DnsEngine(options);
    this.#flows = new ClientFlows({
      node: this.#node,
      events: this.#events,
      counters: this.#counters,
      epochOffset: options.epochOffset,
      nameOf: (ip) => options.proxyAddresses.nameOf(ip),
    });
    const shared = {
      access: this.#access,
      resources: this.#resources,
      routing: this.#routing,
      dnsNat: this.#dnsNat,
      proxyAddresses: options.proxyAddresses,
      requestAccess: (resourceId: string, now: number) => this.#requestAccess(resourceId, now),
    };
    this.#router = new PacketRouter({
      ...shared,
      node: this.#node,
      resolver: this.#dns.resolver,
      flows: this.#flows,
      tunPackets: this.#tunPackets,
      counters: this.#counters,
      flowCapacity: options.flowCapacity ?? DEFAULT_FLOW_CAPACITY,
      seed: new DataView(options.random(4).slice().buffer).getInt32(0),
    });
    this.#names = new NameService({ ...shared, dns: this.#dns, router: this.#router, events: this.#events });
    this.#events.push({ type: "public-key-changed", publicKey: this.#node.publicKey });
  }

  get publicKey(): Uint8Array {
    return this.#node.publicKey;
  }

  get lastConnection(): ConnectionId {
    return this.#node.lastConnection;
  }

  get routedCount(): PacketCount | undefined {
    return this.#router.routedCount;
  }

  /** Flows get here by `handleTun`: only what it sent on, with nothing left to wait for, has a way that is remembered. */
  routeTun(
    buf: Uint8Array,
    off: number,
    len: number,
    _partialChecksum: boolean,
    now: number,
  ): OutboundPath | undefined {
    const view = this.#view;
    if (!view.wrap(buf, off, len, true)) return undefined;
    this.headerBytes = view.payloadOffset - off;
    return this.#router.knownPath(view, now);
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
    this.headerBytes = view.payloadOffset - off;
    const peer = this.#access.gateway(this.#node.lastConnection);
    return peer && this.#router.admitRun(peer, view);
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
      return this.#names.serve(now);
    }
    if (isSentinelIp(destination)) return this.#drop("unmapped-sentinel");
    if (!view.hasPorts) return this.#drop("no-port");
    this.#router.forward(view, destination, now);
  }

  handlePeerPacket(buf: Uint8Array, off: number, len: number, now: number): void {
    const view = this.#view;
    const peer = this.#access.gateway(this.#node.lastConnection);
    if (!peer) return this.#drop("unknown-gateway");
    if (!view.wrap(buf, off, len)) return this.#drop(`malformed-${view.fault ?? "packet"}`);
    this.#flows.countReceived(view, peer.id, now);
    if (this.#dns.handleTunnelPacket(view, now)) return this.#names.serve(now);
    if (isControlPacket(buf, off, len)) return this.#handleControl(peer, view.bytes(), now);
    if (!this.#router.mayComeFrom(peer, view)) return this.#drop("source-not-allowed");
    const refused = this.#asksAgain ? this.#router.refusedResource(peer, view) : undefined;
    if (refused !== undefined) this.#requestAccess(refused, now);
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
    const due = [
      this.#node.pollTimeout(),
      this.#dns.pollTimeout(),
      nextExpiry,
      this.#resumption.pollTimeout(),
      this.#flows.pollTimeout(),
      this.#reporter.pollTimeout(),
    ];
    const known = due.filter((time) => time !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  }

  handleTimeout(now: number): void {
    this.#node.handleTimeout(now);
    this.#dns.handleTimeout(now);
    this.#flows.handleTimeout(now);
    this.#names.serve(now);
    if (this.#statuses.expire(now)) this.#tellResources();
    this.#resume(now);
    this.#takeNodeEvents(now);
    const report = this.#reporter.take(now);
    if (report) this.#tellPortal({ event: "connection_report", payload: report });
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
        this.#flows.endAll(now);
        for (const peer of this.#access.gateways()) this.#sayGoodbye(peer, now);
        break;
    }
    this.#names.serve(now);
    this.#takeNodeEvents(now);
  }

  counters(): Record<string, number> {
    return { ...this.#node.counters, ...this.#counters.snapshot() };
  }

  status(): ClientStatus {
    const gateways = [...this.#access.gateways()].map((peer) => {
      const info = this.#node.connectionInfo(peer.id);
      return {
        id: peer.id,
        ipv4: peer.ipv4,
        ipv6: peer.ipv6,
        connection: this.#node.connectionState(peer.id) ?? "none",
        path: info?.path,
        rttMs: info?.rtt,
        resources: [...peer.resources],
      };
    });
    return {
      interface: this.#interface.told,
      resources: this.#resources.views(this.#statuses, this.#internetActive),
      gateways,
    };
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
    this.#flows.setUploadInterval(init.flow_logs.upload_interval_secs, now);
    for (const change of this.#resources.replaceAll(init.resources)) this.#applyChange(change, now);
    // One configuration for the machine, with the routes of the resources and the resolvers in it.
    this.#setUpstreams(now);
    this.#resourcesChanged();
    this.#node.updateRelays([], relayConfigs(init.relays), now);
    this.#reporter.begin(init.connection_reports, now);
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
    this.#names.fail(this.#access.forgetPending(resourceId), now);
  }

  /** Takes back the access to a resource; a gateway without any left is said Goodbye to. */
  #withdraw(resource: ReachableResource, now: number): void {
    this.#giveUpAsking(resource.id, now);
    this.#dnsNat.forgetResource(resource.id);
    this.#flows.withdrawn(resource.id);
    const idle = this.#access.revoke(resource.id);
    if (!idle) return;
    this.#sayGoodbye(idle, now);
    this.#node.closeConnection(idle.id, now);
  }

  #resourcesChanged(): void {
    this.#routing.setInternet(this.#internetActive ? this.#resources.internet() : undefined);
    this.#router.forgetFlows();
    this.#tellInterface();
    this.#tellResources();
  }

  #handleAuthorizationCreated(message: Parameters<Access["grant"]>[0], now: number): void {
    const resource = this.#resources.get(message.resource_id);
    if (!resource) return this.#drop("authorization-for-unknown-resource");
    const granted = this.#access.grant(message, this.#node, now);
    if (granted.type === "ignored") return this.#drop(granted.reason);
    if (granted.type === "no-relays") {
      this.#names.fail(granted.pending.queries(), now);
      return this.#tellPortal({ event: "no_relays", payload: {} });
    }
    const { peer, pending } = granted;
    this.#flows.authorized(resource.id, message.flow_logs_ingest_token);
    this.#router.forgetFlows();
    if (resource.type === "dns") this.#names.translateKnownNames(peer, resource.id, now);
    for (const packet of pending.packets()) this.#replay(peer, resource, packet, now);
    this.#names.askWaiting(peer, pending, now);
    this.#names.serve(now);
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
    this.#router.forgetFlows();
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
    for (const packet of internal) this.#router.sendInternal(peer, packet, now);
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
    readonly rttMs: number | undefined;
    readonly resources: readonly string[];
  }[];
}
