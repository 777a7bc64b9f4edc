import type { AddressInfo } from "node:net";
import { serveDevices } from "./channels/upgrade.ts";
import type { PortalConfig } from "./config.ts";
import { type Context, type ContextOptions, createContext } from "./context.ts";
import { createServer } from "./http/server.ts";

export interface Portal {
  readonly context: Context;
  /** Starts to serve; gives the address, whose port is the one picked where 0 was asked for. */
  listen(): Promise<{ readonly host: string; readonly port: number; readonly url: string }>;
  /** Devices are told to reconnect elsewhere, running requests end, the database closes. */
  close(): Promise<void>;
}

/** A whole portal in this process. Throws DatabaseUnavailable where its database cannot be used. */
export async function createPortal(config: PortalConfig, options: ContextOptions = {}): Promise<Portal> {
  const context = await createContext(config, options);
  const app = await createServer(context);
  await app.ready();
  const devices = serveDevices(context, app.server);
  return {
    context,
    async listen() {
      await app.listen(config.listen);
      const address = app.server.address();
      const { port } = isTcp(address) ? address : config.listen;
      const host = config.listen.host;
      return { host, port, url: `http://${host.includes(":") ? `[${host}]` : host}:${port}` };
    },
    async close() {
      await devices.close();
      await app.close();
      await context.close();
    },
  };
}

function isTcp(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
