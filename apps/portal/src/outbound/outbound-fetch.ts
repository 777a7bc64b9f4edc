import { AddressPolicy, NOT_PUBLIC, type Prefix } from "@fz/ip";
import { Agent, fetch as undiciFetch } from "undici";
import { guardedConnector, OutboundRefused, type Resolve, resolveBySystem } from "./guarded-connector.ts";

const TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Discovery documents, key sets and directory pages are far smaller. */
const MAX_ANSWER_BYTES = 8_000_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Not for whoever a server redirects to. */
const CREDENTIALS = ["authorization", "cookie", "proxy-authorization"];
/** Answers that have no body, so that `Response` refuses one. */
const BODILESS = [101, 204, 205, 304];

export interface OutboundOptions {
  /** Opened besides public addresses, also by plain http. */
  readonly allowedNetworks: readonly Prefix[];
  readonly resolve?: Resolve;
  readonly authorities?: readonly string[];
  /** For the whole exchange, redirects and body included. */
  readonly timeoutMs?: number;
  readonly maxAnswerBytes?: number;
}

export interface Outbound {
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

/**
 * `fetch` for URLs that an account's administrator typed in: no private addresses in any disguise, limits on time, size
 * and redirects. Rejects as `fetch` does; where the destination is refused, the error's `cause` is an OutboundRefused.
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const agent = new Agent({
    connect: guardedConnector({
      addresses: new AddressPolicy({ forbidden: NOT_PUBLIC, allowed: options.allowedNetworks }),
      resolve: options.resolve ?? resolveBySystem,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      authorities: options.authorities,
    }),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const maxBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
      const exchange = { url: new URL(request.url), headers: [...request.headers], request, body, signal };
      const answer = await follow(agent, exchange, MAX_REDIRECTS);
      return limited(answer, maxBytes);
    },
    close: () => agent.destroy(),
  };
}

interface Exchange {
  readonly url: URL;
  readonly headers: readonly [string, string][];
  readonly request: Request;
  readonly body: Uint8Array<ArrayBuffer> | null;
  readonly signal: AbortSignal;
}

type Answer = Awaited<ReturnType<typeof undiciFetch>>;

async function follow(agent: Agent, exchange: Exchange, redirectsLeft: number): Promise<Answer> {
  const { url, request, body, signal } = exchange;
  const headers = [...exchange.headers];
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refused(`${url.protocol} is not spoken here.`);
  if (url.username !== "" || url.password !== "") throw refused("A URL must not carry a user name or password.");
  const { method } = request;
  const answer = await undiciFetch(url.href, { method, headers, body, signal, redirect: "manual", dispatcher: agent });
  const location = REDIRECTS.includes(answer.status) ? answer.headers.get("location") : null;
  if (location === null || request.redirect === "manual") return answer;
  await answer.body?.cancel();
  if (request.redirect === "error" || (method !== "GET" && method !== "HEAD")) {
    throw refused(`${url.host} answered with a redirect, which is not followed here.`);
  }
  if (redirectsLeft === 0) throw refused(`${url.host} redirects too often.`);
  if (!URL.canParse(location, url.href)) throw refused(`${url.host} redirects to what is no URL.`);
  const next = new URL(location, url);
  const kept = next.origin === url.origin ? headers : headers.filter(([name]) => !CREDENTIALS.includes(name));
  return follow(agent, { ...exchange, url: next, headers: kept }, redirectsLeft - 1);
}

/** As `fetch` puts it when there is no answer. */
function refused(message: string): TypeError {
  return new TypeError("fetch failed", { cause: new OutboundRefused(message) });
}

/** The same answer, which fails once its decoded body is longer than that. */
function limited(answer: Answer, maxBytes: number): Response {
  let received = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      received += chunk.byteLength;
      if (received > maxBytes) controller.error(refused(`The answer is longer than ${maxBytes} bytes.`));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText } = answer;
  const body = answer.body === null || BODILESS.includes(status) ? null : answer.body.pipeThrough(limit);
  return new Response(body, { status, statusText, headers: [...answer.headers] });
}
