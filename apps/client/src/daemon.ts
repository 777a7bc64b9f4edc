import { join } from "node:path";
import { CLIENT_TUNNEL, type ClientTunnelSettings, Engine } from "@fz/engine";
import { CLIENT_APP_ID, FIREZONE_MARK, Host, notifySystemd, type ServiceState, TUN_NAME } from "@fz/linux";
import { FlowLogs } from "@fz/portal-channel";
import { deviceIdentity, ExitError, startHealthServer, userAgent } from "@fz/program";
import type { ClientCommand, ClientEvent } from "@fz/tunnel";
import type { Logger } from "pino";
import type { ClientConfig } from "./config.ts";
import { engineFailure, messageOf } from "./failures.ts";
import { hardwareIds } from "./hardware-ids.ts";
import type { Request } from "./ipc/messages.ts";
import { IpcServer } from "./ipc/server.ts";
import { Machine } from "./machine.ts";
import { clientMetrics } from "./metrics.ts";
import { portalWay } from "./portal-way.ts";
import { type ClientEngine, Session } from "./session.ts";

interface Running {
  readonly engine: ClientEngine;
  readonly session: Session;
}

/** The client's life: what it opens, in which order, and how all of it is closed again. */
export class Daemon {
  readonly #config: ClientConfig;
  readonly #token: string;
  readonly #log: Logger;
  readonly #host = new Host();
  readonly #up = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<ExitError>();
  /** What `stop` has to do, latest first. */
  readonly #endings: { readonly what: string; readonly end: () => Promise<void> | void }[] = [];
  #running: Running | undefined;

  constructor(config: ClientConfig, token: string, log: Logger) {
    this.#config = config;
    this.#token = token;
    this.#log = log;
  }

  /** Resolves where the client cannot go on. */
  get failed(): Promise<ExitError> {
    return this.#failed.promise;
  }

  /** Resolves once the tunnel device has its addresses and routes. */
  get up(): Promise<void> {
    return this.#up.promise;
  }

  /** @throws ExitError where this machine is in the way */
  async start(): Promise<void> {
    const { apiUrl, maxPartitionTime, socketPath, stateFolder, dnsControl } = this.#config;
    const log = this.#log;
    const ipc = await IpcServer.listen(socketPath, (request) => this.#answer(request));
    this.#endings.push({ what: "control socket", end: () => ipc.close() });
    const { name, deviceId } = this.#config;
    const file = join(stateFolder, "config/firezone-id.json");
    const identity = { ...hardwareIds(), ...(await deviceIdentity({ name, deviceId, file, appId: CLIENT_APP_ID })) };

    // First of all the device: whoever holds it is the machine's only client, and may put back what another one left.
    const engine = await this.#startEngine();
    this.#endings.push({ what: "packet loop", end: () => engine.stop() });
    const machine = await Machine.open({ host: this.#host, stateFolder, dnsControl, log });
    this.#endings.push({ what: "machine", end: () => machine.restore() });
    const flowLogs = this.#openFlowLogs(machine);
    this.#endings.push({ what: "flow logs", end: () => flowLogs.close() });

    // The tunnel has nothing to say before it is told anything, but for its key, which the engine knows.
    const settings = { apiUrl, token: this.#token, identity, flowLogs, userAgent: userAgent("headless-client"), log };
    const session = new Session({ ...settings, partitionBudget: maxPartitionTime }, engine, machine);
    engine.on("event", (event) => session.handle(event));
    this.#running = { engine, session };
    this.#endings.push({ what: "portal and tunnel", end: () => this.#leave(engine, session) });
    void session.over.then((failure) => this.#failed.resolve(failure));
    void session.up.then(() => this.#isUp());
    await this.#serveHealth(engine, session);
    await session.start();
  }

  /** Makes every connection anew, as after a change of network. */
  roam(reason: string): void {
    this.#running?.session.roam(reason);
  }

  /** Takes leave of gateways and portal, within about a second, and leaves the machine as it was. */
  async stop(): Promise<void> {
    await this.#tellSystemd("STOPPING=1");
    for (const { what, end } of this.#endings.splice(0).toReversed()) {
      try {
        await end();
      } catch (error) {
        this.#log.warn({ reason: messageOf(error) }, `${what}: could not be ended properly`);
      }
    }
  }

  async #isUp(): Promise<void> {
    await this.#tellSystemd("READY=1");
    this.#up.resolve();
  }

  async #leave(engine: ClientEngine, session: Session): Promise<void> {
    this.#running = undefined;
    await Promise.all([engine.stop(), session.close()]);
  }

  async #startEngine(): Promise<ClientEngine> {
    const { buffers, flags, internetResourceActive, asksAgainWhenProhibited } = this.#config;
    try {
      const engine = await Engine.start<ClientCommand, ClientEvent, ClientTunnelSettings>({
        tunnel: { module: CLIENT_TUNNEL, options: { internetResourceActive, asksAgainWhenProhibited } },
        tun: { name: TUN_NAME },
        udp: { mark: FIREZONE_MARK, ...buffers },
        flags,
      });
      engine.on("fault", (fault) => this.#log.error({ fault }, "a fault of the packet loop, which goes on"));
      engine.on("error", (error) => this.#failed.resolve(new ExitError(`The packet loop died: ${error.message}`)));
      return engine;
    } catch (error) {
      throw engineFailure(error, TUN_NAME);
    }
  }

  #openFlowLogs(machine: Machine): FlowLogs {
    const { stateFolder, apiUrl } = this.#config;
    try {
      return new FlowLogs({ stateFolder, portal: apiUrl, way: portalWay(machine), log: this.#log });
    } catch (error) {
      throw new ExitError(`Flow logs cannot be kept in ${stateFolder}: ${messageOf(error)}`);
    }
  }

  async #answer(request: Request): Promise<unknown> {
    if (!this.#running) throw new Error("the client is starting or ending");
    const { engine, session } = this.#running;
    switch (request.ask) {
      case "status":
        return {
          portal: session.isConnectedToPortal ? "connected" : "disconnected",
          api_url: this.#config.apiUrl,
          tunnel: await engine.status(),
          counters: await engine.metrics(),
        };
      case "set-internet-resource":
        return session.setInternetResource(request.active);
      case "roam":
        return session.roam("asked for");
    }
  }

  async #serveHealth(engine: ClientEngine, session: Session): Promise<void> {
    const { healthAddress } = this.#config;
    if (healthAddress === undefined) return;
    const health = await startHealthServer({
      address: healthAddress,
      ready: () => session.isConnectedToPortal,
      metrics: clientMetrics({
        counters: () => engine.metrics(),
        status: () => engine.status(),
        isPortalConnected: () => session.isConnectedToPortal,
        portalConnectionsLost: () => session.portalConnectionsLost,
      }).registry,
    });
    this.#endings.push({ what: "health endpoint", end: () => health.close() });
  }

  async #tellSystemd(state: ServiceState): Promise<void> {
    try {
      await notifySystemd(this.#host, process.env, state);
    } catch (error) {
      this.#log.warn({ reason: messageOf(error) }, "systemd could not be told");
    }
  }
}
