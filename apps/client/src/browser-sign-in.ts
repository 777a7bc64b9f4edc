// A sign-in that ends without copy and paste: the browser comes back to this computer (RFC 8252 §7.3), or, where it runs
// elsewhere, the portal keeps the sign-in until we ask. Either way only this process has the secret that the token is
// given for (RFC 7636), so that no other user of this computer can take it.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ExitError } from "@fz/program";
import { CLIENT_TOKEN_PATH, ClientTokenSchema, LOOPBACK_CALLBACK, matchingCode, signInUrl } from "@fz/wire";

const SECRET_BYTES = 32;
const POLL_MS = 2_000;
const REQUEST_MS = 10_000;
const WAITING = 202;

export interface BrowserSignInOptions {
  readonly authBaseUrl: string;
  readonly accountSlug: string | undefined;
  readonly pollMs?: number;
}

export interface BrowserSignIn {
  /** To be opened in a browser. */
  readonly url: URL;
  /** What the page shows or asks for. */
  readonly matchingCode: string;
  /** Rejects with an ExitError where the portal refuses the sign-in. Waits for ever otherwise. */
  readonly token: Promise<string>;
  stop(): void;
}

interface Exchange {
  readonly endpoint: URL;
  readonly verifier: string;
  readonly signal: AbortSignal;
}

/** @throws ExitError where the base is no URL */
export async function startBrowserSignIn(options: BrowserSignInOptions): Promise<BrowserSignIn> {
  const base = baseOf(options.authBaseUrl);
  const [verifier, state] = [secret(), secret()];
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const stopping = new AbortController();
  const exchange = { endpoint: new URL(`${base}${CLIENT_TOKEN_PATH}`), verifier, signal: stopping.signal };
  const { promise: token, resolve, reject } = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    comeBack(exchange, state, request, response).then((given) => given !== undefined && resolve(given), reject);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new ExitError("There is no port to listen on.");
  const url = signInUrl(base, { slug: options.accountSlug ?? "", kind: "headless-client", state });
  url.searchParams.set("code_challenge", challenge);
  url.searchParams.set("redirect_uri", `http://127.0.0.1:${address.port}${LOOPBACK_CALLBACK}`);
  ask(exchange, options.pollMs ?? POLL_MS).then((given) => given !== undefined && resolve(given), reject);
  return {
    url,
    matchingCode: matchingCode(challenge),
    token,
    stop() {
      stopping.abort();
      server.close();
      server.closeIdleConnections();
    },
  };
}

/** The browser is back: with the right state its code is exchanged. Undefined for whoever else knocks. */
async function comeBack(
  exchange: Exchange,
  state: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<string | undefined> {
  const url = new URL(request.url ?? "", "http://127.0.0.1");
  const code = url.searchParams.get("code");
  const isOurs = url.pathname === LOOPBACK_CALLBACK && isEqual(url.searchParams.get("state") ?? "", state);
  response.setHeader("connection", "close");
  if (request.method !== "GET" || !isOurs || code === null) {
    response.writeHead(404).end("Nothing here.\n");
    return undefined;
  }
  try {
    const token = await fetchToken(exchange, code);
    response.end("You are signed in. You can close this window.\n");
    return token;
  } catch (error) {
    response.writeHead(502).end("The sign-in failed; the client says why.\n");
    throw error;
  }
}

/** Asks until the person has finished, or it turns out that the portal does not know of this (stock ones do not). */
async function ask(exchange: Exchange, pollMs: number): Promise<string | undefined> {
  const { signal } = exchange;
  while (!signal.aborted) {
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    const answer = await post(exchange, {}).catch(() => undefined);
    if (answer?.status === 200) return tokenOf(answer);
    if (answer && answer.status !== WAITING && answer.status < 500 && answer.status !== 429) return undefined;
  }
  return undefined;
}

async function fetchToken(exchange: Exchange, code: string): Promise<string> {
  const answer = await post(exchange, { code }).catch((error: unknown) => {
    throw new ExitError(`The portal cannot be reached: ${error instanceof Error ? error.message : String(error)}.`);
  });
  if (answer.ok) return tokenOf(answer);
  throw new ExitError(`The portal refuses the sign-in (${answer.status}); run sign-in again.`);
}

async function tokenOf(answer: Response): Promise<string> {
  const parsed = ClientTokenSchema.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success) throw new ExitError("The portal gave an answer without a token; run sign-in again.");
  return parsed.data.token;
}

function post({ endpoint, verifier, signal }: Exchange, more: { readonly code?: string }): Promise<Response> {
  return fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ code_verifier: verifier, ...more }),
    redirect: "error",
    signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
  });
}

function baseOf(authBaseUrl: string): string {
  const base = authBaseUrl.replace(/\/+$/, "");
  if (!URL.canParse(base)) throw new ExitError(`"${authBaseUrl}" is no URL like https://app.example.com`);
  return base;
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
