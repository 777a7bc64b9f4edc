// One signed-in session: carries what the packet loop wants to the portal, the machine and the resolvers outside, and back.
import { toBase64 } from "@fz/bytes";
import type { Engine } from "@fz/engine";
import { FIREZONE_MARK } from "@fz/linux";
import { CLIENT_CANDIDATES, type FlowLogs, HeldCandidates, PortalChannel } from "@fz/portal-channel";
import type { ExitError, Identity } from "@fz/program";
import type { ClientCommand, ClientEvent, HostDnsQuery, InterfaceConfig, ResourceView } from "@fz/tunnel";
import { type ClientOutbound, clientQuery } from "@fz/wire";
import type { Logger } from "pino";
import { HostDns } from "./dns/host-dns.ts";
import { machineFailure, portalFailure } from "./failures.ts";
import type { HardwareIds } from "./hardware-ids.ts";
import type { Machine } from "./machine.ts";
import { portalWay } from "./portal-way.ts";

export type ClientEngine = Engine<ClientCommand, ClientEvent>;

export interface SessionOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly identity: Identity & HardwareIds;
  readonly userAgent: string;
  /** Milliseconds of portal outage after which the session ends; undefined: never. */
  readonly partitionBudget: number | undefined;
  readonly flowLogs: FlowLogs;
  readonly log: Logger;
}

export class Session {
  readonly #engine: ClientEngine;
  readonly #machine: Machine;
  readonly #log: Logger;
  readonly #channel: PortalChannel<"client">;
  readonly #hostDns: HostDns;
  readonly #flowLogs: FlowLogs;
  readonly #held = new HeldCandidates(CLIENT_CANDIDATES);
  readonly #up = Promise.withResolvers<void>();
  readonly #over = Promise.withResolvers<ExitError>();
  /** The key that the portal knows or is about to be told. */
  #publicKey: string;
  #resources: readonly ResourceView[] = [];
  #portalConnectionsLost = 0;

  constructor(options: SessionOptions, engine: ClientEngine, machine: Machine) {
    this.#engine = engine;
    this.#machine = machine;
    this.#log = options.log;
    this.#flowLogs = options.flowLogs;
    const resolvers = () => machine.systemResolvers();
    this.#hostDns = new HostDns({ mark: FIREZONE_MARK, resolvers });
    this.#publicKey = toBase64(engine.publicKey);
    this.#channel = this.#makeChannel(options);
  }

  /** Resolves once the tunnel device has its addresses and routes. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /** Resolves where the session cannot go on: the portal does not want us, or something here broke. */
  get over(): Promise<ExitError> {
    return this.#over.promise;
  }

  get isConnectedToPortal(): boolean {
    return this.#channel.isJoined;
  }

  /** Since the start. */
  get portalConnectionsLost(): number {
    return this.#portalConnectionsLost;
  }

  async start(): Promise<void> {
    await this.#machine.watch({
      onRoam: () => this.roam("the network changed"),
      onResolvers: (servers) => this.#engine.send({ type: "system-resolvers", servers }),
    });
    this.#channel.connect();
  }

  setInternetResource(active: boolean): void {
    this.#engine.send({ type: "internet-resource", active });
  }

  /** Makes every connection anew: new sockets, keys and paths. */
  roam(reason: string): void {
    this.#log.info({ reason }, "roaming: connections are made anew");
    this.#hostDns.reset();
    this.#engine.rebind();
    this.#engine.send({ type: "reset", reason });
  }

  async close(): Promise<void> {
    this.#hostDns.close();
    await this.#channel.close();
  }

  handle(event: ClientEvent): void {
    switch (event.type) {
      case "public-key-changed":
        return this.#introduce(toBase64(event.publicKey));
      case "portal":
        return this.#tellPortal(event.message);
      case "interface":
        return this.#configure(event.config);
      case "resources":
        this.#resources = event.resources;
        this.#machine.flushDnsCaches();
        return;
      case "host-dns-query":
        void this.#askOutside(event.id, event.query);
        return;
      case "flows":
        return this.#flowLogs.add(event.reports);
      case "gateway-offline":
        return this.#log.warn({ resource: this.#name(event.resourceId) }, "no gateway of its site is online");
      case "version-mismatch":
        return this.#log.warn({ resource: this.#name(event.resourceId) }, "no gateway of its site fits this version");
      case "access-denied":
        return this.#log.warn(
          { resource: this.#name(event.resourceId), reason: event.reason },
          "the portal denied access",
        );
      case "connection": {
        const { type: _, ...facts } = event;
        return this.#log.info(facts, `connection to gateway ${event.state}`);
      }
    }
  }

  #makeChannel({ apiUrl, token, userAgent, identity, partitionBudget, log }: SessionOptions): PortalChannel<"client"> {
    const channel = new PortalChannel({
      topic: "client",
      base: apiUrl,
      query: clientQuery({ ...identity, publicKey: this.#publicKey }),
      token,
      userAgent,
      budget: partitionBudget,
      ...portalWay(this.#machine),
      log: log.child({}, { level: log.isLevelEnabled("debug") ? log.level : "warn" }),
    });
    channel.on("joined", () => {
      log.info({ portal: apiUrl }, "connected to the portal");
      for (const { event, payload } of this.#held.take()) channel.send(event, payload);
    });
    channel.on("message", (message) => {
      log.debug({ event: message.event }, "from the portal");
      if (message.event === "init") this.#flowLogs.configure(message.payload.flow_logs);
      if (message.event === "authorization_created") {
        log.info({ resource: this.#name(message.payload.resource_id) }, "the portal granted access");
      }
      this.#engine.send({ type: "portal", message });
    });
    channel.on("hiccup", ({ error, delay }) => {
      this.#portalConnectionsLost++;
      log.warn({ portal: apiUrl, reason: error, retryInMs: Math.round(delay) }, "no connection to the portal");
    });
    channel.on("fatal", (fatal) => this.#over.resolve(portalFailure(fatal)));
    return channel;
  }

  /** The tunnel tells its first key, too, which the portal's channel began with. */
  #introduce(publicKey: string): void {
    if (publicKey === this.#publicKey) return;
    this.#publicKey = publicKey;
    // They were candidates of connections that are gone.
    this.#held.take();
    this.#channel.reconnect(publicKey);
  }

  #tellPortal(message: ClientOutbound): void {
    if (message.event === "request_authorization") {
      this.#log.info({ resource: this.#name(message.payload.resource_id) }, "asking the portal for access");
    }
    const outcome = this.#channel.send(message.event, message.payload);
    this.#log.debug({ event: message.event, outcome }, "to the portal");
    if (outcome === "dropped" && !this.#channel.isJoined) this.#held.hold(message);
  }

  #configure(config: InterfaceConfig): void {
    this.#machine.configure(config).then(
      () => this.#up.resolve(),
      (error: unknown) => this.#over.resolve(machineFailure(error)),
    );
  }

  async #askOutside(id: number, query: HostDnsQuery): Promise<void> {
    const outcome = await this.#hostDns.ask(query);
    if (outcome.type !== "response") this.#log.debug({ outcome: outcome.type }, "DNS query failed");
    this.#engine.send({ type: "host-dns-response", id, outcome });
  }

  #name(resourceId: string): string {
    return this.#resources.find(({ id }) => id === resourceId)?.name ?? resourceId;
  }
}
