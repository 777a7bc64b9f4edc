// One attempt to open the WebSocket: resolve, race TCP over all addresses, TLS, upgrade.

import type { IncomingMessage } from "node:http";
import { isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type RefusedUpgrade, TOKEN_HEADER } from "@fz/wire";
import { WebSocket } from "ws";
import type { Clock } from "./clock.ts";
import { connectTo, hostOf, type Way } from "./connect.ts";

const ATTEMPT_TIMEOUT = 15_000;
const REFUSAL_BODY_MAX = 64 * 1024;
const FRAME_MAX = 16 * 1024 * 1024;

export interface SocketOptions extends Way {
  readonly url: URL;
  readonly token: string | undefined;
  readonly userAgent: string;
  readonly clock: Clock;
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
    const tcp = await connectTo(options.url, options, options.clock, attempt.signal);
    return await upgrade(options, tcp, attempt.signal);
  } finally {
    stopTimer();
    signal.removeEventListener("abort", abort);
  }
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

function ignore(): void {
  return;
}
