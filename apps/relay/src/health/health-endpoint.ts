import type { RequestListener } from "node:http";
import type { Registry } from "prom-client";

/** `/healthz`: the process runs. `/readyz`: it may be given clients. `/metrics`: Prometheus. */
export function healthEndpoint(isReady: () => boolean, metrics: Registry): RequestListener {
  return (request, response) => {
    const answer = (status: number, body: string, type = "text/plain; charset=utf-8") => {
      response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "only GET here\n");
    switch (request.url?.split("?")[0]) {
      case "/healthz":
        return answer(200, "ok\n");
      case "/readyz":
        return isReady() ? answer(200, "ready\n") : answer(503, "not joined to the portal\n");
      case "/metrics":
        void metrics.metrics().then(
          (body) => answer(200, body, metrics.contentType),
          (error: unknown) => answer(500, `${error}\n`),
        );
        return undefined;
      default:
        return answer(404, "there are /healthz, /readyz and /metrics\n");
    }
  };
}
