import type { ProxyAddresses } from "@fz/dns";
import { isSentinelIp, PacketView, type SocketAddress } from "@fz/ip";
import { type ConnectionId, Node, type NodeOptions, type OutboundPath, type Transmit } from "@fz/snownet";
import { type ClientInbound, type ClientInit, type Interface, relayAccounts } from "@fz/wire";
import { ConnectionReporter } from "../connection-reporter.ts";
import { isControlPacket, parseControlPacket } from "../control-packet.ts";
import { Counters } from "../counters.ts";
import { earliest } from "../earliest.ts";
import type { PacketCount } from "../flows/packet-count.ts";
import { Queue } from "../queue.ts";
import type { PeerVerdict, Tunnel } from "../tunnel.ts";
import { Access } from "./access.ts";
import { ClientFlows } from "./client-flows.ts";
import type { ClientCommand, ClientEvent, InterfaceConfig } from "./client-messages.ts";
import { DnsEngine } from "./dns-engine.ts";
import { DnsNat } from "./dns-nat.ts";
import { type ConnectedGateway, GatewayConnections } from "./gateway-connections.ts";
import type { GatewayPeer } from "./gateways.ts";
import { MachineInterface } from "./machine-interface.ts";
import { NameService } from "./name-service.ts";
import { PacketRouter } from "./packet-router.ts";
import { type ResourceView, SiteStatuses } from "./resource-view.ts";
import { type ResourceChange, Resources } from "./resources.ts";
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
  readonly #resources = new Resources();
  readonly #routing = new RoutingTable();
  readonly #access = new Access();
  readonly #dns: DnsEngine;
  readonly #dnsNat = new DnsNat();
  readonly #statuses = new SiteStatuses();
  readonly #view = new PacketView();
  readonly #flows: ClientFlows;
  readonly #router: PacketRouter;
  readonly #names: NameService;
  readonly #connections: GatewayConnections;
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
      requestAccess: (resourceId: string, now: number) => this.#connections.requestAccess(resourceId, now),
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
    this.#connections = new GatewayConnections({
      ...shared,
      node: this.#node,
      router: this.#router,
      names: this.#names,
      flows: this.#flows,
      statuses: this.#statuses,
      events: this.#events,
      counters: this.#counters,
      handleTun: (packet, now) => this.handleTun(packet, 0, packet.length, now),
      tellResources: () => this.#tellResources(),
    });
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
    if (length === 0) this.#connections.takeNodeEvents(now);
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
    if (refused !== undefined) this.#connections.requestAccess(refused, now);
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
    return earliest(
      this.#node.pollTimeout(),
      this.#dns.pollTimeout(),
      this.#statuses.nextExpiry,
      this.#connections.pollTimeout(),
      this.#flows.pollTimeout(),
      this.#reporter.pollTimeout(),
    );
  }

  handleTimeout(now: number): void {
    this.#node.handleTimeout(now);
    this.#dns.handleTimeout(now);
    this.#flows.handleTimeout(now);
    this.#names.serve(now);
    if (this.#statuses.expire(now)) this.#tellResources();
    this.#connections.handleTimeout(now);
    const report = this.#reporter.take(now);
    if (report) this.#events.push({ type: "portal", message: { event: "connection_report", payload: report } });
  }

  handleCommand(command: ClientCommand, now: number): void {
    switch (command.type) {
      case "portal":
        this.#handlePortal(command.message, now);
        break;
      case "system-resolvers":
        this.#interface.setSystemResolvers(command.servers);
        this.#dns.setUpstreams(this.#interface.upstreams(), now);
        this.#tellInterface();
        break;
      case "internet-resource":
        this.#internetActive = command.active;
        this.#resourcesChanged();
        break;
      case "host-dns-response":
        this.#dns.finish(command.id, command.outcome, now);
        break;
      case "reset":
        this.#connections.beginResumption();
        this.#node.reset(now);
        this.#dns.reset(now);
        this.#events.push({ type: "public-key-changed", publicKey: this.#node.publicKey });
        break;
      case "shutdown":
        this.#flows.endAll(now);
        this.#connections.sayGoodbyeToAll(now);
        break;
    }
    this.#names.serve(now);
    this.#connections.takeNodeEvents(now);
  }

  setEpochOffset(epochOffset: number): void {
    this.#flows.setEpochOffset(epochOffset);
    this.#reporter.setEpochOffset(epochOffset);
  }

  counters(): Record<string, number> {
    return { ...this.#node.counters, ...this.#counters.snapshot() };
  }

  status(): ClientStatus {
    return {
      interface: this.#interface.told,
      resources: this.#resources.views(this.#statuses, this.#internetActive),
      gateways: this.#connections.statuses(),
    };
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
        return this.#connections.handleGoodbye(peer, now);
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
        return this.#node.updateRelays(message.payload.disconnected_ids, relayAccounts(message.payload.connected), now);
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
        return this.#connections.handleAuthorizationCreated(message.payload, now);
      case "authorization_creation_failed":
        return this.#connections.handleAuthorizationFailed(message.payload.resource_id, message.payload.reason, now);
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
    this.#dns.setUpstreams(this.#interface.upstreams(), now);
    this.#resourcesChanged();
    this.#node.updateRelays([], relayAccounts(init.relays), now);
    this.#reporter.begin(init.connection_reports, now);
    this.#connections.portalIsBack(now);
  }

  #setInterface(config: Interface, now: number): void {
    this.#interface.set(config);
    this.#dns.setSource(config, now);
    this.#dns.setUpstreams(this.#interface.upstreams(), now);
    this.#resourcesChanged();
  }

  #applyChanges(changes: readonly ResourceChange[], now: number): void {
    for (const change of changes) this.#applyChange(change, now);
    if (changes.length > 0) this.#resourcesChanged();
  }

  #applyChange(change: ResourceChange, now: number): void {
    const { type, resource } = change;
    const isOver = type === "removed" || (type === "replaced" && !change.isNew);
    if (isOver && resource.type === "internet") this.#internetActive = false;
    if (isOver) this.#connections.withdraw(resource.id, now);
    this.#routing.apply(change);
    if (!this.#dns.applyResource(change)) this.#drop("unreadable-dns-pattern");
  }

  #resourcesChanged(): void {
    this.#routing.setInternet(this.#internetActive ? this.#resources.internet() : undefined);
    this.#router.forgetFlows();
    this.#tellInterface();
    this.#tellResources();
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
  readonly gateways: readonly ConnectedGateway[];
}
