import { existsSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { PortalConfig } from "../config.ts";
import { openConnection } from "../database/database.ts";
import type { SqlConnection } from "../database/sql-connection.ts";
import { requestBackup } from "./admin-socket.ts";
import { BackupRefused } from "./refused.ts";
import { checkBackup, type Restored, restoreBackup } from "./restore.ts";
import { backupLines } from "./write.ts";

const OWNER_ONLY = 0o600;

/** Writes a backup of the database, whether a portal runs on it or not, and reads it once to be sure. Gives its rows. */
export async function backUp({ database }: PortalConfig, to: string, now: number): Promise<number> {
  const file = resolve(to);
  if (existsSync(file)) throw new BackupRefused(`${to} exists already; it is not overwritten.`);
  const part = `${file}.part`;
  try {
    const running = database.url === undefined && database.folder ? await requestBackup(database.folder) : undefined;
    if (running) await writeFile(running, part);
    else await withConnection(database, "existing", (connection) => writeBackup(connection, part, now));
    const rows = await checkBackup(part);
    renameSync(part, file);
    return rows;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** Reads the file to its end before the database is touched. */
export async function restore({ database }: PortalConfig, from: string): Promise<Restored> {
  if (!existsSync(from)) throw new BackupRefused(`There is no ${from}.`);
  await checkBackup(from);
  return withConnection(database, "new", (connection) => restoreBackup(connection, from));
}

async function withConnection<T>(
  config: PortalConfig["database"],
  which: "existing" | "new",
  work: (connection: SqlConnection) => Promise<T>,
): Promise<T> {
  const { connection, finished, close } = await openConnection(config, which);
  try {
    const result = await work(connection);
    finished();
    return result;
  } finally {
    await close();
  }
}

function writeBackup(connection: SqlConnection, file: string, now: number): Promise<void> {
  const zipped = createGzip();
  return Promise.all([pipeline(Readable.from(backupLines(connection, now)), zipped), writeFile(zipped, file)]).then(
    () => undefined,
  );
}

/** Readable by its owner only: it holds keys and hashes of tokens. */
async function writeFile(content: Readable, path: string): Promise<void> {
  const file = await open(path, "wx", OWNER_ONLY);
  await pipeline(content, file.createWriteStream({ flush: true }));
}
