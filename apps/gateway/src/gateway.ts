import { readFile } from "node:fs/promises";
import { toBase64 } from "@fz/bytes";
import { Engine, GATEWAY_TUNNEL } from "@fz/engine";
import type { IpAddress } from "@fz/ip";
import { FIREZONE_MARK, Host, notifySystemd, parseResolvConf, RESOLV_CONF, TUN_NAME } from "@fz/linux";
import { connectTcp } from "@fz/native";
import { type CreateConnection, FlowLogs, GATEWAY_CANDIDATES, HeldCandidates, PortalChannel } from "@fz/portal-channel";
import { ExitError, type HealthServer, type Identity, startHealthServer, userAgent } from "@fz/program";
import type { GatewayCommand, GatewayEvent } from "@fz/tunnel";
import { type GatewayInbound, type GatewayOutbound, gatewayQuery } from "@fz/wire";
import type { Logger } from "pino";
import type { GatewayConfig } from "./config.ts";
import { HostsFile } from "./dns/hosts-file.ts";
import { Nameservers } from "./dns/nameservers.ts";
import { SiteResolver } from "./dns/site-resolver.ts";
import { TUNNEL_DNS_PORT, TunnelDnsServer } from "./dns/tunnel-dns-server.ts";
import { EXIT_MACHINE } from "./exit-codes.ts";
import { engineFailure, portalFailure } from "./fatal.ts";
import { Machine } from "./machine.ts";
import { gatewayMetrics } from "./metrics.ts";

/** To the portal, past the tunnel. */
const createConnection: CreateConnection = (address, signal) => connectTcp(address, { mark: FIREZONE_MARK, signal });

type GatewayEngine = Engine<GatewayCommand, GatewayEvent>;

/** Everything that is there once `start` is through. */
interface Running {
  readonly engine: GatewayEngine;
  readonly machine: Machine;
  readonly nameservers: Nameservers;
  readonly resolver: SiteResolver;
  readonly flowLogs: FlowLogs;
}

/**
 * The gateway's life: packet loop, portal, machine and names, and what each tells the others. One start, one stop; `stop`
 * is right after a start that failed, too.
 */
export class Gateway {
  /** What ended it, should anything. */
  readonly failed: Promise<ExitError>;
  readonly #fail: (error: ExitError) => void;
  readonly #config: GatewayConfig;
  readonly #identity: Identity;
  readonly #log: Logger;
  readonly #held = new HeldCandidates(GATEWAY_CANDIDATES);
  /** Base64; the portal connection stands for it. */
  #publicKey: string | undefined;
  /** What `stop` has to do, latest first. */
  readonly #endings: { readonly what: string; readonly end: () => Promise<void> | void }[] = [];
  #running: Running | undefined;
  #channel: PortalChannel<"gateway"> | undefined;
  #dnsServer: TunnelDnsServer | undefined;
  #portalConnectionsLost = 0;
  #hasInterface = false;
  #isStopping = false;
  /** One change of the interface at a time. */
  #lastInterface: Promise<void> = Promise.resolve();

  constructor(config: GatewayConfig, identity: Identity, log: Logger) {
    this.#config = config;
    this.#identity = identity;
    this.#log = log;
    const { promise, resolve } = Promise.withResolvers<ExitError>();
    this.failed = promise;
    this.#fail = resolve;
  }

