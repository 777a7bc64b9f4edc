// The server that everything arrives at: plain HTTP or TLS, with time for slow peers and none for stalling ones.

import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Logger } from "pino";
import type { PortalConfig } from "../config.ts";
import { openTlsFiles } from "./tls-files.ts";

const LIMITS: ServerOptions = {
  /** Request line and headers, so it bounds path and query as well. */
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  /** 8 MB in that time is 1 Mbit/s. */
  requestTimeout: 60_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 72_000,
};
const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface Listener {
  readonly isTls: boolean;
  create(handle: RequestListener, log: Logger): Server;
  close(): void;
}

/** Throws ConfigurationInvalid where the certificate cannot be used. */
export async function openListener({ tls }: PortalConfig): Promise<Listener> {
  if (tls === undefined) {
    return { isTls: false, create: (handle) => createServer(LIMITS, handle), close: () => undefined };
  }
  const files = await openTlsFiles(tls);
  let unwatch: () => void = () => undefined;
  return {
    isTls: true,
    create(handle, log) {
      const options = { ...LIMITS, ...files.options, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
      const server = createTlsServer(options, handle);
      server.on("tlsClientError", (error) => log.debug({ error: error.message }, "TLS handshake failed"));
      unwatch = files.watch(log, (pair) => server.setSecureContext(pair));
      return server;
    },
    close: () => unwatch(),
  };
}
