import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseUnavailable } from "./unavailable.ts";

const LOCK_FILE = "portal.lock";

/** Makes this process the only user of an embedded database's folder. The returned function gives it back. */
export function lockDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, LOCK_FILE);
  if (!tryLock(path)) {
    const owner = readOwner(path);
    if (owner !== undefined && isAlive(owner)) {
      throw new DatabaseUnavailable(
        `The data folder ${folder} is in use by process ${owner}; stop that portal, or give this one its own --data folder.`,
      );
    }
    rmSync(path, { force: true });
    if (!tryLock(path)) throw new DatabaseUnavailable(`The data folder ${folder} is being opened by another portal.`);
  }
  return () => rmSync(path, { force: true });
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw new DatabaseUnavailable(`The data folder cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

function readOwner(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    // Its owner removed it in this very moment.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted to signal it, but it exists.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
