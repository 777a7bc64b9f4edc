// A client, a gateway with what is behind it, relays and a portal, over the simulated network.
import { fromUtf8, utf8 } from "@fz/bytes";
import { type AnswerRecord, buildResponse, ProxyAddresses, parseQuery } from "@fz/dns";
import { type IpAddress, icmpEcho, ipVersion, type SocketAddress, udpPacket } from "@fz/ip";
import {
  type FirewallRules,
  type Host,
  type LinkConditions,
  type NatBehaviour,
  type Router,
  Simulation,
  TurnServer,
} from "@fz/simnet";
import { parseTurnUsername, turnPassword } from "@fz/wire";
import { nobleCrypto } from "@fz/wireguard";
import type { ClientCommand, ClientEvent } from "../src/client/client-messages.ts";
import { ClientTunnel } from "../src/client/client-tunnel.ts";
import type { GatewayCommand, GatewayEvent } from "../src/gateway/gateway-messages.ts";
import { GatewayTunnel } from "../src/gateway/gateway-tunnel.ts";
import { echoOf, type Seen, seen } from "./packets.ts";
import { Portal, type PortalResource } from "./portal.ts";
import { TunnelProcess } from "./tunnel-process.ts";

/** Unix time of virtual time 0, ms. */
export const EPOCH_OFFSET = 1_800_000_000_000;
export const SITE = "5173e000-0000-4000-8000-000000000001";
export const CLIENT_ID = "c11e0000-0000-4000-8000-000000000001";
export const GATEWAY_ID = "6a7e0000-0000-4000-8000-000000000001";
export const CLIENT_IPV4 = "100.64.0.1";
export const CLIENT_IPV6 = "fd00:2021:1111::1";
export const GATEWAY_IPV4 = "100.64.0.2";
export const GATEWAY_IPV6 = "fd00:2021:1111::2";

export const UDP_PORT = 52_625;
export const SITE_DNS_PORT = 53_535;
const RELAY_PORT = 3478;
const PUBLIC_IPV4 = { client: "192.0.2.1", gateway: "198.51.100.1" };
const PRIVATE_IPV4 = { client: "192.168.1.2", gateway: "10.200.0.2" };

/** How a device is attached to the Internet. */
export interface Attachment {
  readonly nat?: NatBehaviour;
  /** Outside ports that lead to the device's tunnel port. */
  readonly forwards?: readonly number[];
  readonly firewall?: FirewallRules;
  readonly link?: Partial<LinkConditions>;
}

export interface WorldOptions {
  readonly seed?: number;
  readonly client?: Attachment;
  readonly gateway?: Attachment;
  readonly relays?: number;
  readonly resources?: readonly PortalResource[];
}

const DEFAULT_LINK = { delay: 10 };

export class World {
  readonly simulation: Simulation;
  readonly portal: Portal;
  readonly turnServers = new Map<string, TurnServer>();
  readonly routers: { client?: Router; gateway?: Router } = {};
  readonly clientHost: Host;
  readonly gatewayHost: Host;
  client: TunnelProcess<ClientCommand, ClientEvent>;
  gateway: TunnelProcess<GatewayCommand, GatewayEvent>;
  /** What names resolve to at the gateway's site; undefined: the resolver does not answer. */
  readonly names = new Map<string, readonly IpAddress[] | undefined>();
  /** What the gateway's DNS server answers, by name and type. */
  readonly siteRecords = new Map<string, readonly AnswerRecord[]>();
  /** What behind the gateway was reached, in order. */
  readonly served: Seen[] = [];
  /** What a server behind the gateway makes of a packet. */
  serve: (packet: Uint8Array) => Uint8Array | undefined = echoOf;
  readonly #proxyAddresses = new ProxyAddresses();
  #clientTunnel: ClientTunnel;
  #gatewayTunnel: GatewayTunnel;
  #lastProbe = 0;
  #clientStarts = 0;

  constructor({ seed = 1, client = {}, gateway = {}, relays = 2, resources = [] }: WorldOptions = {}) {
    this.simulation = new Simulation({ seed });
    this.portal = new Portal(this.simulation);
    for (const resource of resources) this.portal.resources.set(resource.id, resource);
    for (let i = 1; i <= relays; i++) this.addRelay(i);
    this.clientHost = this.#attach("client", client);
    this.gatewayHost = this.#attach("gateway", gateway);
    this.#clientTunnel = this.#newClientTunnel();
    this.#gatewayTunnel = this.#newGatewayTunnel();
    this.client = this.#runClient();
    this.gateway = this.#runGateway();
    this.joinPortal();
    this.run(500);
  }

  get now(): number {
    return this.simulation.now;
  }

  get clientTunnel(): ClientTunnel {
    return this.#clientTunnel;
  }

