import type { RequestListener } from "node:http";
import { LOG_LEVELS, type LogLevel } from "../configuration.ts";

/** `POST /log_filter?directives=<level>` changes what is logged while the relay runs. */
export function controlEndpoint(setLevel: (level: LogLevel) => void): RequestListener {
  return (request, response) => {
    const answer = (status: number, body: string) => {
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
      response.end(`${body}\n`);
    };
    const url = new URL(request.url ?? "/", "http://relay.invalid");
    if (url.pathname !== "/log_filter") return answer(404, "there is /log_filter");
    if (request.method !== "POST") return answer(405, "only POST here");
    const level = levelOf(url.searchParams.get("directives") ?? "");
    if (level === undefined) return answer(400, `directives: one of ${LOG_LEVELS.join(", ")}`);
    setLevel(level);
    return answer(200, level);
  };
}

/** The last word that names a level for everything; filters for parts of the program (`part=debug`) have no parts here. */
function levelOf(directives: string): LogLevel | undefined {
  const words = directives.split(",").map((word) => word.trim().toLowerCase());
  return LOG_LEVELS.find((level) => words.includes(level));
}
