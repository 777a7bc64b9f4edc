import type { AddressInfo } from "node:net";
import { serveAdminSocket } from "./backup/admin-socket.ts";
import { serveDevices } from "./channels/upgrade.ts";
import { ConfigurationInvalid, type PortalConfig } from "./config.ts";
import { type Context, type ContextOptions, createContext } from "./context.ts";
import { createServer } from "./http/server.ts";
import { JOBS } from "./jobs/jobs.ts";
import { startJobs } from "./jobs/runner.ts";
import { type HttpsRedirect, serveHttpsRedirect } from "./listener/https-redirect.ts";
import { openListener } from "./listener/listener.ts";

/** Connections that the kernel may hold until they are taken: all devices come at once after an outage. */
const LISTEN_BACKLOG = 4_096;

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Where plain HTTP is sent on to https. */
  readonly redirectPort: number | undefined;
}

export interface Portal {
  readonly context: Context;
  /**
   * Starts to serve; gives the address, whose port is the one picked where 0 was asked for.
   * @throws ConfigurationInvalid where the address cannot be had
   */
  listen(): Promise<Listening>;
  /**
   * Devices are told to reconnect elsewhere, running requests end, the database closes. All of it is tried; rejects where
   * a part of it failed.
   */
  close(): Promise<void>;
}

/**
 * A whole portal in this process, or nothing that keeps running. Throws ConfigurationInvalid for its certificate,
 * DatabaseUnavailable for its database.
 */
export async function createPortal(config: PortalConfig, options: ContextOptions = {}): Promise<Portal> {
  await using opened = new AsyncDisposableStack();
  const listener = await openListener(config);
  const context = await createContext(config, options);
  opened.defer(() => context.close());
  opened.defer(() => listener.close());
  const app = await createServer(context, listener);
  opened.defer(() => app.close());
  await app.ready();
  opened.defer(await startJobs(context, JOBS));
  opened.defer(await serveAdminSocket(context));
  const devices = serveDevices(context, app.server);
  opened.defer(() => devices.close());
  let redirect: HttpsRedirect | undefined;
  opened.defer(() => redirect?.close());
  const running = opened.move();
  return {
    context,
    async listen() {
      await app.listen({ ...config.listen, backlog: LISTEN_BACKLOG }).catch((error: unknown) => {
        throw new ConfigurationInvalid(cannotListen(config.listen, error));
      });
      const address = app.server.address();
      const { port } = isTcp(address) ? address : config.listen;
      const { httpRedirectListen } = config;
      if (httpRedirectListen) {
        redirect = await serveHttpsRedirect(httpRedirectListen, port).catch((error: unknown) => {
          throw new ConfigurationInvalid(cannotListen(httpRedirectListen, error));
        });
      }
      const host = config.listen.host;
      const scheme = listener.isTls ? "https" : "http";
      return {
        host,
        port,
        url: `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`,
        redirectPort: redirect?.port,
      };
    },
    close: () => running.disposeAsync(),
  };
}

function cannotListen({ host, port }: PortalConfig["listen"], error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program has that port",
    EADDRNOTAVAIL: "this machine does not have that address",
    EACCES: "ports below 1024 need root or CAP_NET_BIND_SERVICE",
  };
  const reason = reasons[String(code)] ?? (error instanceof Error ? error.message : String(error));
  return `Cannot listen on ${host.includes(":") ? `[${host}]` : host}:${port}: ${reason}. Choose another --listen.`;
}

function isTcp(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
