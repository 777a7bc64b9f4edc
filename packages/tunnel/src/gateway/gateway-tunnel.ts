import {
  type IpAddress,
  icmpError,
  PacketView,
  type SocketAddress,
  type Translation,
  translate,
  translateIcmpError,
} from "@fz/ip";
import { type ConnectionId, Node, type NodeOptions, type OutboundPath, type Transmit } from "@fz/snownet";
import { type GatewayInbound, type GatewayInit, relayAccounts } from "@fz/wire";
import { ConnectionReporter } from "../connection-reporter.ts";
import { type ControlPacket, encodeControlPacket, isControlPacket, parseControlPacket } from "../control-packet.ts";
import { Counters } from "../counters.ts";
import { earliest } from "../earliest.ts";
import { FlowTracker } from "../flows/flow-tracker.ts";
import type { PacketCount } from "../flows/packet-count.ts";
import type { OuterPath } from "../flows/tracked-flow.ts";
import { Queue } from "../queue.ts";
import type { PeerVerdict, Tunnel } from "../tunnel.ts";
import type { ClientPeer } from "./client-peer.ts";
import { ClientPeers } from "./client-peers.ts";
import { FlowVerdicts } from "./flow-verdicts.ts";
import type { GatewayCommand, GatewayEvent } from "./gateway-messages.ts";
import { Grants } from "./grants.ts";
import { NameTranslations } from "./name-translations.ts";
import { gatewayEvent } from "./node-events.ts";
import { judgeClientPacket, judgeTunPacket, type TunnelAddresses } from "./verdict.ts";

export interface GatewayTunnelOptions extends Omit<NodeOptions, "timing"> {
  /** Flows whose verdict is remembered, each way. */
  readonly flowCapacity?: number;
}

const TICK = 1_000;
const DEFAULT_FLOW_CAPACITY = 16_384;

/**
 * The gateway's half of the data plane: who may reach what, under which addresses. It enforces; what clients filter on
 * their side is only courtesy.
 */
export class GatewayTunnel implements Tunnel<GatewayCommand, GatewayEvent> {
  readonly #node: Node;
  readonly #peers = new ClientPeers();
  readonly #grants: Grants;
  readonly #names: NameTranslations;
  readonly #view = new PacketView();
  readonly #verdicts: FlowVerdicts;
  readonly #tunPackets = new Queue<Uint8Array>();
  readonly #events = new Queue<GatewayEvent>();
  readonly #counters = new Counters();
  readonly #tracker: FlowTracker;
  readonly #reporter: ConnectionReporter;
  headerBytes = 0;
  #own: TunnelAddresses | undefined;
  #nextTick: number;

