import { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect } from "kysely";
import { Client, Pool, types } from "pg";
import type { ConstructorOptions } from "pg-boss";
import { settleForeignTransactions } from "../changes/foreign-transactions.ts";
import { COLUMN_PARSERS } from "./column-types.ts";
import { lockDataFolder } from "./data-lock.ts";
import { embeddedDialect, embeddedJobStore } from "./embedded.ts";
import { hasDatabase, placeDatabase } from "./first-start.ts";
import { listenForever } from "./listen-forever.ts";
import { migrate } from "./migrations.ts";
import { embeddedConnection, type SqlConnection, serverConnection } from "./sql-connection.ts";
import type { Tables } from "./tables.ts";
import { DatabaseUnavailable } from "./unavailable.ts";

export type Db = Kysely<Tables>;

export interface Database {
  readonly db: Db;
  readonly kind: "embedded" | "server";
  /** Calls back after commits that left rows in the change log, and after anything that may have hidden one. */
  listen(channel: string, notified: () => void): Promise<() => Promise<void>>;
  /** How pg-boss reaches it. */
  readonly jobStore: JobStore;
  close(): Promise<void>;
}

export type JobStore = Pick<ConstructorOptions, "db" | "backend" | "connectionString" | "max">;

export interface DatabaseConfig {
  /** A PostgreSQL server (15 or newer). Absent: embedded in this process. */
  readonly url?: string | undefined;
  /** Folder of the embedded database; undefined keeps it in memory. */
  readonly folder?: string | undefined;
  /** What one in memory begins with, as PGlite dumps a data directory; undefined: with nothing. */
  readonly image?: Blob | undefined;
  readonly poolSize: number;
}

const POOL_WAIT_MS = 10_000;
const JOB_CONNECTIONS = 2;
const MINIMUM_SERVER_VERSION = 150_000;
const CANNOT_OPEN = "The embedded database cannot be opened";
const CANNOT_USE = "The database server cannot be used";

/** Opens the database and brings its tables up to date. Throws DatabaseUnavailable with one clear line. */
export function openDatabase(config: DatabaseConfig): Promise<Database> {
  return config.url === undefined ? openEmbedded(config) : openServer(config.url, config.poolSize);
}

/** One connection to a database as it is, for making and restoring backups. Throws DatabaseUnavailable. */
export async function openConnection(
  { url, folder }: DatabaseConfig,
  which: "existing" | "new",
): Promise<{ readonly connection: SqlConnection; finished(): void; close(): Promise<void> }> {
  if (url !== undefined) {
    const client = await connectServer(serverOptions(url));
    return { connection: serverConnection(client), finished: () => undefined, close: () => client.end() };
  }
  if (which === "existing" && (folder === undefined || !hasDatabase(folder))) {
    throw new DatabaseUnavailable(`There is no database in ${folder ?? "memory"}; which --data folder is meant?`);
  }
  const { pglite, finished, close } = await startEmbedded(folder);
  return { connection: embeddedConnection(pglite), finished, close };
}

async function openEmbedded({ folder, image }: DatabaseConfig): Promise<Database> {
  const { pglite, finished, close } = await startEmbedded(folder, image);
  try {
    await bringUpToDate(embeddedConnection(pglite));
  } catch (error) {
    await close();
    throw unavailable(error, CANNOT_OPEN);
  }
  finished();
  const db = new Kysely<Tables>({ dialect: embeddedDialect(pglite) });
  return {
    db,
    kind: "embedded",
    listen: (channel, notified) => pglite.listen(channel, notified),
    jobStore: embeddedJobStore(pglite, db),
    close: async () => {
      await db.destroy();
      await close();
    },
  };
}

async function bringUpToDate(connection: SqlConnection): Promise<void> {
  await migrate(connection);
  await settleForeignTransactions(connection);
}

/** A folder of its own is locked until `close`; a database that was never `finished` is made anew at the next start. */
async function startEmbedded(folder: string | undefined, image?: Blob) {
  const unlock = folder === undefined ? () => undefined : lockDataFolder(folder);
  try {
    const place = folder === undefined ? { path: "memory://", finished: () => undefined } : placeDatabase(folder);
    const options = { parsers: { ...COLUMN_PARSERS }, ...(image ? { loadDataDir: image } : {}) };
    const pglite = await PGlite.create(place.path, options);
    await pglite.exec("set timezone to 'UTC'");
    const close = async () => {
      if (!pglite.closed) await pglite.close();
      unlock();
    };
    return { pglite, finished: place.finished, close };
  } catch (error) {
    unlock();
    throw unavailable(error, CANNOT_OPEN);
  }
}

function serverOptions(url: string) {
  return {
    connectionString: url,
    types: { getTypeParser },
    options: "-c timezone=UTC",
    connectionTimeoutMillis: POOL_WAIT_MS,
    keepAlive: true,
  };
}

async function connectServer(options: ReturnType<typeof serverOptions>): Promise<Client> {
  const client = new Client(options);
  try {
    await client.connect();
    const version = Number((await client.query("show server_version_num")).rows[0].server_version_num);
    if (version < MINIMUM_SERVER_VERSION) throw new DatabaseUnavailable("PostgreSQL 15 or newer is needed.");
    return client;
  } catch (error) {
    await client.end();
    throw unavailable(error, CANNOT_USE);
  }
}

async function openServer(url: string, poolSize: number): Promise<Database> {
  const options = serverOptions(url);
  const client = await connectServer(options);
  try {
    await bringUpToDate(serverConnection(client));
  } catch (error) {
    throw unavailable(error, CANNOT_USE);
  } finally {
    await client.end();
  }
  const pool = new Pool({ ...options, max: poolSize });
  // An idle connection that breaks is replaced by the pool; its error must not end the process.
  pool.on("error", () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    kind: "server",
    listen: (channel, notified) => listenForever(() => new Client(options), channel, notified),
    jobStore: { connectionString: url, max: JOB_CONNECTIONS },
    close: () => db.destroy(),
  };
}

function getTypeParser(oid: number, format?: "text" | "binary") {
  return format === "binary"
    ? types.getTypeParser(oid, "binary")
    : (COLUMN_PARSERS[oid] ?? types.getTypeParser(oid, "text"));
}

function unavailable(error: unknown, what: string): DatabaseUnavailable {
  if (error instanceof DatabaseUnavailable) return error;
  const reason = error instanceof Error && error.message !== "" ? error.message : String(error);
  return new DatabaseUnavailable(`${what}: ${reason.split("\n")[0]}`);
}
