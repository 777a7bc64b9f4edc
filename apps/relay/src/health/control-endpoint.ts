import type { RequestListener } from "node:http";
import { parseLogLevel } from "@fz/program";

/** `POST /log_filter?directives=<filter>` changes what is logged while the relay runs. */
export function controlEndpoint(setLevel: (level: string) => void): RequestListener {
  return (request, response) => {
    const answer = (status: number, body: string) => {
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
      response.end(`${body}\n`);
    };
    const url = new URL(request.url ?? "/", "http://relay.invalid");
    if (url.pathname !== "/log_filter") return answer(404, "there is /log_filter");
    if (request.method !== "POST") return answer(405, "only POST here");
    const level = parseLogLevel(url.searchParams.get("directives") ?? "");
    if (level === undefined) return answer(400, "directives: a level such as debug or info");
    setLevel(level);
    return answer(200, level);
  };
}
