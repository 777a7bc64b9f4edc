import { once } from "node:events";
import { createServer } from "node:http";

const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const TIMEOUT_MS = 5_000;

export interface HttpsRedirect {
  readonly port: number;
  close(): Promise<void>;
}

/** Sends whoever comes by plain HTTP to the same name and path by https, which is served on `httpsPort`. */
export async function serveHttpsRedirect(
  listen: { readonly host: string; readonly port: number },
  httpsPort: number,
): Promise<HttpsRedirect> {
  const server = createServer({ headersTimeout: TIMEOUT_MS, requestTimeout: TIMEOUT_MS }, (request, response) => {
    const { host = "" } = request.headers;
    const path = request.url ?? "";
    if (HOST.test(host) && path.startsWith("/")) {
      response.writeHead(308, { location: `${httpsOrigin(host, httpsPort)}${path}`, connection: "close" }).end();
    } else {
      response.writeHead(400, { connection: "close" }).end();
    }
  });
  server.listen(listen.port, listen.host);
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : listen.port,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function httpsOrigin(host: string, port: number): string {
  const url = new URL(`https://${host}`);
  url.port = String(port);
  return url.origin;
}
