// /etc/resolv.conf (resolv.conf(5)): reading, our version of it, and the way back.

import { copyFile, lstat, rm, writeFile } from "node:fs/promises";
import { type IpAddress, parseIp } from "@fz/ip";
import { readIfPresent } from "./host.ts";

export const RESOLV_CONF = "/etc/resolv.conf";
const BACKUP_SUFFIX = ".before-firezone";
const MARKER = "# BEGIN Firezone DNS configuration";
const EXPLANATION = [
  "# Names are resolved by the Firezone client while it runs. Edits here are lost when it stops;",
  "# what stood here before is in the file named",
];

export interface ResolvConf {
  readonly nameservers: readonly IpAddress[];
  readonly search: readonly string[];
  /** Words of the `options` lines. */
  readonly options: readonly string[];
}

/** Lines that mean nothing to a resolver mean nothing to us. Later `search` and `domain` lines win. */
export function parseResolvConf(text: string): ResolvConf {
  const nameservers: IpAddress[] = [];
  const options: string[] = [];
  let search: string[] = [];
  for (const line of text.split("\n")) {
    const [keyword, ...words] = line
      .replace(/[#;].*$/, "")
      .trim()
      .split(/\s+/);
    if (keyword === "nameserver") {
      // A zone (`fe80::1%eth0`) has no meaning outside its link.
      const ip = parseIp(words[0] ?? "");
      if (ip !== undefined && !nameservers.includes(ip)) nameservers.push(ip);
    } else if (keyword === "search" || keyword === "domain") search = words;
    else if (keyword === "options") options.push(...words);
  }
  return { nameservers, search, options };
}

export function backupOf(path: string): string {
  return path + BACKUP_SUFFIX;
}

export function isOurs(text: string): boolean {
  return text.startsWith(MARKER);
}

/** Our version: the tunnel's resolvers, only our search domain, names without a dot tried as they are. */
export function firezoneResolvConf(
  original: ResolvConf,
  servers: readonly IpAddress[],
  searchDomain: string | undefined,
  backup: string,
): string {
  const options = [...original.options.filter((option) => !option.startsWith("ndots:")), "ndots:1"];
  return [
    MARKER,
    ...EXPLANATION.map((line, i) => (i === EXPLANATION.length - 1 ? `${line} ${backup}` : line)),
    ...servers.map((server) => `nameserver ${server}`),
    ...(searchDomain === undefined ? [] : [`search ${searchDomain}`]),
    `options ${options.join(" ")}`,
    "",
  ].join("\n");
}

/** Written in place: in containers the file is a mount of its own, which no other file can replace. */
export async function writeResolvConf(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flush: true });
}

/** Throws where the file is managed by somebody else through a link. */
export async function checkRegularFile(path: string): Promise<void> {
  if ((await lstat(path)).isFile()) return;
  throw new Error(
    `${path} is not a regular file: use systemd-resolved (FIREZONE_DNS_CONTROL) or replace the link by a file`,
  );
}

export async function backUpResolvConf(path: string, backup: string): Promise<void> {
  await copyFile(path, backup);
}

/** Only where it still is ours: what anybody wrote since then stands. The backup goes. */
export async function restoreResolvConf(path: string, backup: string): Promise<void> {
  const [text, original] = await Promise.all([readIfPresent(path), readIfPresent(backup)]);
  if (original === undefined) return;
  if (text !== undefined && isOurs(text)) await writeResolvConf(path, original);
  await rm(backup, { force: true });
}
