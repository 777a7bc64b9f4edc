import { hostname } from "node:os";
import { join } from "node:path";
import { featureFlags } from "@fz/engine";
import {
  ChangeJournal,
  CLIENT_APP_ID,
  deviceId,
  dnsControl,
  Host,
  notifySystemd,
  removeRouting,
  TUN_NAME,
} from "@fz/linux";
import { CounterMetrics, createLog, ExitError, type Shutdown, startHealthServer, userAgent } from "@fz/program";
import { Registry } from "prom-client";
import type { ClientConfig } from "./config.ts";
import { IpcServer, type Request } from "./ipc.ts";
import { Session } from "./session.ts";
import { readToken } from "./token-store.ts";

export interface DaemonOptions {
  readonly config: ClientConfig;
  /** Ends after the tunnel device was configured, for scripts that only check. */
  readonly exitOnceUp: boolean;
}

/** Runs the client until it is asked to end or the portal wants it no more. */
export async function runDaemon({ config, exitOnceUp }: DaemonOptions, shutdown: Shutdown): Promise<void> {
  if (process.getuid?.() !== 0) throw new ExitError("The client makes a network device and must run as root.");
  const token = readToken(config.FIREZONE_TOKEN, config.FIREZONE_TOKEN_PATH);
  delete process.env.FIREZONE_TOKEN;
  const log = createLog("client", config.FIREZONE_LOG_FORMAT, config.LOG_LEVEL);
  const host = new Host();
  const warn = (message: string) => log.warn(message);
  const ipc = await IpcServer.listen(config.FIREZONE_SOCKET_PATH, (request) => answer(request));
  const journal = await ChangeJournal.open(join(config.FIREZONE_STATE_DIR, "changes.json"), host, warn);
  const dns = dnsControl(config.FIREZONE_DNS_CONTROL, { host, journal, tun: TUN_NAME });

  const session = await startSession();
  let ended: string | undefined;
  const over = new Promise<void>((resolve) => {
    session.on("ended", (reason) => {
      ended = reason;
      resolve();
    });
    session.on("up", () => {
      void notifySystemd(host, process.env, "READY=1");
      if (exitOnceUp) resolve();
    });
  });
  process.on("SIGHUP", () => session.roam("SIGHUP"));
  const health = await startHealth();

  await Promise.race([over, shutdown.requested]);
  log.info(ended === undefined ? "shutting down" : { reason: ended }, ended === undefined ? undefined : "ending");
  await ipc.close();
  await session.stop();
  await dns.revert();
  await journal.undoAll(warn);
  await removeRouting(host);
  await health?.close();
  if (ended !== undefined) throw new ExitError(`The session ended: ${ended}.`);

  async function startSession(): Promise<Session> {
    try {
      return await Session.start({
        apiUrl: config.FIREZONE_API_URL,
        token,
        name: config.FIREZONE_NAME ?? hostname(),
        deviceId: await deviceId({
          configured: config.FIREZONE_ID,
          file: join(config.FIREZONE_STATE_DIR, "config/firezone-id.json"),
          appId: CLIENT_APP_ID,
        }),
        userAgent: userAgent("headless-client"),
        partitionBudget: config.MAX_PARTITION_TIME,
        internetResourceActive: config.FIREZONE_ACTIVATE_INTERNET_RESOURCE,
        flags: featureFlags(process.env),
        ...{ host, journal, dns, log },
      });
    } catch (error) {
      await ipc.close();
      await journal.undoAll(warn);
      throw error instanceof ExitError ? error : new ExitError(error instanceof Error ? error.message : String(error));
    }
  }

  async function answer(request: Request): Promise<unknown> {
    switch (request.ask) {
      case "status":
        return {
          portal: session.isConnectedToPortal ? "connected" : "disconnected",
          api_url: config.FIREZONE_API_URL,
          tunnel: await session.status(),
          counters: await session.metrics(),
        };
      case "set-internet-resource":
        session.setInternetResource(request.active);
        return undefined;
      case "roam":
        session.roam("asked for");
        return undefined;
    }
  }

  async function startHealth() {
    if (config.HEALTH_CHECK_ADDR === undefined) return undefined;
    const metrics = new Registry();
    let latest: Record<string, number> = {};
    // Prometheus reads what the packet loop said last; the next scrape sees what it says now.
    new CounterMetrics(metrics, "firezone_client_count", "Counts of the packet loop and the tunnel", () => {
      void session.metrics().then((counters) => {
        latest = counters;
      });
      return latest;
    });
    return startHealthServer({ address: config.HEALTH_CHECK_ADDR, ready: () => session.isConnectedToPortal, metrics });
  }
}
