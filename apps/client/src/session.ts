// One signed-in session: portal channel and packet loop, and between them this machine's addresses, DNS and routes.
import { EventEmitter } from "node:events";
import { toBase64 } from "@fz/bytes";
import { Engine, type FeatureFlags } from "@fz/engine";
import {
  type ChangeJournal,
  type DnsControl,
  FIREZONE_MARK,
  type Host,
  NetworkMonitor,
  TUN_NAME,
  TunInterface,
} from "@fz/linux";
import { connectTcp } from "@fz/native";
import { type Fatal, PortalChannel } from "@fz/portal-channel";
import type { ClientCommand, ClientEvent, InterfaceConfig, ResourceView } from "@fz/tunnel";
import { clientQuery, externalId } from "@fz/wire";
import type { Logger } from "pino";
import { HostDns } from "./host-dns.ts";
import type { ClientTunnelSettings } from "./tunnel-module.ts";

const TUNNEL_MODULE = new URL("./tunnel-module.ts", import.meta.url);

export interface SessionOptions {
  readonly apiUrl: string;
  readonly token: string;
  readonly name: string;
  readonly deviceId: string;
  readonly userAgent: string;
  /** Milliseconds of portal outage after which the session ends; undefined: never. */
  readonly partitionBudget: number | undefined;
  readonly internetResourceActive: boolean;
  readonly flags: FeatureFlags;
  readonly host: Host;
  readonly journal: ChangeJournal;
  readonly dns: DnsControl;
  readonly log: Logger;
}

interface SessionEvents {
  /** The tunnel device has its addresses for the first time. */
  up: [];
  /** Over for good: the portal wants us no more, or the packet loop died. */
  ended: [reason: string];
}

export class Session extends EventEmitter<SessionEvents> {
  readonly #options: SessionOptions;
  readonly #engine: Engine<ClientCommand, ClientEvent>;
  readonly #hostDns: HostDns;
  readonly #tun: TunInterface;
  readonly #monitor: NetworkMonitor;
  #channel: PortalChannel<"client"> | undefined;
  #stopWatchingDns: () => void = () => undefined;
  #resources: readonly ResourceView[] = [];
  #interface: InterfaceConfig | undefined;
  /** One change of the machine's configuration at a time. */
  #configuring: Promise<void> = Promise.resolve();
  #isUp = false;

