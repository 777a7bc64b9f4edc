import { readFileSync } from "node:fs";
import { ExitError } from "@fz/program";
import { EXIT_MACHINE } from "./exit-codes.ts";

/** linux/capability.h */
const CAP_NET_ADMIN = 12n;
const ROOT = 0;

/**
 * Root, or CAP_NET_ADMIN for us and for the programs that we start (`ip`, `nft`), which inherit ambient capabilities only.
 * @throws ExitError that says which is missing
 */
export function checkPrivileges(): void {
  const status = readFileSync("/proc/self/status", "utf8");
  if (!has(status, "CapEff")) {
    throw new ExitError("Not permitted to set up networks: run it as root or with CAP_NET_ADMIN", EXIT_MACHINE);
  }
  if (process.geteuid?.() !== ROOT && !has(status, "CapAmb")) {
    throw new ExitError(
      "CAP_NET_ADMIN is there but not ambient, so ip and nft would not have it: use AmbientCapabilities=CAP_NET_ADMIN (systemd) or capsh --addamb",
      EXIT_MACHINE,
    );
  }
}

function has(status: string, set: "CapEff" | "CapAmb"): boolean {
  const mask = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, "m").exec(status)?.[1] ?? "0";
  return ((BigInt(`0x${mask}`) >> CAP_NET_ADMIN) & 1n) === 1n;
}