  get gatewayTunnel(): GatewayTunnel {
    return this.#gatewayTunnel;
  }

  run(duration: number): void {
    this.simulation.run(duration);
  }

  joinPortal(): void {
    this.joinClient();
    this.joinGateway();
  }

  joinClient(): void {
    const deliver = (message: Extract<ClientCommand, { type: "portal" }>["message"]) =>
      this.client.tunnel.handleCommand({ type: "portal", message }, this.now);
    const joining = { id: CLIENT_ID, ipv4: CLIENT_IPV4, ipv6: CLIENT_IPV6, deliver };
    this.portal.joinClient(joining, this.#clientTunnel.publicKey);
  }

  joinGateway(): void {
    const deliver = (message: Extract<GatewayCommand, { type: "portal" }>["message"]) =>
      this.gateway.tunnel.handleCommand({ type: "portal", message }, this.now);
    const joining = { id: GATEWAY_ID, ipv4: GATEWAY_IPV4, ipv6: GATEWAY_IPV6, site: SITE, deliver };
    this.portal.joinGateway(joining, this.#gatewayTunnel.publicKey);
  }

  /** The portal knows it from the next message about relays on. */
  addRelay(number: number): string {
    const id = `4e1a0000-0000-4000-8000-00000000000${number}`;
    const stampSecret = `secret of relay ${number}`;
    const address = { ip: `203.0.113.${number}`, port: RELAY_PORT };
    const password = (username: string) => {
      const parsed = parseTurnUsername(username);
      return parsed && turnPassword(parsed.expiresAt, parsed.salt, stampSecret);
    };
    const server = new TurnServer({ addresses: [address], realm: "firezone", password });
    this.simulation.host(`relay ${number}`, { addresses: [address.ip], link: { delay: 5 } }).run(server, "any");
    this.turnServers.set(id, server);
    this.portal.relays.set(id, { id, addresses: [address], stampSecret });
    return id;
  }

  /** The host's interfaces change: another address, maybe another router; the tunnel is told as the engine does. */
  roamClient(ip: IpAddress, link: Partial<LinkConditions> = DEFAULT_LINK): void {
    this.clientHost.move({ addresses: [ip], link });
    this.#clientTunnel.handleCommand({ type: "reset", reason: "the network changed" }, this.now);
  }

  /** The gateway's process ends and starts again, with nothing but what the portal tells it. */
  restartGateway(): void {
    this.portal.leaveGateway(GATEWAY_ID);
    this.#gatewayTunnel = this.#newGatewayTunnel();
    this.gateway = this.#runGateway();
    this.joinGateway();
  }

  /** As the user's machine does: to the TUN device. */
  write(packet: Uint8Array): void {
    this.client.write(packet, this.now);
  }

  /** Sends a datagram and says what its text is. */
  sendUdp(to: IpAddress, { port = 7, sourcePort = 40_000, text = `probe ${++this.#lastProbe}` } = {}): string {
    const source = { ip: ipVersion(to) === 4 ? CLIENT_IPV4 : CLIENT_IPV6, port: sourcePort };
    this.write(udpPacket({ source, destination: { ip: to, port }, payload: utf8(text) }));
    return text;
  }

  ping(to: IpAddress, id = 77): void {
    const source = ipVersion(to) === 4 ? CLIENT_IPV4 : CLIENT_IPV6;
    this.write(icmpEcho({ kind: "request", source, destination: to, id }));
  }

  /** Whether a datagram is answered within `limit` ms. */
  reaches(to: IpAddress, options: { port?: number; sourcePort?: number; limit?: number } = {}): boolean {
    const text = this.sendUdp(to, options);
    const isAnswered = () => this.answers().includes(text);
    try {
      this.simulation.runUntil(isAnswered, options.limit ?? 3000);
      return true;
    } catch {
      return false;
    }
  }

  /** Texts of the datagrams that came out of the client's TUN device. */
  answers(): string[] {
    return this.client.received.flatMap((packet) => {
      const { kind, payload } = seen(packet);
      return kind === "udp" ? [fromUtf8(payload) ?? ""] : [];
    });
  }

  /** ICMP errors that came out of the client's TUN device, as type/code from the address that they speak of. */
  icmpErrors(): string[] {
    return this.client.received.flatMap((packet) => {
      const { kind, icmp, source } = seen(packet);
      return kind === "icmp-error" ? [`${icmp} from ${source}`] : [];
    });
  }

  clientEvents<T extends ClientEvent["type"]>(type: T): Extract<ClientEvent, { type: T }>[] {
    return this.client.events.filter((event): event is Extract<ClientEvent, { type: T }> => event.type === type);
  }

  gatewayEvents<T extends GatewayEvent["type"]>(type: T): Extract<GatewayEvent, { type: T }>[] {
    return this.gateway.events.filter((event): event is Extract<GatewayEvent, { type: T }> => event.type === type);
  }

  path(): "direct" | "relayed" | undefined {
    return this.#clientTunnel.status().gateways[0]?.path;
  }

  #attach(name: "client" | "gateway", attachment: Attachment): Host {
    const { nat, forwards = [], firewall, link = DEFAULT_LINK } = attachment;
    if (!nat && !firewall) return this.simulation.host(name, { addresses: [PUBLIC_IPV4[name]], link });
    const networks = nat ? [] : [{ ip: PRIVATE_IPV4[name], length: 32 }];
    const router = this.simulation.router({
      name: `${name}'s router`,
      addresses: [PUBLIC_IPV4[name]],
      link,
      networks,
      ...(nat && { nat, forwards: forwards.map((port) => ({ port, to: insideSocket(name) })) }),
      ...(firewall && { firewall }),
    });
    this.routers[name] = router;
    return this.simulation.host(name, { addresses: [PRIVATE_IPV4[name]], segment: router.inside });
  }

  #newClientTunnel(): ClientTunnel {
    const random = this.simulation.random.fork(`client ${++this.#clientStarts}`);
    return new ClientTunnel({
      crypto: nobleCrypto,
      random: (count) => random.bytes(count),
      now: this.now,
      epochOffset: EPOCH_OFFSET,
      proxyAddresses: this.#proxyAddresses,
    });
  }

