// WebSocket upgrades of devices: who may connect, and how a refusal is put so that stock devices understand it.

import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import {
  type ConnectErrorCode,
  type ConnectRequest,
  connectProblem,
  PROBLEM_CONTENT_TYPE,
  parseConnectRequest,
  TOKEN_HEADER,
  type Topic,
  tokenFingerprint,
} from "@fz/wire";
import { WebSocketServer } from "ws";
import type { Context } from "../context.ts";
import { budgetKey, type Remote, remoteOf } from "../http/remote.ts";
import { connectClientSocket, connectGatewaySocket, connectRelaySocket } from "./connect.ts";
import { CLOSE_GOING_AWAY, type OpenSocket } from "./device-socket.ts";
import { Turnstile } from "./turnstile.ts";

/**
 * The protocol allows 16 MiB. The longest that devices say is to which of their peers a candidate goes, 39 bytes for
 * each: this is enough for 25,000 of them.
 */
const MAX_FRAME_BYTES = 1024 * 1024;
const MAX_EARLY_BYTES = 64 * 1024;
/** For a refused device to read why and to hang up. */
const REFUSED_PATIENCE_MS = 5_000;
/** For the whole of an upgrade, the database included. Stock devices give up after 15 s. */
const UPGRADE_PATIENCE_MS = 15_000;
const RETRY_AFTER_SECONDS = 1;
/** Devices give an attempt up after 15 s; that many are dealt with in a few seconds even on a slow machine. */
const CONNECTING_AT_ONCE = { server: 1_000, embedded: 100 } as const;
const CLOSE_PATIENCE_MS = 2_000;

/** A refusal that is to be told to the device. */
export class ConnectRefused extends Error {
  override readonly name = "ConnectRefused";
  readonly code: ConnectErrorCode;
  /** Whole seconds after which the device is to try again. */
  readonly retryAfter: number | undefined;

  constructor(code: ConnectErrorCode, detail: string, retryAfter?: number) {
    super(detail);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export interface Arrival {
  readonly request: ConnectRequest & { readonly token: string };
  readonly remote: Remote;
  readonly userAgent: string;
  /** Whether the device lost patience, so that whatever is done for it is done in vain. */
  isGone(): boolean;
}

/** Takes the WebSocket, once everything that may refuse it has been asked. False where the device is gone already. */
export type Accept = (run: (socket: OpenSocket) => void) => boolean;

/** `close` lets no more devices in, and gives those inside a moment to hear that they are to reconnect. */
export function serveDevices(context: Context, server: Server): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
  const turnstile = new Turnstile(CONNECTING_AT_ONCE[context.database.kind]);
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    const early = readWhileWaiting(stream);
    const patience = setTimeout(() => stream.destroy(), UPGRADE_PATIENCE_MS);
    stream.once("close", () => clearTimeout(patience));
    const accept: Accept = (run) => {
      let isOpen = false;
      clearTimeout(patience);
      sockets.handleUpgrade(request, stream, Buffer.concat([head, ...early.take()]), (socket) => {
        isOpen = true;
        run({ socket, stream });
      });
      return isOpen;
    };
    connectDevice(context, turnstile, request, accept).catch((error: unknown) => {
      if (error instanceof ConnectRefused) return refuse(context, stream, error);
      context.log.error({ error }, "connection failed");
      refuse(context, stream, new ConnectRefused("unhandled_connect_error", "Something went wrong here."));
    });
  });
  return { close: () => closeAll(sockets) };
}

/**
 * A stream that nobody reads does not tell that its other end hung up. What comes before the upgrade is answered, which
 * is nothing from a device that keeps to the standard, is for the socket.
 */
function readWhileWaiting(stream: Duplex): { take(): Buffer[] } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const keep = (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_EARLY_BYTES) stream.destroy();
  };
  const hungUp = () => stream.destroy();
  stream.on("data", keep).once("end", hungUp);
  return {
    take() {
      stream.off("data", keep).off("end", hungUp);
      return chunks;
    },
  };
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  sockets.close();
  const open = [...sockets.clients];
  const closed = open.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const socket of open) socket.close(CLOSE_GOING_AWAY);
  const patience = setTimeout(() => {
    for (const socket of open) socket.terminate();
  }, CLOSE_PATIENCE_MS);
  await Promise.all(closed);
  clearTimeout(patience);
}

async function connectDevice(
  context: Context,
  turnstile: Turnstile,
  request: IncomingMessage,
  accept: Accept,
): Promise<void> {
  const authorization = request.headers[TOKEN_HEADER.toLowerCase()];
  const connect = parseConnectRequest(
    request.url ?? "",
    Array.isArray(authorization) ? authorization[0] : authorization,
  );
  if (!connect) throw new NoSuchSocket();
  if (!sameOrigin(request)) throw new ConnectRefused("unauthenticated", "The origin is not this host.");
  const { token } = connect;
  if (token === undefined) throw new ConnectRefused("missing_token", "A token is needed.");
  const remote = remoteOf(request, context);
  const bucket = `${budgetKey(remote.ip)} ${tokenFingerprint(token)}`;
  if (!context.socketBuckets.take(bucket, 1, context.config.socketBucket, context.now())) {
    throw new ConnectRefused("rate_limit", "Too many connection attempts.", RETRY_AFTER_SECONDS);
  }
  const arrival: Arrival = {
    request: { ...connect, token },
    remote,
    userAgent: request.headers["user-agent"] ?? "",
    isGone: () => request.socket.destroyed,
  };
  const wait = turnstile.enter(context.now());
  if (wait !== undefined) throw new ConnectRefused("rate_limit", "Too many devices connect at once.", wait);
  try {
    await connectTopic(context, connect.topic, arrival, accept);
  } finally {
    turnstile.leave();
  }
}

function connectTopic(context: Context, topic: Topic, arrival: Arrival, accept: Accept): Promise<void> {
  switch (topic) {
    case "client":
      return connectClientSocket(context, arrival, accept);
    case "gateway":
      return connectGatewaySocket(context, arrival, accept);
    case "relay":
      return connectRelaySocket(context, arrival, accept);
  }
}

class NoSuchSocket extends ConnectRefused {
  constructor() {
    super("invalid_connect_params", "There is no such socket.");
  }
}

/** Only browsers send an origin. */
function sameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}

/** Head and body leave in one write with their length: stock devices read no further than that. */
function refuse(context: Context, stream: Duplex, refused: ConnectRefused): void {
  context.metrics.refusedConnections.inc({ code: refused.code });
  const problem = connectProblem(refused.code, refused.message);
  const isUnknown = refused instanceof NoSuchSocket;
  const body = isUnknown ? "Not Found" : JSON.stringify(problem);
  const head = [
    isUnknown ? "HTTP/1.1 404 Not Found" : `HTTP/1.1 ${problem.status} ${problem.title}`,
    `content-type: ${isUnknown ? "text/plain" : PROBLEM_CONTENT_TYPE}; charset=utf-8`,
    `content-length: ${Buffer.byteLength(body)}`,
    ...(refused.retryAfter === undefined ? [] : [`retry-after: ${refused.retryAfter}`]),
    "connection: close",
  ];
  stream.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  const patience = setTimeout(() => stream.destroy(), REFUSED_PATIENCE_MS);
  stream.once("close", () => clearTimeout(patience));
}