  constructor(options: GatewayTunnelOptions) {
    this.#node = new Node({ ...options, timing: "gateway" });
    this.#reporter = new ConnectionReporter(this.#node, options.epochOffset);
    this.#nextTick = options.now + TICK;
    this.#tracker = new FlowTracker({
      epochOffset: options.epochOffset,
      outerOf: (peerId, now) => this.#outerPath(peerId, now),
      report: (reports) => this.#events.push({ type: "flows", reports }),
      overflowed: () => this.#drop("flows-not-logged"),
    });
    this.#verdicts = new FlowVerdicts({
      node: this.#node,
      peers: this.#peers,
      tracker: this.#tracker,
      capacity: options.flowCapacity ?? DEFAULT_FLOW_CAPACITY,
      seed: new DataView(options.random(4).slice().buffer).getInt32(0),
    });
    const shared = {
      peers: this.#peers,
      events: this.#events,
      counters: this.#counters,
      changed: () => this.#verdicts.forget(),
    };
    this.#names = new NameTranslations({
      ...shared,
      send: (peer, message, now) => this.#sendControl(peer, message, now),
    });
    this.#grants = new Grants({
      ...shared,
      node: this.#node,
      epochOffset: options.epochOffset,
      sayGoodbye: (peer, now) => this.#sendControl(peer, { type: "goodbye" }, now),
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
    return this.#verdicts.routedCount;
  }

  routeTun(buf: Uint8Array, off: number, len: number, partialChecksum: boolean, now: number): OutboundPath | undefined {
    const view = this.#view;
    if (!this.#own || !view.wrap(buf, off, len, true)) return undefined;
    this.headerBytes = view.payloadOffset - off;
    return this.#verdicts.routeTun(view, this.#own, partialChecksum, now);
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
    if (!this.#own || !view.wrap(buf, off, len)) return undefined;
    this.headerBytes = view.payloadOffset - off;
    return this.#verdicts.admit(view, this.#node.lastConnection, this.#own, now);
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
    return earliest(
      this.#node.pollTimeout(),
      this.#names.pollTimeout(),
      this.#tracker.pollTimeout(),
      this.#peers.size > 0 ? this.#nextTick : undefined,
      this.#reporter.pollTimeout(),
    );
  }

  handleTimeout(now: number): void {
    this.#node.handleTimeout(now);
    this.#names.handleTimeout(now);
    this.#tracker.handleTimeout(now);
    const report = this.#reporter.take(now);
    if (report) this.#events.push({ type: "portal", message: { event: "connection_report", payload: report } });
    if (now < this.#nextTick) return;
    this.#nextTick = now + TICK;
    this.#tick(now);
  }

  handleCommand(command: GatewayCommand, now: number): void {
    switch (command.type) {
      case "portal":
        return this.#handlePortal(command.message, now);
      case "resolved":
        return this.#names.finish(command.id, command.addresses, now);
      case "reset":
        this.#node.reset(now);
        this.#events.push({ type: "public-key-changed", publicKey: this.#node.publicKey });
        return;
      case "shutdown":
        this.#tracker.endAll(now);
        for (const peer of this.#peers.all()) this.#sendControl(peer, { type: "goodbye" }, now);
        return;
    }
  }

  setEpochOffset(epochOffset: number): void {
    this.#tracker.setEpochOffset(epochOffset);
    this.#grants.setEpochOffset(epochOffset);
    this.#reporter.setEpochOffset(epochOffset);
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

  /** Which way the client's datagrams come: from its own socket to ours, or from and to a relay. */
  #outerPath(peerId: string, now: number): OuterPath | undefined {
    const path = this.#node.outboundPath(peerId, now);
    if (!path) return undefined;
    const isDirect = this.#node.connectionInfo(peerId)?.route === "peer-to-peer";
    if (isDirect && path.source) return { source: path.destination, destination: path.source };
    return { source: undefined, destination: path.destination };
  }

  #handlePortal(message: GatewayInbound, now: number): void {
    switch (message.event) {
      case "init":
        return this.#handleInit(message.payload, now);
      case "create_authorization":
        return this.#grants.create(message.payload, now);
      case "reject_access":
        return this.#grants.reject(message.payload.client_id, message.payload.resource_id, now);
      case "resource_updated": {
        const { payload } = message;
        const filters = payload.type === "internet" ? [] : payload.filters;
        for (const peer of this.#peers.all()) peer.setFilters(payload.id, filters);
        return this.#verdicts.forget();
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
        this.#node.updateRelays(message.payload.disconnected_ids, relayAccounts(message.payload.connected), now);
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
    this.#node.updateRelays([], relayAccounts(init.relays), now);
    this.#tracker.setUploadInterval(init.flow_logs.upload_interval_secs, now);
    this.#reporter.begin(init.connection_reports, now);
    this.#grants.resync(init.authorizations);
    this.#verdicts.forget();
  }

  #tick(now: number): void {
    for (const peer of this.#peers.all()) {
      peer.nat.tick(now);
      this.#grants.expire(peer, now);
    }
  }

  #handleControl(peer: ClientPeer, packet: Uint8Array, now: number): void {
    const message = parseControlPacket(packet);
    switch (message?.type) {
      case "assigned-ips":
        return this.#names.handleAssignedIps(peer, message, now);
      case "goodbye":
        this.#node.closeConnection(peer.id, now);
        return this.#grants.forget(peer);
      default:
        return this.#drop("control-ignored");
    }
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

function rewritten(view: PacketView, change: Translation | undefined): Uint8Array {
  const packet = view.bytes().slice();
  if (change) translate(packet, 0, packet.length, change, false);
  return packet;
}
