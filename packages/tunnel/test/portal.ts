// A portal in memory: introduces clients and gateways as the real one does, with what it knows of resources, policies and
// relays. Every message goes through the schemas of the wire contract and takes its time.
import { toBase64 } from "@fz/bytes";
import { formatSocketAddress, type IpAddress, type SocketAddress } from "@fz/ip";
import type { Simulation } from "@fz/simnet";
import {
  CLIENT_INBOUND,
  type ClientInbound,
  type ClientOutbound,
  type ConnectionReport,
  ConnectionReportSchema,
  clientGatewayPresharedKey,
  type FilterInput,
  GATEWAY_INBOUND,
  type GatewayInbound,
  type GatewayOutbound,
  iceCredentials,
  signIngestToken,
  turnCredentials,
} from "@fz/wire";

export interface PortalResource {
  readonly id: string;
  readonly type: "cidr" | "dns" | "internet";
  readonly address?: string;
  readonly site: string;
  readonly filters?: readonly FilterInput[];
  readonly ipStack?: "dual" | "ipv4_only" | "ipv6_only";
}

export interface PortalRelay {
  readonly id: string;
  readonly addresses: readonly SocketAddress[];
  readonly stampSecret: string;
}

interface Seat<M> {
  readonly id: string;
  readonly ipv4: IpAddress;
  readonly ipv6: IpAddress;
  readonly pskBase: Uint8Array;
  readonly deliver: (message: M) => void;
  /** As it was when the device connected last; undefined while it is not connected. */
  publicKey: string | undefined;
  relays: readonly string[];
}

interface GatewaySeat extends Seat<GatewayInbound> {
  readonly site: string;
}

export type Joining<M> = Pick<Seat<M>, "id" | "ipv4" | "ipv6" | "deliver">;

interface Authorization {
  readonly clientId: string;
  readonly resourceId: string;
  readonly gatewayId: string;
  expiresAt: number;
}

interface Asked {
  readonly clientId: string;
  readonly resourceId: string;
  readonly gatewayId: string;
}

const ANSWER_TIMEOUT = 15_000;
const NEVER = 4_000_000_000;
const TURN_EXPIRY = 3_000_000_000;

export class Portal {
  /** While false nothing gets in or out. */
  isUp = true;
  /** One way, ms. */
  latency = 20;
  /** Unix seconds until which access is granted from now on. */
  expiresAt = NEVER;
  readonly resources = new Map<string, PortalResource>();
  readonly relays = new Map<string, PortalRelay>();
  /** Upstream resolvers that clients are given. */
  upstreamDo53: readonly IpAddress[] = [];
  /** Reason for which access to a resource is refused, by resource id. */
  readonly refusals = new Map<string, string>();
  /** Seconds between uploads of flow logs; 0: none. */
  uploadInterval = 0;
  /** Whether authorizations want their flows reported. */
  uploadsEnabled = true;
  /** What clients asked for, in order. */
  readonly requests: {
    readonly clientId: string;
    readonly resourceId: string;
    readonly connected: readonly string[];
  }[] = [];
  noRelays = 0;
  /** What devices are asked in `init`; undefined: nothing, as stock portals. */
  connectionReports: { readonly interval_seconds: number } | undefined;
  /** What was reported of connections, in order. */
  readonly reports: {
    readonly from: string;
    readonly at: number;
    readonly connections: ConnectionReport["connections"];
  }[] = [];
  readonly #simulation: Simulation;
  readonly #clients = new Map<string, Seat<ClientInbound>>();
  readonly #gateways = new Map<string, GatewaySeat>();
  readonly #authorizations = new Map<string, Authorization>();
  readonly #asked = new Map<string, Asked>();
  #lastRef = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  get authorizations(): readonly Authorization[] {
    return [...this.#authorizations.values()];
  }

  /** Opens the device's WebSocket; `init` follows. A device that comes again begins a new one. */
  joinClient(joining: Joining<ClientInbound>, publicKey: Uint8Array): void {
    const seat = this.#seat(joining, publicKey, this.#clients.get(joining.id));
    this.#clients.set(seat.id, seat);
    if (!this.isUp) return;
    const interface_ = {
      ipv4: seat.ipv4,
      ipv6: seat.ipv6,
      upstream_do53: this.upstreamDo53.map((ip) => ({ ip })),
    };
    const resources = [...this.resources.values()].map(clientView);
    const payload = CLIENT_INBOUND.init.parse({
      interface: interface_,
      resources,
      relays: this.#relaysFor(seat),
      flow_logs: this.#flowLogs(),
      connection_reports: this.connectionReports,
    });
    this.#tell(seat, { event: "init", payload });
  }

