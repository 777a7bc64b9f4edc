// What the machine says of itself: for the user agent, and as the default name.

import { readFileSync } from "node:fs";
import { machine, hostname as osHostname, release } from "node:os";

const OS_RELEASE = "/etc/os-release";

export interface SystemInfo {
  readonly hostname: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly arch: string;
  readonly kernel: string;
}

export function systemInfo(osRelease = OS_RELEASE): SystemInfo {
  const fields = parseOsRelease(textOf(osRelease));
  return {
    hostname: osHostname(),
    osName: (fields.get("NAME") ?? "Linux").replace(/ GNU\/Linux$/, "").replaceAll("/", " "),
    osVersion: fields.get("VERSION_ID") ?? "0",
    arch: machine(),
    kernel: release(),
  };
}

/** os-release(5): `NAME="Debian GNU/Linux"`. */
export function parseOsRelease(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([A-Z0-9_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*))$/.exec(line.trim());
    if (match) fields.set(match[1], (match[2] ?? match[3] ?? match[4] ?? "").replace(/\\(.)/g, "$1"));
  }
  return fields;
}

/** Minimal systems have no such file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
