import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseUnavailable } from "./unavailable.ts";

const LOCK_FILE = "portal.lock";

/** Makes this process the only user of an embedded database's folder. The returned function gives it back. */
export function lockDataFolder(folder: string): () => void {
  makeFolder(folder);
  const path = join(folder, LOCK_FILE);
  if (!tryLock(path)) {
    const owner = readOwner(path);
    if (owner !== undefined && isAlive(owner)) {
      throw new DatabaseUnavailable(
        `The data folder ${folder} is in use by process ${owner.pid}; stop that portal, or give this one its own --data folder.`,
      );
    }
    rmSync(path, { force: true });
    if (!tryLock(path)) throw new DatabaseUnavailable(`The data folder ${folder} is being opened by another portal.`);
  }
  return () => rmSync(path, { force: true });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseUnavailable(`The data folder cannot be made: ${reason}. Choose another with --data.`);
  }
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, `${process.pid} ${birthOf(process.pid) ?? ""}`.trim());
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw new DatabaseUnavailable(`The data folder cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

interface Owner {
  readonly pid: number;
  /** See `birthOf`; undefined where it was not known. */
  readonly birth: string | undefined;
}

function readOwner(path: string): Owner | undefined {
  try {
    const [first = "", birth] = readFileSync(path, "utf8").trim().split(" ");
    const pid = Number.parseInt(first, 10);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, birth } : undefined;
  } catch {
    // Its owner removed it in this very moment.
    return undefined;
  }
}

/** In a container each start has the same process id, and after a reboot any program may have it: the birth tells. */
function isAlive({ pid, birth }: Owner): boolean {
  if (!exists(pid)) return false;
  const now = birthOf(pid);
  return birth === undefined || now === undefined || birth === now;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not permitted to signal it, but it exists.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Field of /proc/<pid>/stat, counted from the one after the program's name (proc(5)). */
const START_TIME = 19;

/** The boot and the clock tick at which a process started, which no other process shares with its id. */
function birthOf(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const startTime = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME];
    return `${boot}/${startTime}`;
  } catch {
    // Not Linux, or gone.
    return undefined;
  }
}
