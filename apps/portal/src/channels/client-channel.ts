import { judge, violatedProperties } from "@fz/policy";
import type { FromClient, Interface, Ref, RequestAuthorization } from "@fz/wire";
import type { LiveAccount } from "../accounts/live-account.ts";
import type { ActorRow, AuthorizationRow, DeviceRow } from "../accounts/live-rows.ts";
import { type ClientSubject, policySubject } from "../authorizations/client-subject.ts";
import { type PreparedAuthorization, prepareAuthorization } from "../authorizations/service.ts";
import { deleteAuthorization } from "../authorizations/store.ts";
import type { Leave, MessageToClient, MessageToGateway } from "../cluster/cluster.ts";
import { askForReports, ReportIntake } from "../connections/report-intake.ts";
import type { Context } from "../context.ts";
import { clientTokenExists } from "../devices/standing.ts";
import { type RenderedResource, renderResource } from "../resources/rendered.ts";
import { type Channel, CLOSE_GOING_AWAY, type DeviceSocket } from "./device-socket.ts";
import { clientInterface } from "./interface.ts";
import { geoPoint } from "./location.ts";
import { RelaySet } from "./relay-set.ts";

const ANSWER_MS = 15_000;
const NONE: ReadonlySet<string> = new Set();

interface Pending {
  /** Undefined until the grant is written. */
  authorizationId: string | undefined;
  created: PreparedAuthorization["created"] | undefined;
  readonly timer: NodeJS.Timeout;
}

/** A client: it is told what it may reach, and asks for access when traffic wants it. */
export class ClientChannel implements Channel<"client"> {
  readonly id: string;
  readonly #context: Context;
  readonly #socket: DeviceSocket<"client">;
  readonly #live: LiveAccount;
  readonly #relays: RelaySet;
  readonly #reports: ReportIntake;
  #subject: ClientSubject;
  #isIceless = false;
  #leaveCluster: Leave | undefined;
  #joinNumber = 0;
  /** What the device was last told of each resource. Undefined before `init`. */
  #told: Map<string, string> | undefined;
  #toldInterface = "";
  readonly #pending = new Map<string, Pending>();
  /** The grant in force for each resource for which this channel got one: the last one given. */
  readonly #grants = new Map<string, { readonly id: string; readonly end: number }>();
  /** Grants that were written but never told to anyone. */
  readonly #discarded = new Set<string>();
  /** Epoch milliseconds at which time may change what the device may reach. */
  #reviewAt = Number.POSITIVE_INFINITY;

  constructor(context: Context, socket: DeviceSocket<"client">, live: LiveAccount, subject: ClientSubject) {
    this.#context = context;
    this.#socket = socket;
    this.#live = live;
    this.#subject = subject;
    this.id = subject.device.id;
    this.#reports = new ReportIntake(context, { accountId: live.id, kind: "client", id: this.id }, socket.log);
    const { remote, publicKey } = subject.session;
    const expiresAt = Math.floor(subject.tokenExpiresAt / 1_000);
    this.#relays = new RelaySet(context.cluster, { publicKey, location: geoPoint(remote.lat, remote.lon), expiresAt });
  }

  get actorId(): string {
    return this.#subject.actor.id;
  }

  get tokenId(): string {
    return this.#subject.tokenId;
  }