  #newGatewayTunnel(): GatewayTunnel {
    const random = this.simulation.random.fork("gateway");
    return new GatewayTunnel({
      crypto: nobleCrypto,
      random: (count) => random.bytes(count),
      now: this.now,
      epochOffset: EPOCH_OFFSET,
    });
  }

  #runClient(): TunnelProcess<ClientCommand, ClientEvent> {
    const process = this.clientHost.run(new TunnelProcess<ClientCommand, ClientEvent>(this.#clientTunnel), UDP_PORT);
    process.onEvent = (event) => {
      if (event.type === "portal") this.portal.fromClient(CLIENT_ID, event.message);
      if (event.type === "public-key-changed") this.simulation.after(this.portal.latency, () => this.joinClient());
    };
    return process;
  }

  #runGateway(): TunnelProcess<GatewayCommand, GatewayEvent> {
    const tunnel = this.#gatewayTunnel;
    const process = this.gatewayHost.run(new TunnelProcess<GatewayCommand, GatewayEvent>(tunnel), UDP_PORT);
    process.onEvent = (event) => {
      if (event.type === "portal") this.portal.fromGateway(GATEWAY_ID, event.message);
      if (event.type === "resolve") this.#resolve(event.id, event.domain);
    };
    process.onPacket = (packet) => this.#serve(packet, process);
    return process;
  }

  #resolve(id: number, domain: string): void {
    const known = this.names.has(domain.toLowerCase()) ? this.names.get(domain.toLowerCase()) : [];
    if (!known) return;
    this.simulation.after(5, () =>
      this.#gatewayTunnel.handleCommand({ type: "resolved", id, addresses: known }, this.now),
    );
  }

  #serve(packet: Uint8Array, process: TunnelProcess<GatewayCommand, GatewayEvent>): void {
    const arrived = seen(packet);
    const isForUs = arrived.destination === GATEWAY_IPV4 || arrived.destination === GATEWAY_IPV6;
    this.served.push(arrived);
    const answer = isForUs ? this.#answerDns(arrived) : this.serve(packet);
    if (answer) this.simulation.after(1, () => process.write(answer, this.now));
  }

  /** The gateway's DNS server for SRV and TXT. */
  #answerDns({ kind, source, sourcePort, destination, destinationPort, payload }: Seen): Uint8Array | undefined {
    const query = kind === "udp" && destinationPort === SITE_DNS_PORT ? parseQuery(payload) : undefined;
    if (!query) return undefined;
    const { name, type } = query.question;
    const answers = this.siteRecords.get(`${name} ${type}`) ?? [];
    return udpPacket({
      source: { ip: destination, port: destinationPort },
      destination: { ip: source, port: sourcePort },
      payload: buildResponse(query, 0, answers),
    });
  }
}

function insideSocket(name: "client" | "gateway"): SocketAddress {
  return { ip: PRIVATE_IPV4[name], port: UDP_PORT };
}

export function cidr(number: number, address: string, filters: PortalResource["filters"] = []): PortalResource {
  return { id: resourceId(number), type: "cidr", address, site: SITE, filters };
}

export function dns(number: number, address: string, options: Partial<PortalResource> = {}): PortalResource {
  return { id: resourceId(number), type: "dns", address, site: SITE, ...options };
}

export function internet(number: number): PortalResource {
  return { id: resourceId(number), type: "internet", site: SITE };
}

export function resourceId(number: number): string {
  return `4e500000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