  joinGateway(joining: Joining<GatewayInbound> & { readonly site: string }, publicKey: Uint8Array): void {
    const seat = { ...this.#seat(joining, publicKey, this.#gateways.get(joining.id)), site: joining.site };
    this.#gateways.set(seat.id, seat);
    if (!this.isUp) return;
    const mine = this.authorizations.filter(({ gatewayId }) => gatewayId === seat.id);
    const payload = GATEWAY_INBOUND.init.parse({
      interface: { ipv4: seat.ipv4, ipv6: seat.ipv6 },
      config: { ipv4_masquerade_enabled: true, ipv6_masquerade_enabled: true },
      relays: this.#relaysFor(seat),
      authorizations: mine.map(({ clientId, resourceId, expiresAt }) => ({
        client_id: clientId,
        resource_id: resourceId,
        expires_at: expiresAt,
      })),
      flow_logs: this.#flowLogs(),
      connection_reports: this.connectionReports,
    });
    this.#tell(seat, { event: "init", payload });
  }

  leaveGateway(id: string): void {
    const seat = this.#gateways.get(id);
    if (seat) seat.publicKey = undefined;
  }

  /** Adds or changes a resource. Whatever access depends on, except filters, takes running access away first. */
  setResource(resource: PortalResource): void {
    const before = this.resources.get(resource.id);
    this.resources.set(resource.id, resource);
    if (before && before.address === resource.address && before.site === resource.site) {
      const payload = GATEWAY_INBOUND.resource_updated.parse(gatewayView(resource));
      for (const seat of this.#gateways.values()) this.#tell(seat, { event: "resource_updated", payload });
    } else if (before) this.#reject(resource.id);
    const payload = CLIENT_INBOUND.resource_created_or_updated.parse(clientView(resource));
    for (const seat of this.#clients.values()) this.#tell(seat, { event: "resource_created_or_updated", payload });
  }

  /** The resource is gone, or no policy grants it any more. */
  removeResource(id: string): void {
    this.resources.delete(id);
    this.#reject(id);
    for (const seat of this.#clients.values()) this.#tell(seat, { event: "resource_deleted", payload: id });
  }

  /** Takes access away at the gateway without telling the client, as when a condition stops being met. */
  rejectAccess(clientId: string, resourceId: string): void {
    const authorization = this.#authorizations.get(`${clientId} ${resourceId}`);
    this.#authorizations.delete(`${clientId} ${resourceId}`);
    const gateway = authorization && this.#gateways.get(authorization.gatewayId);
    const payload = { client_id: clientId, resource_id: resourceId };
    if (gateway) this.#tell(gateway, { event: "reject_access", payload });
  }

  /** Which relays there are has changed. */
  relaysChanged(): void {
    for (const seat of this.#clients.values())
      this.#tell(seat, { event: "relays_presence", payload: this.#presence(seat) });
    for (const seat of this.#gateways.values())
      this.#tell(seat, { event: "relays_presence", payload: this.#presence(seat) });
  }

  fromClient(clientId: string, message: ClientOutbound): void {
    this.#receive(() => this.#handleClient(clientId, message));
  }

  fromGateway(gatewayId: string, message: GatewayOutbound): void {
    this.#receive(() => this.#handleGateway(gatewayId, message));
  }

  #handleClient(clientId: string, message: ClientOutbound): void {
    switch (message.event) {
      case "request_authorization": {
        const { resource_id: resourceId, connected_gateway_ids: ids = [] } = message.payload;
        const connected = ids.filter((id) => typeof id === "string");
        this.requests.push({ clientId, resourceId, connected });
        return this.#authorize(clientId, resourceId, connected);
      }
      case "new_gateway_ice_candidates":
      case "invalidate_gateway_ice_candidates": {
        const { gateway_id: id, candidates } = message.payload;
        const gateway = this.#gateways.get(id);
        const event = message.event === "new_gateway_ice_candidates" ? "ice_candidates" : "invalidate_ice_candidates";
        const payload = GATEWAY_INBOUND[event].parse({ client_id: clientId, candidates });
        if (gateway) this.#tell(gateway, { event, payload });
        return;
      }
      case "no_relays":
        return this.#replaceRelays(this.#clients.get(clientId));
      case "connection_report":
        return this.#report(clientId, message.payload);
      default:
        throw new Error(`the portal of the tests does not know ${message.event}`);
    }
  }

  #handleGateway(gatewayId: string, message: GatewayOutbound): void {
    switch (message.event) {
      case "authorization_created":
        return this.#granted(message.payload.ref);
      case "broadcast_ice_candidates":
      case "broadcast_invalidated_ice_candidates": {
        const { client_ids: ids, candidates } = message.payload;
        const event = message.event === "broadcast_ice_candidates" ? "ice_candidates" : "invalidate_ice_candidates";
        const payload = CLIENT_INBOUND[event].parse({ gateway_id: gatewayId, candidates });
        for (const id of ids) {
          const client = typeof id === "string" ? this.#clients.get(id) : undefined;
          if (client) this.#tell(client, { event, payload });
        }
        return;
      }
      case "no_relays":
        return this.#replaceRelays(this.#gateways.get(gatewayId));
      case "connection_report":
        return this.#report(gatewayId, message.payload);
      default:
        throw new Error(`the portal of the tests does not know ${message.event}`);
    }
  }

  #report(from: string, payload: unknown): void {
    const { connections } = ConnectionReportSchema.parse(payload);
    this.reports.push({ from, at: this.#simulation.now, connections });
  }

  #authorize(clientId: string, resourceId: string, connected: readonly string[]): void {
    const resource = this.resources.get(resourceId);
    const client = this.#clients.get(clientId);
    if (!client?.publicKey) return;
    const refusal = resource ? this.refusals.get(resourceId) : "not_found";
    if (!resource || refusal !== undefined) return this.#refuse(client, resourceId, refusal ?? "not_found");
    const online = [...this.#gateways.values()].filter(({ site, publicKey }) => site === resource.site && publicKey);
    const gateway = online.find(({ id }) => connected.includes(id)) ?? online.at(0);
    if (!gateway?.publicKey) return this.#refuse(client, resourceId, "offline");
    const ref = `ref-${++this.#lastRef}`;
    this.#asked.set(ref, { clientId, resourceId, gatewayId: gateway.id });
    const keyed = pair(client, gateway);
    const credentials = iceCredentials(keyed.client, keyed.gateway);
    const payload = GATEWAY_INBOUND.create_authorization.parse({
      ref,
      resource: gatewayView(resource),
      client: {
        id: client.id,
        public_key: client.publicKey,
        preshared_key: clientGatewayPresharedKey(keyed.client, keyed.gateway),
        ipv4: client.ipv4,
        ipv6: client.ipv6,
      },
      client_ice_credentials: credentials.initiator,
      gateway_ice_credentials: credentials.receiver,
      expires_at: this.expiresAt,
      flow_logs_ingest_token: ingestToken("responder", client.id, gateway.id, resource, this.uploadsEnabled),
    });
    this.#tell(gateway, { event: "create_authorization", payload });
    const authorization = { clientId, resourceId, gatewayId: gateway.id, expiresAt: this.expiresAt };
    this.#authorizations.set(`${clientId} ${resourceId}`, authorization);
    this.#simulation.after(ANSWER_TIMEOUT, () => {
      if (this.#asked.delete(ref)) this.#refuse(client, resourceId, "offline");
    });
  }

  #granted(ref: string): void {
    const asked = this.#asked.get(ref);
    this.#asked.delete(ref);
    const client = asked && this.#clients.get(asked.clientId);
    const gateway = asked && this.#gateways.get(asked.gatewayId);
    const resource = asked && this.resources.get(asked.resourceId);
    if (!client?.publicKey || !gateway?.publicKey || !resource) return;
    const keyed = pair(client, gateway);
    const credentials = iceCredentials(keyed.client, keyed.gateway);
    const payload = CLIENT_INBOUND.authorization_created.parse({
      resource_id: resource.id,
      gateway_id: gateway.id,
      site_id: gateway.site,
      gateway_public_key: gateway.publicKey,
      gateway_ipv4: gateway.ipv4,
      gateway_ipv6: gateway.ipv6,
      preshared_key: clientGatewayPresharedKey(keyed.client, keyed.gateway),
      client_ice_credentials: credentials.initiator,
      gateway_ice_credentials: credentials.receiver,
      flow_logs_ingest_token: ingestToken("initiator", client.id, gateway.id, resource, this.uploadsEnabled),
    });
    this.#tell(client, { event: "authorization_created", payload });
  }

  #flowLogs() {
    return { api_url: "", upload_interval_secs: this.uploadInterval, upload_batch_size: 1000 };
  }

  #refuse(client: Seat<ClientInbound>, resourceId: string, reason: string): void {
    const payload = CLIENT_INBOUND.authorization_creation_failed.parse({ resource_id: resourceId, reason });
    this.#tell(client, { event: "authorization_creation_failed", payload });
  }

  #reject(resourceId: string): void {
    for (const authorization of this.authorizations) {
      if (authorization.resourceId === resourceId) this.rejectAccess(authorization.clientId, resourceId);
    }
  }

