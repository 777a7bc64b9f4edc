import { readFileSync } from "node:fs";
import { machine, release } from "node:os";
import { buildUserAgent, type Component } from "@fz/wire";
import { PROTOCOL_VERSION } from "./version.ts";

/** How a program of ours introduces itself to a portal. */
export function userAgent(component: Component): string {
  return buildUserAgent({
    ...operatingSystem(),
    component,
    version: PROTOCOL_VERSION,
    arch: machine(),
    kernel: release(),
  });
}

/** Name and version as /etc/os-release has them. */
function operatingSystem(): { osName: string; osVersion: string } {
  const fields = new Map<string, string>();
  try {
    for (const line of readFileSync("/etc/os-release", "utf8").split("\n")) {
      const [key, value] = line.split("=", 2);
      if (value !== undefined) fields.set(key, value.replace(/^"|"$/g, ""));
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return { osName: fields.get("NAME") ?? "Linux", osVersion: fields.get("VERSION_ID") ?? release() };
}