  /** @throws ExitError that says what the machine lacks */
  async start(): Promise<void> {
    const health = await this.#startHealth();
    this.#endings.push({ what: "health endpoint", end: () => health.close() });
    const nameservers = await this.#startNameservers();
    this.#endings.push({ what: "nameservers", end: () => nameservers.stop() });
    const resolver = new SiteResolver({ nameservers, hosts: new HostsFile() });

    // First of all the device: whoever holds it is the machine's only gateway, and may put back what another one left.
    const engine = await this.#startEngine();
    this.#endings.push({ what: "packet loop", end: () => engine.stop() });
    const machine = await Machine.open(this.#config.stateFolder, this.#log);
    this.#endings.push({ what: "machine set-up", end: () => machine.restore() });
    const flowLogs = this.#openFlowLogs();
    this.#endings.push({ what: "flow logs", end: () => flowLogs.close() });
    await machine.setUpForwarding();

    this.#running = { engine, machine, nameservers, resolver, flowLogs };
    this.#endings.push({ what: "tunnel and portal", end: () => this.#leave(engine) });
    this.#connectPortal(engine);
  }

  /** Takes leave of clients and portal, within about a second, and leaves the machine as it was. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#tellSystemd("STOPPING=1");
    for (const { what, end } of this.#endings.splice(0).toReversed()) {
      try {
        await end();
      } catch (error) {
        this.#log.warn({ error }, `${what}: not ended in order`);
      }
    }
    this.#log.info("stopped");
  }

  #startHealth(): Promise<HealthServer> {
    const { registry } = gatewayMetrics({
      engine: () => this.#running?.engine,
      isPortalConnected: () => this.#channel?.isJoined ?? false,
      portalConnectionsLost: () => this.#portalConnectionsLost,
      dnsServer: () => this.#dnsServer?.counts ?? {},
      resolver: () => this.#running?.resolver.counts ?? {},
    });
    const ready = () => this.#hasInterface && this.#channel?.isJoined === true;
    return startHealthServer({ address: this.#config.healthAddress, ready, metrics: registry });
  }

  async #startNameservers(): Promise<Nameservers> {
    try {
      return await Nameservers.start({
        readConf: async () => parseResolvConf(await readFile(RESOLV_CONF, "utf8")),
        probeName: this.#config.dnsProbeName,
        mark: FIREZONE_MARK,
        log: this.#log,
      });
    } catch (error) {
      throw new ExitError(`Names cannot be resolved without ${RESOLV_CONF}: ${String(error)}`, EXIT_MACHINE);
    }
  }

  #openFlowLogs(): FlowLogs {
    const { stateFolder, apiUrl } = this.#config;
    try {
      return new FlowLogs({ stateFolder, portal: apiUrl, way: { createConnection }, log: this.#log });
    } catch (error) {
      throw new ExitError(`Flow logs cannot be kept in ${stateFolder}: ${String(error)}`, EXIT_MACHINE);
    }
  }

  async #startEngine(): Promise<GatewayEngine> {
    const { buffers, flags } = this.#config;
    try {
      const engine: GatewayEngine = await Engine.start({
        tunnel: { module: GATEWAY_TUNNEL, options: undefined },
        tun: { name: TUN_NAME },
        udp: { mark: FIREZONE_MARK, ...buffers },
        flags,
      });
      engine.on("event", (event) => this.#handleEvent(event));
      engine.on("fault", (message) => this.#log.error({ fault: message }, "a bug in the packet loop; it goes on"));
      engine.on("error", (error) => this.#fail(new ExitError(`The packet loop broke: ${error.message}`)));
      this.#log.info({ tun: TUN_NAME, sockets: engine.sockets }, "packet loop is running");
      return engine;
    } catch (error) {
      throw engineFailure(error, TUN_NAME);
    }
  }

  async #leave(engine: GatewayEngine): Promise<void> {
    await this.#lastInterface;
    await Promise.all([this.#dnsServer?.close(), engine.stop(), this.#channel?.close()]);
  }

  #handleEvent(event: GatewayEvent): void {
    switch (event.type) {
      case "portal":
        return this.#tellPortal(event.message);
      case "interface":
        this.#lastInterface = this.#lastInterface.then(() => this.#configureInterface(event.config));
        return;
      case "resolve":
        void this.#resolve(event.id, event.domain);
        return;
      case "flows":
        this.#running?.flowLogs.add(event.reports);
        return;
      case "public-key-changed":
        return this.#changePublicKey(toBase64(event.publicKey));
      case "authorization": {
        const { clientId, resourceId, state } = event;
        this.#log.info({ clientId, resourceId }, `access ${state}`);
        return;
      }
      case "connection": {
        const { clientId, state, reason } = event;
        this.#log.info({ clientId, ...(reason === undefined ? {} : { reason }) }, `connection ${state}`);
        return;
      }
    }
  }

  /** The portal has to be connected under the key that clients are to be told. */
  #changePublicKey(publicKey: string): void {
    if (publicKey === this.#publicKey) return;
    this.#publicKey = publicKey;
    this.#channel?.reconnect(publicKey);
  }

  #connectPortal(engine: GatewayEngine): void {
    const publicKey = this.#publicKey ?? toBase64(engine.publicKey);
    this.#publicKey = publicKey;
    const { apiUrl, token, maxPartitionTime } = this.#config;
    const channel = new PortalChannel({
      topic: "gateway",
      base: apiUrl,
      query: gatewayQuery({ ...this.#identity, publicKey }),
      token,
      userAgent: userAgent("gateway"),
      budget: maxPartitionTime,
      createConnection,
      log: this.#log,
    });
    this.#channel = channel;
    channel.on("joined", () => {
      this.#log.info({ portal: apiUrl, gateway: this.#identity.name }, "portal connected");
      channel.send("set_snownet_capabilities", { iceless: false });
      for (const { event, payload } of this.#held.take()) channel.send(event, payload);
    });
    channel.on("message", (message) => this.#handlePortal(engine, message));
    channel.on("hiccup", () => this.#portalConnectionsLost++);
    channel.on("fatal", (fatal) => this.#fail(portalFailure(fatal)));
    channel.connect();
  }

  #handlePortal(engine: GatewayEngine, message: GatewayInbound): void {
    this.#log.debug({ event: message.event }, "from the portal");
    if (message.event === "init") this.#running?.flowLogs.configure(message.payload.flow_logs);
    engine.send({ type: "portal", message });
  }

  #tellPortal(message: GatewayOutbound): void {
    const outcome = this.#channel?.send(message.event, message.payload) ?? "dropped";
    this.#log.debug({ event: message.event, outcome }, "to the portal");
    if (outcome === "dropped" && !this.#channel?.isJoined) this.#held.hold(message);
  }

  async #configureInterface(addresses: { readonly ipv4: IpAddress; readonly ipv6: IpAddress }): Promise<void> {
    if (!this.#running || this.#isStopping) return;
    const { machine, nameservers } = this.#running;
    try {
      const families = await machine.setAddresses(addresses);
      await this.#dnsServer?.close();
      const ips = [...(families.ipv4 ? [addresses.ipv4] : []), ...(families.ipv6 ? [addresses.ipv6] : [])];
      this.#dnsServer = await TunnelDnsServer.listen({
        ips,
        ask: (query, transport) => nameservers.ask(query, transport),
        log: this.#log,
      });
      this.#log.info({ ips, port: TUNNEL_DNS_PORT }, "DNS server in the tunnel is listening");
      this.#hasInterface = true;
      await this.#tellSystemd("READY=1");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#fail(error instanceof ExitError ? error : new ExitError(`No DNS server in the tunnel: ${message}`));
    }
  }

  async #resolve(id: number, domain: string): Promise<void> {
    const running = this.#running;
    if (!running) return;
    try {
      const addresses = await running.resolver.resolve(domain);
      this.#log.debug({ domain, addresses }, "resolved for a client");
      running.engine.send({ type: "resolved", id, addresses });
    } catch (error) {
      // The tunnel keeps the same time and tells the client.
      this.#log.debug({ domain, error: String(error) }, "not resolved for a client");
    }
  }

  async #tellSystemd(state: "READY=1" | "STOPPING=1"): Promise<void> {
    try {
      await notifySystemd(new Host(), process.env, state);
    } catch (error) {
      this.#log.debug({ error: String(error) }, "systemd was not told");
    }
  }
}