  async join(): Promise<void> {
    const number = ++this.#joinNumber;
    this.#isIceless = false;
    const { roster, cluster } = this.#context;
    const previous = roster.client(this.#live.id, this.id);
    if (previous && previous !== this) previous.tokenDeleted();
    roster.addClient(this.#live.id, this);
    const ids = { accountId: this.#live.id, deviceId: this.id, actorId: this.actorId, tokenId: this.tokenId };
    const standing = await this.#context.deviceQueries.clientStanding.ask(ids);
    if (!standing) return this.#endStanding();
    const { actor, device } = standing;
    this.#subject = { ...this.#subject, actor, addresses: device, isVerified: device.verified_at !== null };
    await this.#sendInit();
    if (number !== this.#joinNumber) return;
    this.#leaveCluster = cluster.joinClient({ accountId: this.#live.id, id: this.id }, (message) =>
      this.#receive(message),
    );
    this.#socket.log.info("client joined");
  }

  async handle(message: FromClient, _ref: Ref): Promise<void> {
    switch (message.event) {
      case "set_snownet_capabilities":
        this.#isIceless = message.payload.iceless;
        return;
      case "request_authorization":
        return this.#request(message.payload);
      case "no_relays":
        return this.#socket.push("relays_presence", { disconnected_ids: [], connected: this.#relays.choose() });
      case "connection_report":
        return this.#reports.take(message.payload, (id) => this.#context.cluster.isGatewayOnline(this.#live.id, id));
      case "new_gateway_ice_candidates":
        return this.#toGateway(message.payload.gateway_id, "ice_candidates", message.payload.candidates);
      case "invalidate_gateway_ice_candidates":
        return this.#toGateway(message.payload.gateway_id, "invalidate_ice_candidates", message.payload.candidates);
      case "broadcast_ice_candidates":
        return this.#toGateways(message.payload.gateway_ids, "ice_candidates", message.payload.candidates);
      case "broadcast_invalidated_ice_candidates":
        return this.#toGateways(message.payload.gateway_ids, "invalidate_ice_candidates", message.payload.candidates);
      case "new_client_ice_candidates":
      case "invalidate_client_ice_candidates":
        return this.#toClient(message);
      case "resolve_device_pool_domain":
        return this.#socket.push("device_pool_domain_resolution_failed", { ...message.payload, reason: "not_found" });
      case "request_device_access":
      case "prepare_connection":
      case "reuse_connection":
      case "request_connection":
        // Obsolete, or of clients before 1.4, which this portal does not serve.
        return;
    }
  }

  leave(): void {
    this.#joinNumber++;
    this.#told = undefined;
    this.#leaveCluster?.();
    this.#leaveCluster = undefined;
    this.#reports.end();
    this.#context.roster.removeClient(this.#live.id, this);
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#pending.clear();
  }

  /**
   * Compares what the device may reach with what it was told and pushes the difference, deletions first. A device keeps
   * using a grant until told otherwise and does not ask again by itself, so a resource whose grant was `revoked` but
   * stays allowed is deleted and created.
   */
  review(resourceIds: ReadonlySet<string>, revoked: ReadonlySet<string> = NONE): void {
    const told = this.#told;
    if (!told) return;
    const created: string[] = [];
    for (const id of revoked.size === 0 ? resourceIds : new Set([...resourceIds, ...revoked])) {
      const before = told.get(id);
      const after = this.#visible(id)?.json;
      if (before === after && !revoked.has(id)) continue;
      if (before !== undefined && (after === undefined || revoked.has(id) || this.#mustDeleteFirst(before, after))) {
        this.#socket.pushAlike("resource_deleted", JSON.stringify(id));
        this.#grants.delete(id);
        told.delete(id);
      }
      if (after === undefined) continue;
      told.set(id, after);
      created.push(after);
    }
    for (const json of created) this.#socket.pushAlike("resource_created_or_updated", json);
  }

  /** Everything this device was told or may be told of. */
  reviewAll(revoked?: ReadonlySet<string>): void {
    this.#reviewAt = Number.POSITIVE_INFINITY;
    const candidates = this.#live.resourcesFor(this.#live.groupsOf(this.#subject.actor));
    this.review(new Set([...candidates, ...(this.#told?.keys() ?? [])]), revoked);
  }

  /** Whether the end of that grant leaves the device without access. A grant from before a reconnect is not known here. */
  losesAccess(row: AuthorizationRow): boolean {
    if (this.#discarded.delete(row.id)) return false;
    const current = this.#grants.get(row.resource_id);
    return current === undefined || current.id === row.id;
  }

  actorChanged(actor: ActorRow): void {
    this.#subject = { ...this.#subject, actor };
  }

  configChanged(): void {
    if (!this.#told) return;
    const config = this.#interface();
    const text = JSON.stringify(config);
    if (text === this.#toldInterface) return;
    this.#toldInterface = text;
    this.#socket.push("config_changed", { interface: config });
  }

  /** Addresses or verification changed. */
  async deviceChanged({ ipv4, ipv6, verified_at }: DeviceRow): Promise<void> {
    const before = this.#subject.addresses;
    this.#subject = { ...this.#subject, addresses: { ipv4, ipv6 }, isVerified: verified_at !== null };
    if (!this.#told) return;
    if (before.ipv4 !== ipv4 || before.ipv6 !== ipv6) await this.#sendInit();
    else this.reviewAll();
  }

  relaysChanged(): void {
    const presence = this.#relays.review();
    if (presence) this.#socket.push("relays_presence", presence);
  }

  /** The device's session is over for good. */
  tokenDeleted(): void {
    this.#socket.disconnect();
  }

  deviceDeleted(): void {
    this.#socket.stop();
  }

  close(): void {
    this.#socket.close(CLOSE_GOING_AWAY);
  }

  tick(now: number): void {
    this.#socket.checkIdle(now);
    if (now >= this.#subject.tokenExpiresAt) return this.tokenDeleted();
    const ended = [...this.#grants].filter(([, { end }]) => end <= now).map(([id]) => id);
    for (const id of ended) this.#grants.delete(id);
    if (ended.length > 0) this.review(NONE, new Set(ended));
  }

  /** Whether time may have changed what the device may reach. */
  isReviewDue(now: number): boolean {
    return now >= this.#reviewAt;
  }

  async #endStanding(): Promise<void> {
    const hasToken = await clientTokenExists(this.#context.db, this.#live.id, this.tokenId);
    if (hasToken) this.deviceDeleted();
    else this.tokenDeleted();
  }

  async #sendInit(): Promise<void> {
    const receiver = { accountId: this.#live.id, deviceId: this.id };
    const inbound = await this.#context.deviceQueries.inboundAuthorizations.ask(receiver);
    const candidates = this.#live.resourcesFor(this.#live.groupsOf(this.#subject.actor));
    const resources = [...candidates].flatMap((id) => this.#visible(id) ?? []);
    const config = this.#interface();
    this.#told = new Map(resources.map(({ resource, json }) => [resource.id, json]));
    this.#toldInterface = JSON.stringify(config);
    const rest = JSON.stringify({
      interface: config,
      authorizations: inbound.map(({ id: _, ...authorization }) => authorization),
      relays: this.#relays.choose(),
      flow_logs: this.#context.flowLogs,
      ...askForReports(this.#context.config),
    });
    // Resources are most of it, and JSON already.
    const list = resources.map(({ json }) => json).join(",");
    this.#socket.pushJson("init", `{"resources":[${list}],${rest.slice(1)}`);
  }

  #interface(): Interface {
    return clientInterface(this.#subject.addresses, this.#live.account.config);
  }

  #visible(id: string): RenderedResource | undefined {
    const found = this.#live.siteResource(id);
    if (!found) return undefined;
    const subject = policySubject(this.#subject, this.#live);
    const decision = judge(this.#live, subject, id, this.#context.now());
    const changesAt = decision.allowed ? decision.expiresAt : decision.reviewAt;
    if (changesAt !== null && changesAt < this.#reviewAt) this.#reviewAt = changesAt;
    return decision.allowed ? renderResource(found.resource, found.site, this.#subject) : undefined;
  }

  #mustDeleteFirst(before: string, after: string): boolean {
    const { needsDeleteBeforeSiteChange, sitesKey } = this.#subject.abilities;
    return needsDeleteBeforeSiteChange && siteText(before, sitesKey) !== siteText(after, sitesKey);
  }

  /** One request in flight for each resource: a newer one takes the place of an older. */
  async #request(request: RequestAuthorization): Promise<void> {
    const id = request.resource_id;
    clearTimeout(this.#pending.get(id)?.timer);
    const timer = setTimeout(() => this.#fail(id, pending, "offline"), ANSWER_MS);
    const pending: Pending = { authorizationId: undefined, created: undefined, timer };
    this.#pending.set(id, pending);
    try {
      await this.#authorize(request, pending);
    } catch (error) {
      // The database is out of reach, say. Standing access goes on without it, and so does this channel.
      this.#socket.log.error({ error, resourceId: id }, "access could not be authorised");
      this.#fail(id, pending, "offline");
    }
  }

  async #authorize(request: RequestAuthorization, pending: Pending): Promise<void> {
    const id = request.resource_id;
    if (!this.#told?.has(id)) return this.#fail(id, pending, "not_found");
    const stopTimer = this.#context.metrics.authorizationTime.startTimer();
    const prepared = await prepareAuthorization(this.#context, this.#live, this.#subject, request);
    if (!prepared.ok) return this.#fail(id, pending, prepared.reason, prepared.violated);
    pending.authorizationId = prepared.authorizationId;
    pending.created = prepared.created;
    if (this.#pending.get(id) !== pending) return this.#discard(prepared.authorizationId);
    const message = { ...prepared.message, clientIsIceless: this.#isIceless };
    if (await this.#context.cluster.tellGateway(this.#live.id, prepared.gatewayId, message)) {
      this.#grants.set(id, { id: prepared.authorizationId, end: prepared.expiresAt });
      stopTimer();
      return;
    }
    await this.#discard(prepared.authorizationId);
    this.#fail(id, pending, "offline");
  }

  async #discard(authorizationId: string): Promise<void> {
    this.#discarded.add(authorizationId);
    await deleteAuthorization(this.#context.db, this.#live.id, authorizationId);
  }

  #fail(id: string, pending: Pending, reason: string, violated: readonly string[] = []): void {
    if (this.#pending.get(id) !== pending) return;
    clearTimeout(pending.timer);
    this.#pending.delete(id);
    this.#context.metrics.authorizations.inc({ outcome: reason });
    this.#denied(id, reason, violated);
    const properties = reason === "forbidden" ? { violated_properties: violated } : {};
    this.#socket.push("authorization_creation_failed", { resource_id: id, reason, ...properties });
  }

  /** What the device was not told of may be kept from it by conditions, which is for administrators to know. */
  #denied(resourceId: string, reason: string, told: readonly string[]): void {
    const now = this.#context.now();
    const { actor, session } = this.#subject;
    const subject = policySubject(this.#subject, this.#live);
    const violated = reason === "not_found" ? violatedProperties(this.#live, subject, resourceId, now) : told;
    const resourceName = this.#live.resource(resourceId)?.name ?? null;
    const ids = { clientId: this.id, actorId: actor.id, resourceId };
    this.#socket.log.info({ ...ids, ip: session.remote.ip, reason, violated }, "access refused");
    this.#context.denials.add(this.#live.id, { ...ids, actorName: actor.name, resourceName, reason, violated }, now);
    this.#context.liveNews.denied(this.#live.id);
  }

  #receive(message: MessageToClient): void {
    switch (message.type) {
      case "authorized":
        return this.#authorized(message.authorizationId, message.useIceless);
      case "candidates":
        return this.#socket.push(message.event, { gateway_id: message.gatewayId, candidates: message.candidates });
      case "peer-candidates":
        return this.#socket.push(message.event, { client_id: message.clientId, candidates: message.candidates });
    }
  }

  #authorized(authorizationId: string, useIceless: boolean): void {
    for (const [id, pending] of this.#pending) {
      if (pending.authorizationId !== authorizationId || !pending.created) continue;
      clearTimeout(pending.timer);
      this.#pending.delete(id);
      this.#context.metrics.authorizations.inc({ outcome: "granted" });
      this.#context.liveNews.connectionsChanged(this.#live.id);
      return this.#socket.push("authorization_created", { ...pending.created, use_iceless: useIceless });
    }
  }

  async #toGateways(
    ids: readonly string[],
    event: Extract<MessageToGateway, { type: "candidates" }>["event"],
    candidates: readonly string[],
  ): Promise<void> {
    for (const id of new Set(ids)) await this.#toGateway(id, event, candidates);
  }

  /** Within the account only, whatever id the device names. */
  async #toGateway(
    gatewayId: string,
    event: Extract<MessageToGateway, { type: "candidates" }>["event"],
    candidates: readonly string[],
  ): Promise<void> {
    const message = { type: "candidates", event, clientId: this.id, candidates } as const;
    await this.#context.cluster.tellGateway(this.#live.id, gatewayId, message);
  }

  async #toClient({
    event,
    payload,
  }: Extract<FromClient, { event: "new_client_ice_candidates" | "invalidate_client_ice_candidates" }>): Promise<void> {
    const isNew = event === "new_client_ice_candidates";
    const delivered = await this.#context.cluster.tellClient(this.#live.id, payload.client_id, {
      type: "peer-candidates",
      event: isNew ? "client_ice_candidates" : "invalidate_client_ice_candidates",
      clientId: this.id,
      candidates: payload.candidates,
    });
    if (!delivered && !isNew) {
      this.#socket.push("client_ice_candidate_error", { client_id: payload.client_id, reason: "offline" });
    }
  }
}

function siteText(resource: string | undefined, key: string): string {
  const parsed: unknown = resource === undefined ? undefined : JSON.parse(resource);
  return typeof parsed === "object" && parsed !== null ? JSON.stringify(Reflect.get(parsed, key)) : "";
}