  #replaceRelays(seat: Seat<ClientInbound> | Seat<GatewayInbound> | undefined): void {
    this.noRelays++;
    if (!seat) return;
    const client = this.#clients.get(seat.id);
    const gateway = this.#gateways.get(seat.id);
    if (client) this.#tell(client, { event: "relays_presence", payload: this.#presence(client) });
    if (gateway) this.#tell(gateway, { event: "relays_presence", payload: this.#presence(gateway) });
  }

  #presence(seat: Seat<ClientInbound> | Seat<GatewayInbound>) {
    const disconnected = seat.relays.filter((id) => !this.relays.has(id));
    return CLIENT_INBOUND.relays_presence.parse({ disconnected_ids: disconnected, connected: this.#relaysFor(seat) });
  }

  /** A relay with two addresses is listed twice. */
  #relaysFor(seat: Seat<ClientInbound> | Seat<GatewayInbound>) {
    seat.relays = [...this.relays.keys()];
    return [...this.relays.values()].flatMap(({ id, addresses, stampSecret }) => {
      const credentials = turnCredentials(seat.publicKey ?? "", TURN_EXPIRY, stampSecret);
      return addresses.map((address) => ({
        id,
        type: "turn",
        addr: formatSocketAddress(address),
        expires_at: TURN_EXPIRY,
        ...credentials,
      }));
    });
  }

  #seat<M>(joining: Joining<M>, publicKey: Uint8Array, before: Seat<M> | undefined): Seat<M> {
    // What is still under way to the former socket is lost.
    if (before) before.publicKey = undefined;
    const pskBase = before?.pskBase ?? this.#simulation.random.bytes(32);
    return { ...joining, pskBase, publicKey: toBase64(publicKey), relays: [] };
  }

  #tell<M>(seat: Seat<M>, message: M): void {
    if (!this.isUp || seat.publicKey === undefined) return;
    this.#simulation.after(this.latency, () => {
      if (this.isUp && seat.publicKey !== undefined) seat.deliver(message);
    });
  }

  #receive(handle: () => void): void {
    if (!this.isUp) return;
    this.#simulation.after(this.latency, () => {
      if (this.isUp) handle();
    });
  }
}

