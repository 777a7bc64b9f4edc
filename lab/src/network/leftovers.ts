// What a lab has on this machine: namespaces, their folders in /etc/netns, folders for files. All of it carries the
// process id of its lab, so that what a killed one left is found and removed by the next.
import { existsSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";

const OF_A_LAB = /^fzlab(\d+)-/;
const OURS = `fzlab${process.pid}-`;
const NAMESPACES = "/run/netns";
const NETNS_FILES = "/etc/netns";

/** The name, on this machine, of one of this lab's namespaces. */
export function namespaceName(name: string): string {
  return `${OURS}${name}`;
}

/** An empty folder for files of this lab. */
export function makeFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `${OURS}${name}-`));
}

/** Where the files lie that `ip netns exec` binds over those in /etc. */
export function netnsFiles(namespace: string): string {
  return join(NETNS_FILES, namespace);
}

/** Kills what still runs in these namespaces and deletes them. @throws Error where one cannot be deleted */
export function removeNamespaces(namespaces: readonly string[]): void {
  const present = namespaces.filter(isPresent);
  killAllIn(present);
  try {
    run("ip", ["-force", "-batch", "-"], present.map((namespace) => `netns del ${namespace}\n`).join(""));
  } catch (error) {
    // What a killed lab left may be removed by two others at once.
    if (present.some(isPresent)) throw error;
  }
  for (const namespace of namespaces) rmSync(netnsFiles(namespace), { recursive: true, force: true });
  removeIfEmpty(NETNS_FILES);
}

function isPresent(namespace: string): boolean {
  return existsSync(join(NAMESPACES, namespace));
}

/** The folder is made by the first host that needs it, which may be another lab's, right now. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!["ENOENT", "ENOTEMPTY"].includes(code)) throw error;
  }
}

/** Removes what labs left whose program is no longer alive. */
export function removeLeftovers(): void {
  removeNamespaces([...new Set([...entriesOf(NAMESPACES), ...entriesOf(NETNS_FILES)])].filter(isAbandoned));
  for (const folder of entriesOf(tmpdir()).filter(isAbandoned)) {
    rmSync(join(tmpdir(), folder), { recursive: true, force: true });
  }
}

function isAbandoned(name: string): boolean {
  const owner = OF_A_LAB.exec(name);
  return owner !== null && !existsSync(`/proc/${owner[1]}`);
}

function entriesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function killAllIn(namespaces: readonly string[]): void {
  const files = namespaces.map((namespace) => statSync(join(NAMESPACES, namespace), { throwIfNoEntry: false }));
  const inodes = new Set(files.flatMap((file) => file?.ino ?? []));
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (inodes.has(statSync(`/proc/${pid}/ns/net`).ino)) process.kill(Number(pid), "SIGKILL");
    } catch (error) {
      // It ended in this very moment, or it is one that even root may not look at, which then is not ours.
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!["ENOENT", "ESRCH", "EACCES"].includes(code)) throw error;
    }
  }
}
