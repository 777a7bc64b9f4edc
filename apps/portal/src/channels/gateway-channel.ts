import { type FromGateway, GATEWAY_TURN_EXPIRY, INVALID_REF, type InboundAuthorization, type Ref } from "@fz/wire";
import type { LiveAccount } from "../accounts/live-account.ts";
import type { AuthorizationRow } from "../accounts/live-rows.ts";
import type { Leave, MessageToGateway } from "../cluster/cluster.ts";
import { askForReports, ReportIntake } from "../connections/report-intake.ts";
import type { Context } from "../context.ts";
import type { Session } from "../devices/session.ts";
import { gatewayTokenExists, readGatewayStanding } from "../devices/standing.ts";
import type { ConnectedDevice } from "../devices/store.ts";
import { gatewayResource } from "../resources/wire.ts";
import { type Channel, CLOSE_GOING_AWAY, type DeviceSocket } from "./device-socket.ts";
import { geoPoint } from "./location.ts";
import { RelaySet } from "./relay-set.ts";

interface Grant extends InboundAuthorization {
  readonly authorizationId: string;
}

interface Awaited {
  readonly clientId: string;
  readonly authorizationId: string;
  readonly useIceless: boolean;
  /** Epoch milliseconds after which the answer is of no use. */
  readonly until: number;
}

export interface GatewayConnection {
  readonly device: ConnectedDevice;
  readonly siteId: string;
  readonly tokenId: string;
  readonly session: Session;
}

/** How long a gateway may take to acknowledge a grant; the client gives up before. */
const ANSWER_MS = 60_000;
/** How long the end of a grant is remembered that has not arrived yet. */
const ENDED_MS = 60_000;

/** A gateway: it is told which clients may reach what, and says when it is ready for each. */
export class GatewayChannel implements Channel<"gateway"> {
  readonly id: string;
  readonly tokenId: string;
  readonly #context: Context;
  readonly #socket: DeviceSocket<"gateway">;
  readonly #live: LiveAccount;
  readonly #connection: GatewayConnection;
  readonly #relays: RelaySet;
  readonly #reports: ReportIntake;
  #addresses: { readonly ipv4: string; readonly ipv6: string };
  #isIceless = false;
  #leaveCluster: Leave | undefined;
  /** Counts joins, so that what an earlier one began does not speak for a later one. */
  #joinNumber = 0;
  /** The grant in force for each client and resource: the last one given. */
  readonly #grants = new Map<string, Grant>();
  readonly #awaited = new Map<string, Awaited>();
  /** Grants that ended, by id, with when to forget it. */
  readonly #ended = new Map<string, number>();

  constructor(context: Context, socket: DeviceSocket<"gateway">, live: LiveAccount, connection: GatewayConnection) {
    this.#context = context;
    this.#socket = socket;
    this.#live = live;
    this.#connection = connection;
    this.id = connection.device.id;
    this.tokenId = connection.tokenId;
    this.#reports = new ReportIntake(context, { accountId: live.id, kind: "gateway", id: this.id }, socket.log);
    this.#addresses = connection.device;
    const { remote, publicKey } = connection.session;
    const location = geoPoint(remote.lat, remote.lon);
    this.#relays = new RelaySet(context.cluster, { publicKey, location, expiresAt: GATEWAY_TURN_EXPIRY });
  }

