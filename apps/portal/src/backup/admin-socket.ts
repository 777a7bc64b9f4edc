// The running portal has its embedded database to itself, so it makes the backup, verifies the change log and looks after
// tokens of relays for whoever may open a socket in its data folder: the user that it runs as, and root.

import { once } from "node:events";
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { join, relative } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { auditLines, parseNotedRow } from "../audit/verdicts.ts";
import type { Context } from "../context.ts";
import { withConnectionOf } from "../database/sql-connection.ts";
import { createRelayToken, deleteRelayToken, listRelayTokens } from "../tokens/relay-tokens.ts";
import { BackupRefused } from "./refused.ts";
import { backupLines } from "./write.ts";

/** The answer to a deletion of what was there. */
export const DELETED = "deleted";
const FOLDER = "run";
const SOCKET = "admin.sock";
const OWNER_ONLY = 0o700;
/** sun_path of Linux and its terminating zero; the shorter of macOS is 104. */
const MAX_PATH_BYTES = 103;

/** Gives how to stop. Undefined path: there is no data folder, and nothing is served. */
export async function serveAdminSocket(context: Context): Promise<() => Promise<void>> {
  const { url, folder } = context.config.database;
  const path = url === undefined && folder !== undefined ? socketPath(folder) : undefined;
  if (path === undefined || folder === undefined) return async () => undefined;
  mkdirSync(join(folder, FOLDER), { recursive: true, mode: OWNER_ONLY });
  chmodSync(join(folder, FOLDER), OWNER_ONLY);
  rmSync(path, { force: true });
  const server = createServer((request, response) => {
    answer(context, request, response).catch((error: unknown) => {
      context.log.error({ error, path: request.url }, "what was asked for over the admin socket failed");
      response.destroy();
    });
  });
  server.listen(path);
  await once(server, "listening");
  return async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
  if (request.method !== "POST") return void response.writeHead(404).end();
  switch (pathname) {
    case "/backup":
      return makeBackup(context, response);
    case "/audit":
      return verifyLog(context, searchParams, response);
    case "/relay-token":
      return void response.end((await createRelayToken(context.db, context.tokens, context.now())).token);
    case "/relay-tokens":
      return void response.end(await listRelayTokens(context.db));
    case "/relay-token/delete":
      return void response.end((await deleteRelayToken(context.db, searchParams.get("id") ?? "")) ? DELETED : "");
    default:
      response.writeHead(404).end();
  }
}

function verifyLog(context: Context, query: URLSearchParams, response: ServerResponse): Promise<void> {
  const lines = auditLines(context.db, query.get("account") ?? undefined, parseNotedRow(query.get("noted") ?? ""));
  return pipeline(Readable.from(lines), response);
}

async function makeBackup(context: Context, response: ServerResponse): Promise<void> {
  const started = context.now();
  await withConnectionOf(context.db, (connection) =>
    pipeline(Readable.from(backupLines(connection, started)), createGzip(), response),
  );
  context.log.info({ ms: context.now() - started }, "backup made");
}

/** The backup of the portal that runs on the folder, or undefined where none runs. */
export function requestBackup(folder: string): Promise<Readable | undefined> {
  return ask(folder, "/backup");
}

/** Verdicts on the change log (see auditLines) of the portal that runs on the folder, or undefined where none runs. */
export function requestAudit(
  folder: string,
  account: string | undefined,
  noted: string | undefined,
): Promise<Readable | undefined> {
  const query = new URLSearchParams({ ...(account ? { account } : {}), ...(noted ? { noted } : {}) });
  return ask(folder, `/audit?${query}`);
}

/** A new token for relays, of the portal that runs on the folder, or undefined where none runs. */
export function requestRelayToken(folder: string): Promise<Readable | undefined> {
  return ask(folder, "/relay-token");
}

/** Its tokens for relays, as lines. */
export function requestRelayTokenList(folder: string): Promise<Readable | undefined> {
  return ask(folder, "/relay-tokens");
}

/** Answers DELETED, or nothing where there is no such token. */
export function requestRelayTokenDeletion(folder: string, id: string): Promise<Readable | undefined> {
  return ask(folder, `/relay-token/delete?${new URLSearchParams({ id })}`);
}

async function ask(folder: string, path: string): Promise<Readable | undefined> {
  // One connection for one question: one that is kept may be of a portal that is gone.
  const asking = request({ agent: false, socketPath: socketPath(folder), method: "POST", path });
  asking.end();
  try {
    const [response]: IncomingMessage[] = await once(asking, "response");
    if (response?.statusCode === 200) return response;
    throw new BackupRefused("The running portal does not know what is asked of it; is it of another version?");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ECONNREFUSED" || code === "ENOTDIR") return undefined;
    if (code === "EACCES")
      throw new BackupRefused(`Only the user that the portal of ${folder} runs as may ask this of it.`);
    throw error;
  }
}

/** A path too long for a socket is tried from where the process stands. */
function socketPath(folder: string): string {
  const path = join(folder, FOLDER, SOCKET);
  return Buffer.byteLength(path) <= MAX_PATH_BYTES ? path : relative(process.cwd(), path);
}
