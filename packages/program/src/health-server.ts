import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { parseSocketAddress } from "@fz/ip";
import type { Registry } from "prom-client";
import { ExitError } from "./run.ts";

export interface HealthServerOptions {
  /** `0.0.0.0:8080` or `[::]:8080`. */
  readonly address: string;
  /** Whether the program can do its work now; /healthz only says that it runs. */
  readonly ready: () => boolean;
  readonly metrics: Registry;
}

export interface HealthServer {
  close(): Promise<void>;
}

/** Serves /healthz, /readyz and, for Prometheus, /metrics. @throws ExitError where the address cannot be used */
export async function startHealthServer({ address, ready, metrics }: HealthServerOptions): Promise<HealthServer> {
  const parsed = parseSocketAddress(address);
  if (!parsed) throw new ExitError(`"${address}" is no address and port; give HEALTH_CHECK_ADDR like 0.0.0.0:8080`);
  const server = createServer((request, response) => {
    switch (request.url) {
      case "/healthz":
        return answer(response, 200, "ok\n");
      case "/readyz":
        return ready() ? answer(response, 200, "ready\n") : answer(response, 503, "not ready\n");
      case "/metrics":
        metrics.metrics().then(
          (text) => answer(response, 200, text, metrics.contentType),
          (error: unknown) => answer(response, 500, `${String(error)}\n`),
        );
        return;
      default:
        return answer(response, 404, "There are /healthz, /readyz and /metrics.\n");
    }
  });
  server.listen(parsed.port, parsed.ip);
  try {
    await once(server, "listening");
  } catch (error) {
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const reason = inUse ? "is taken by another program; choose another HEALTH_CHECK_ADDR" : String(error);
    throw new ExitError(`The health endpoint's address ${address} ${reason}`);
  }
  return {
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function answer(response: ServerResponse, status: number, text: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": type }).end(text);
}