  /** Present only once `init` is out: what arrives before it is wasted by the device. */
  async join(): Promise<void> {
    const number = ++this.#joinNumber;
    this.#isIceless = false;
    const { roster, cluster } = this.#context;
    const previous = roster.gateway(this.#live.id, this.id);
    if (previous && previous !== this) previous.replace();
    roster.addGateway(this.#live.id, this);
    this.#grants.clear();
    const standing = await readGatewayStanding(this.#context.db, this.#live.id, this.id, this.tokenId);
    if (!standing) return this.#endStanding();
    this.#addresses = standing;
    await this.#sendInit();
    if (number !== this.#joinNumber) return;
    const { session, siteId } = this.#connection;
    this.#leaveCluster = cluster.joinGateway(
      {
        accountId: this.#live.id,
        id: this.id,
        siteId,
        publicKey: session.publicKey,
        ...this.#addresses,
        version: session.version,
        remoteIp: session.remote.ip,
        location: geoPoint(session.remote.lat, session.remote.lon),
      },
      (message) => this.#receive(message),
    );
    // Grants in `init` come without filters: what changed while the gateway was away would stay as it was.
    for (const id of new Set([...this.#grants.values()].map((grant) => grant.resource_id))) this.filtersChanged(id);
    this.#socket.log.info("gateway joined");
  }

  async handle(message: FromGateway, ref: Ref): Promise<void> {
    switch (message.event) {
      case "set_snownet_capabilities":
        this.#isIceless = message.payload.iceless;
        return;
      case "authorization_created":
        return this.#authorizationCreated(message.payload.ref, ref);
      case "no_relays":
        return this.#socket.push("relays_presence", { disconnected_ids: [], connected: this.#relays.choose() });
      case "connection_report":
        return this.#reports.take(message.payload, this.#clientsWithGrants());
      case "broadcast_ice_candidates":
        return this.#forward("ice_candidates", message.payload);
      case "broadcast_invalidated_ice_candidates":
        return this.#forward("invalidate_ice_candidates", message.payload);
      case "connection_ready":
        return this.#socket.replyError(ref, INVALID_REF);
      default:
        return message satisfies never;
    }
  }

  leave(): void {
    this.#joinNumber++;
    this.#leaveCluster?.();
    this.#leaveCluster = undefined;
    this.#reports.end();
    this.#context.roster.removeGateway(this.#live.id, this);
    this.#awaited.clear();
  }

  /** A grant's row was deleted before its time. Silent where another grant took its place already. */
  authorizationDeleted(row: AuthorizationRow, now: number): void {
    this.#ended.set(row.id, now + ENDED_MS);
    const key = grantKey(row.initiating_device_id, row.resource_id);
    if (this.#grants.get(key)?.authorizationId !== row.id) return;
    this.#grants.delete(key);
    this.#socket.push("reject_access", { client_id: row.initiating_device_id, resource_id: row.resource_id });
  }

  /** Gateways ignore resources that they do not serve. */
  filtersChanged(resourceId: string): void {
    const found = this.#live.siteResource(resourceId);
    const resource = found && gatewayResource(found.resource, this.#connection.session.version);
    if (resource && resource.type !== "internet") this.#socket.push("resource_updated", resource);
  }

  /** A new `init`, with new addresses where they changed. */
  async reinitialize(addresses = this.#addresses): Promise<void> {
    this.#addresses = { ipv4: addresses.ipv4, ipv6: addresses.ipv6 };
    await this.#sendInit();
  }

  relaysChanged(): void {
    const presence = this.#relays.review();
    if (presence) this.#socket.push("relays_presence", presence);
  }

  tokenDeleted(): void {
    this.#socket.disconnect();
  }

  deviceDeleted(): void {
    this.#socket.stop();
  }

  /** The same gateway connected again, and this socket no longer answers. */
  replace(): void {
    this.leave();
    this.#socket.terminate();
  }

  answersPing(timeoutMs: number): Promise<boolean> {
    return this.#socket.answersPing(timeoutMs);
  }

  tick(now: number): void {
    this.#socket.checkIdle(now);
    for (const [id, until] of this.#ended) if (until <= now) this.#ended.delete(id);
    for (const [ref, { until }] of this.#awaited) if (until <= now) this.#awaited.delete(ref);
    for (const [key, { expires_at }] of this.#grants) if (expires_at * 1_000 <= now) this.#grants.delete(key);
  }

  close(): void {
    this.#socket.close(CLOSE_GOING_AWAY);
  }

  async #endStanding(): Promise<void> {
    const hasToken = await gatewayTokenExists(this.#context.db, this.#live.id, this.tokenId);
    if (hasToken) this.deviceDeleted();
    else this.tokenDeleted();
  }

  async #sendInit(): Promise<void> {
    const receiver = { accountId: this.#live.id, deviceId: this.id };
    const standing = await this.#context.deviceQueries.inboundAuthorizations.ask(receiver);
    for (const { id, ...access } of standing) {
      const key = grantKey(access.client_id, access.resource_id);
      // A grant that came in meanwhile is newer; one that ended meanwhile is over.
      if (!this.#grants.has(key) && !this.#ended.has(id)) this.#grants.set(key, { authorizationId: id, ...access });
    }
    this.#socket.push("init", {
      interface: { ipv4: this.#addresses.ipv4, ipv6: this.#addresses.ipv6 },
      config: { ipv4_masquerade_enabled: true, ipv6_masquerade_enabled: true },
      account_slug: this.#live.account.slug,
      relays: this.#relays.choose(),
      authorizations: [...this.#grants.values()].map(({ authorizationId: _, ...access }) => access),
      flow_logs: this.#context.flowLogs,
      ...askForReports(this.#context.config),
    });
  }

  #clientsWithGrants(): (id: string) => boolean {
    const clients = new Set<string>();
    for (const grant of this.#grants.values()) clients.add(grant.client_id);
    return (id) => clients.has(id);
  }

  #receive(message: MessageToGateway): void {
    if (message.type === "authorize") return this.#authorize(message);
    this.#socket.push(message.event, { client_id: message.clientId, candidates: message.candidates });
  }

  #authorize({
    authorizationId,
    clientId,
    clientIsIceless,
    payload,
  }: Extract<MessageToGateway, { type: "authorize" }>): void {
    if (this.#ended.has(authorizationId)) return;
    const ref = crypto.randomUUID();
    const useIceless = clientIsIceless && this.#isIceless && this.#live.account.features.iceless === true;
    this.#awaited.set(ref, { clientId, authorizationId, useIceless, until: this.#context.now() + ANSWER_MS });
    const access = { client_id: clientId, resource_id: payload.resource.id, expires_at: payload.expires_at ?? 0 };
    this.#grants.set(grantKey(clientId, payload.resource.id), { authorizationId, ...access });
    this.#socket.push("create_authorization", { ref, ...payload, use_iceless: useIceless });
  }

  async #authorizationCreated(answered: string, ref: Ref): Promise<void> {
    const awaited = this.#awaited.get(answered);
    this.#awaited.delete(answered);
    if (!awaited) return this.#socket.replyError(ref, INVALID_REF);
    this.#socket.replyOk(ref);
    const { clientId, authorizationId, useIceless } = awaited;
    await this.#context.cluster.tellClient(this.#live.id, clientId, {
      type: "authorized",
      authorizationId,
      useIceless,
    });
  }

  async #forward(
    event: "ice_candidates" | "invalidate_ice_candidates",
    { client_ids, candidates }: { readonly client_ids: readonly string[]; readonly candidates: readonly string[] },
  ): Promise<void> {
    for (const clientId of new Set(client_ids)) {
      await this.#context.cluster.tellClient(this.#live.id, clientId, {
        type: "candidates",
        event,
        gatewayId: this.id,
        candidates,
      });
    }
  }
}

function grantKey(clientId: string, resourceId: string): string {
  return `${clientId}/${resourceId}`;
}
