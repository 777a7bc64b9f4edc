// One attempt to open the WebSocket: resolve, race TCP over all addresses, TLS, upgrade.

import { lookup as systemLookup } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { type RefusedUpgrade, TOKEN_HEADER } from "@fz/wire";
import { WebSocket } from "ws";
import type { Clock } from "./clock.ts";

const TCP_TIMEOUT = 5000;
const ATTEMPT_TIMEOUT = 15_000;
const REFUSAL_BODY_MAX = 64 * 1024;
const FRAME_MAX = 16 * 1024 * 1024;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { "ws:": 80, "wss:": 443 };

/** A connected TCP socket, e.g. one whose packets bypass the tunnel. Has to give up when the signal aborts. */
export type CreateConnection = (address: { ip: string; port: number }, signal: AbortSignal) => Promise<Socket>;

export interface SocketOptions {
  readonly url: URL;
  readonly token: string | undefined;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly createConnection?: CreateConnection | undefined;
  /** Addresses of a host name; asked for each attempt. */
  readonly lookup?: ((host: string) => Promise<readonly string[]>) | undefined;
  /** Trust anchors, client certificate. */
  readonly tls?: ConnectionOptions | undefined;
}

/** The portal answered the upgrade with something else than 101. */
export class UpgradeRefused extends Error {
  override readonly name = "UpgradeRefused";
  readonly refused: RefusedUpgrade;

  constructor(refused: RefusedUpgrade) {
    super(`HTTP ${refused.status}`);
    this.refused = refused;
  }
}

/** Rejects with UpgradeRefused or with what went wrong below it. Never leaves a socket behind when it rejects. */
export async function openSocket(options: SocketOptions, signal: AbortSignal): Promise<WebSocket> {
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const stopTimer = options.clock.after(ATTEMPT_TIMEOUT, () => attempt.abort(new Error("no connection within 15 s")));
  try {
    signal.throwIfAborted();
    const tcp = await raceTcp(options, attempt.signal);
    return await upgrade(options, tcp, attempt.signal);
  } finally {
    stopTimer();
    signal.removeEventListener("abort", abort);
  }
}

async function raceTcp({ url, lookup, createConnection, clock }: SocketOptions, signal: AbortSignal): Promise<Socket> {
  const host = hostOf(url);
  const port = url.port === "" ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  const ips = isIP(host) ? [host] : await abortable(lookup ? lookup(host) : resolve(host), signal);
  if (ips.length === 0) throw new Error(`${host} has no address`);
  const race = new AbortController();
  const abort = () => race.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const stopTimer = clock.after(TCP_TIMEOUT, () => race.abort(new Error(`no TCP connection to ${host}:${port}`)));
  let winner: Socket | undefined;
  const connections = ips.map(async (ip) => {
    const socket = await (createConnection ?? connect)({ ip, port }, race.signal);
    if (winner || race.signal.aborted) {
      socket.destroy();
      throw new Error("another address was faster");
    }
    winner = socket;
    return socket;
  });
  try {
    return await abortable(Promise.any(connections), race.signal);
  } catch (error) {
    winner?.destroy();
    throw error instanceof AggregateError ? error.errors[0] : error;
  } finally {
    race.abort(new Error("another address was faster"));
    stopTimer();
    signal.removeEventListener("abort", abort);
  }
}

async function resolve(host: string): Promise<string[]> {
  const addresses = await systemLookup(host, { all: true });
  return addresses.map(({ address }) => address);
}

function connect({ ip, port }: { ip: string; port: number }, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolvePromise, reject) => {
    const socket = connectTcp({ host: ip, port, noDelay: true });
    const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", reject);
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      socket.removeListener("error", reject);
      resolvePromise(socket);
    });
  });
}

function upgrade(options: SocketOptions, tcp: Socket, signal: AbortSignal): Promise<WebSocket> {
  const { url, token, userAgent, tls } = options;
  const headers: Record<string, string> = { "User-Agent": userAgent };
  if (token !== undefined) headers[TOKEN_HEADER] = `Bearer ${token.replace(/\s+/g, "")}`;
  const host = hostOf(url);
  const servername = isIP(host) ? {} : { servername: host };
  return new Promise((resolvePromise, reject) => {
    const socket = new WebSocket(url, {
      headers,
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: FRAME_MAX,
      // Called once per upgrade; TLS queues what is written until its handshake is done.
      createConnection: () => (url.protocol === "wss:" ? connectTls({ ...servername, ...tls, socket: tcp }) : tcp),
    });
    const fail = (error: Error) => {
      signal.removeEventListener("abort", abort);
      socket.removeAllListeners();
      // A socket that is torn down while it connects reports that as an error nobody needs.
      socket.on("error", ignore);
      socket.terminate();
      tcp.destroy();
      reject(error);
    };
    const abort = () => fail(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    socket.once("error", fail);
    socket.once("open", () => {
      signal.removeEventListener("abort", abort);
      socket.removeListener("error", fail);
      resolvePromise(socket);
    });
    socket.once("unexpected-response", (_request, response) => {
      readRefusal(response).then((refused) => fail(new UpgradeRefused(refused)), fail);
    });
  });
}

/** Whatever came of the body before it ended or broke off. */
async function readRefusal(response: IncomingMessage): Promise<RefusedUpgrade> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue;
      chunks.push(chunk);
      size += chunk.length;
      if (size > REFUSAL_BODY_MAX) break;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers["content-type"],
    retryAfter: response.headers["retry-after"],
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolvePromise, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolvePromise, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** The host without the brackets of an IPv6 literal. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

function ignore(): void {
  return;
}