function pair(client: Seat<ClientInbound>, gateway: GatewaySeat) {
  const keyed = ({ id, publicKey = "", pskBase }: Seat<ClientInbound> | GatewaySeat) => ({ id, publicKey, pskBase });
  return { client: keyed(client), gateway: keyed(gateway) };
}

function clientView({ id, type, address, site, filters = [], ipStack = "dual" }: PortalResource) {
  const sites = [{ id: site, name: `site ${site}` }];
  const common = { id, sites, name: address ?? "Internet", filters: [...filters] };
  switch (type) {
    case "internet":
      return { id, type, name: "Internet", sites };
    case "cidr":
      return { ...common, type, address: address ?? "" };
    case "dns":
      return { ...common, type, address: address ?? "", ip_stack: ipStack };
  }
}

function gatewayView({ id, type, address = "", filters = [] }: PortalResource) {
  return type === "internet" ? { id, type } : { id, type, address, name: address, filters: [...filters] };
}

function ingestToken(
  role: "initiator" | "responder",
  clientId: string,
  gatewayId: string,
  resource: PortalResource,
  uploadsEnabled: boolean,
): string {
  const claims = {
    account_id: "account",
    iat: 1,
    exp: NEVER,
    uploads_enabled: uploadsEnabled,
    role,
    initiator_device_id: clientId,
    responder_device_id: gatewayId,
    policy_authorization_id: "authorization",
    policy_id: "policy",
    resource_id: resource.id,
    resource_name: resource.id,
    initiator_actor_id: "actor",
    initiator_actor_name: "Actor",
    authorized_at: "2026-01-01T00:00:00Z",
    authorization_expires_at: "2036-01-01T00:00:00Z",
  };
  return signIngestToken(claims, new Uint8Array(32));
}