  private constructor(options: SessionOptions, engine: Engine<ClientCommand, ClientEvent>) {
    super();
    this.#options = options;
    this.#engine = engine;
    const { host, journal, log } = options;
    const warn = (message: string) => log.warn(message);
    this.#tun = new TunInterface({ host, journal, warn });
    this.#hostDns = new HostDns({ mark: FIREZONE_MARK, resolvers: () => options.dns.systemResolvers() });
    this.#monitor = new NetworkMonitor({
      host,
      tun: TUN_NAME,
      onChange: () =>
        void this.#tun.syncOnLinkRoutes().catch((error: unknown) => log.warn({ error }, "on-link routes")),
      onRoam: () => this.roam("the network changed"),
      warn,
    });
    engine.on("event", (event) => this.#handle(event));
    engine.on("fault", (message) => log.error({ fault: message }, "the packet loop survived a bug"));
    engine.on("error", (error) => this.emit("ended", `the packet loop died: ${error.message}`));
  }

  static async start(options: SessionOptions): Promise<Session> {
    const { internetResourceActive, flags } = options;
    const engine = await Engine.start<ClientCommand, ClientEvent, ClientTunnelSettings>({
      tunnel: { module: TUNNEL_MODULE, options: { internetResourceActive } },
      tun: { name: TUN_NAME },
      udp: { mark: FIREZONE_MARK },
      flags,
    });
    const session = new Session(options, engine);
    await session.#readSystemResolvers();
    session.#stopWatchingDns = options.dns.watch(() => void session.#readSystemResolvers());
    await session.#monitor.start();
    return session;
  }

  get isConnectedToPortal(): boolean {
    return this.#channel?.isJoined ?? false;
  }

  get interface(): InterfaceConfig | undefined {
    return this.#interface;
  }

  get resources(): readonly ResourceView[] {
    return this.#resources;
  }

  status(): Promise<unknown> {
    return this.#engine.status();
  }

  metrics(): Promise<Record<string, number>> {
    return this.#engine.metrics();
  }

  setInternetResource(active: boolean): void {
    this.#engine.send({ type: "internet-resource", active });
  }

  /** Makes every connection anew: new sockets, keys and paths. */
  roam(reason: string): void {
    this.#options.log.info({ reason }, "roaming: connections are made anew");
    this.#hostDns.reset();
    this.#engine.send({ type: "reset", reason });
    void this.#readSystemResolvers();
  }

  /** Says Goodbye, within a second or so. The machine's configuration is put back by the journal. */
  async stop(): Promise<void> {
    this.#stopWatchingDns();
    this.#monitor.stop();
    await this.#engine.stop();
    await this.#channel?.close();
    await this.#configuring;
  }

  #handle(event: ClientEvent): void {
    const { log } = this.#options;
    switch (event.type) {
      case "public-key-changed":
        return this.#connectPortal(toBase64(event.publicKey));
      case "portal":
        if (event.message.event === "request_authorization") {
          log.info({ resource: this.#name(event.message.payload.resource_id) }, "asking the portal for access");
        }
        this.#channel?.send(event.message.event, event.message.payload);
        return;
      case "interface":
        this.#interface = event.config;
        this.#configuring = this.#configuring.then(() => this.#configure(event.config));
        return;
      case "resources":
        this.#resources = event.resources;
        return;
      case "host-dns-query":
        void this.#hostDns.ask(event.query).then((outcome) => {
          if (outcome) this.#engine.send({ type: "host-dns-response", id: event.id, outcome });
        });
        return;
      case "gateway-offline":
        return log.warn({ resource: this.#name(event.resourceId) }, "no gateway of its site is online");
      case "version-mismatch":
        return log.warn(
          { resource: this.#name(event.resourceId) },
          "no gateway of its site fits this client's version",
        );
      case "access-denied":
        return log.warn({ resource: this.#name(event.resourceId), reason: event.reason }, "the portal denied access");
      case "connection": {
        const { type: _, ...facts } = event;
        return log.info(facts, `connection to gateway ${event.state}`);
      }
    }
  }

  #connectPortal(publicKey: string): void {
    if (this.#channel) return this.#channel.reconnect(publicKey);
    const { apiUrl, token, userAgent, name, deviceId, partitionBudget, log } = this.#options;
    const channel = new PortalChannel({
      topic: "client",
      base: apiUrl,
      query: clientQuery({ externalId: externalId(deviceId), name, publicKey }),
      token,
      userAgent,
      budget: partitionBudget,
      createConnection: (address, signal) => connectTcp(address, { mark: FIREZONE_MARK, signal }),
      log,
    });
    this.#channel = channel;
    channel.on("joined", () => log.info({ portal: apiUrl }, "connected to the portal"));
    channel.on("message", (message) => {
      if (message.event === "authorization_created") {
        log.info({ resource: this.#name(message.payload.resource_id) }, "the portal granted access");
      }
      this.#engine.send({ type: "portal", message });
    });
    channel.on("skipped", (skipped) => log.warn({ skipped }, "a resource of the portal's could not be read"));
    channel.on("hiccup", ({ error, delay }) => {
      log.warn({ error, retryInMs: Math.round(delay) }, "no connection to the portal; running tunnels live on");
    });
    channel.on("fatal", (fatal) => this.emit("ended", describe(fatal)));
    channel.connect();
  }

  /** Addresses, then DNS, then routes. */
  async #configure(config: InterfaceConfig): Promise<void> {
    const { dns, log } = this.#options;
    try {
      await this.#tun.setAddresses(config);
      await dns.apply({ servers: config.dnsServers, searchDomain: config.searchDomain });
      await this.#tun.setRoutes(config.routes);
      await this.#tun.syncOnLinkRoutes();
      await dns.flushCaches();
      log.info({ ipv4: config.ipv4, ipv6: config.ipv6, dns: dns.method }, "tunnel device configured");
      if (this.#isUp) return;
      this.#isUp = true;
      this.emit("up");
    } catch (error) {
      this.emit(
        "ended",
        `this machine could not be configured: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async #readSystemResolvers(): Promise<void> {
    try {
      this.#engine.send({ type: "system-resolvers", servers: await this.#options.dns.systemResolvers() });
    } catch (error) {
      this.#options.log.warn({ error }, "the system's resolvers could not be read");
    }
  }

  #name(resourceId: string): string {
    return this.#resources.find(({ id }) => id === resourceId)?.name ?? resourceId;
  }
}

function describe({ reason, detail, signInRequired }: Fatal): string {
  const what = {
    unauthorized: "the portal refused the token",
    token_expired: "the token has expired or was revoked",
    join_refused: "the portal refused this client",
    retries_exhausted: "the portal could not be reached for too long",
  }[reason];
  return `${what} (${detail})${signInRequired ? "; sign in again" : ""}`;
}
