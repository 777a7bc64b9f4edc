// How the machine is told to ask the tunnel for names, and whom it asked before.

import { unwatchFile, watchFile } from "node:fs";
import { type IpAddress, parseIp } from "@fz/ip";
import type { ChangeJournal } from "./change-journal.ts";
import { CommandFailed, type Host, readIfPresent } from "./host.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import {
  backUpResolvConf,
  backupOf,
  checkRegularFile,
  firezoneResolvConf,
  isOurs,
  parseResolvConf,
  RESOLV_CONF,
  restoreResolvConf,
  writeResolvConf,
} from "./resolv-conf-file.ts";

export const DNS_CONTROL_METHODS = ["systemd-resolved", "etc-resolv-conf", "disabled"] as const;
export type DnsControlMethod = (typeof DNS_CONTROL_METHODS)[number];

export interface DnsConfig {
  /** Sentinel addresses; none: the machine's own resolvers stay. */
  readonly servers: readonly IpAddress[];
  readonly searchDomain: string | undefined;
}

export interface DnsControl {
  readonly method: DnsControlMethod;
  apply(config: DnsConfig): Promise<void>;
  /** Forgets cached answers, where there is a cache. */
  flushCaches(): Promise<void>;
  /** Resolvers of the machine without ours. */
  systemResolvers(): Promise<IpAddress[]>;
  /** Runs when the machine's resolvers may have changed; the returned function ends that. */
  watch(changed: () => void): () => void;
  /** Puts the machine's resolvers back. */
  revert(): Promise<void>;
}

export interface DnsControlOptions {
  readonly host: Host;
  readonly journal: ChangeJournal;
  readonly tun: string;
  readonly resolvConf?: string;
  /**
   * Where the original of `resolvConf` is kept meanwhile; beside it by default. Network namespaces share the folder /etc,
   * so where several of them have a client, each needs a place of its own.
   */
  readonly resolvConfBackup?: string | undefined;
  /** ms between two looks at the watched file. */
  readonly watchInterval?: number;
}

const WATCH_INTERVAL = 5000;
/** systemd-resolved rewrites this whenever a link gets or loses resolvers. */
const RESOLVED_UPLINKS = "/run/systemd/resolve/resolv.conf";

export function dnsControl(method: DnsControlMethod, options: DnsControlOptions): DnsControl {
  switch (method) {
    case "systemd-resolved":
      return new SystemdResolved(options);
    case "etc-resolv-conf":
      return new EtcResolvConf(options);
    case "disabled":
      return new Disabled(options);
  }
}

class SystemdResolved implements DnsControl {
  readonly method = "systemd-resolved";
  readonly #host: Host;
  readonly #tun: string;
  readonly #interval: number;

  constructor({ host, tun, watchInterval = WATCH_INTERVAL }: DnsControlOptions) {
    this.#host = host;
    this.#tun = tun;
    this.#interval = watchInterval;
  }

  /**
   * Both the search domain and `~.`: with the search domain alone the link would not be the one for all other names,
   * and other links' resolvers would be asked, too.
   */
  async apply({ servers, searchDomain }: DnsConfig): Promise<void> {
    if (servers.length === 0) return this.revert();
    await this.#resolvectl("dns", this.#tun, ...servers);
    await this.#resolvectl("domain", this.#tun, ...(searchDomain === undefined ? [] : [searchDomain]), "~.");
    await this.#resolvectl("llmnr", this.#tun, "true");
  }

  async flushCaches(): Promise<void> {
    await ignoringFailure(this.#resolvectl("flush-caches"));
  }

  async systemResolvers(): Promise<IpAddress[]> {
    return parseResolvectlDns(await this.#resolvectl("dns"), this.#tun);
  }

  watch(changed: () => void): () => void {
    return watchPath(RESOLVED_UPLINKS, this.#interval, changed);
  }

  async revert(): Promise<void> {
    await ignoringFailure(this.#resolvectl("revert", this.#tun));
  }

  #resolvectl(...words: string[]): Promise<string> {
    return this.#host.run("resolvectl", words);
  }
}

/** Addresses of all links but one, from lines like `Link 2 (eth0): 192.0.2.1 2001:db8::1#name`. */
export function parseResolvectlDns(text: string, exceptLink: string): IpAddress[] {
  const servers: IpAddress[] = [];
  for (const line of text.split("\n")) {
    if (line.includes(`(${exceptLink}):`)) continue;
    for (const word of line.split(/\s+/)) {
      const bare = word.replace(/#.*$/, "").replace(/^\[(.*)\](?::\d+)?$/, "$1");
      const ip = parseIp(bare) ?? parseIp(bare.replace(/:\d+$/, ""));
      if (ip !== undefined && !servers.includes(ip)) servers.push(ip);
    }
  }
  return servers;
}

class EtcResolvConf implements DnsControl {
  readonly method = "etc-resolv-conf";
  readonly #path: string;
  readonly #backup: string;
  readonly #journal: ChangeJournal;
  readonly #interval: number;
  /** A file that is half written must not be taken for the original. */
  readonly #changes = new OneAtATime();
  #config: DnsConfig | undefined;

  constructor(options: DnsControlOptions) {
    const { journal, resolvConf = RESOLV_CONF, watchInterval = WATCH_INTERVAL } = options;
    this.#path = resolvConf;
    this.#backup = options.resolvConfBackup ?? backupOf(resolvConf);
    this.#journal = journal;
    this.#interval = watchInterval;
  }

  apply(config: DnsConfig): Promise<void> {
    this.#config = config;
    return this.#changes.run(() => this.#takeOver(config));
  }

  async flushCaches(): Promise<void> {
    // The C library keeps none.
  }

  systemResolvers(): Promise<IpAddress[]> {
    return this.#changes.run(() => resolversOf(this.#path, this.#backup));
  }

  /** Somebody who rewrites the file (a DHCP client) names new resolvers and takes ours away: both are seen to. */
  watch(changed: () => void): () => void {
    return watchPath(this.#path, this.#interval, () => {
      const again = this.#config ? this.apply(this.#config) : Promise.resolve();
      again.then(changed, changed);
    });
  }

  async revert(): Promise<void> {
    this.#config = undefined;
    await this.#changes.run(() => restoreResolvConf(this.#path, this.#backup));
  }

  async #takeOver(config: DnsConfig): Promise<void> {
    if (config.servers.length === 0) return;
    await checkRegularFile(this.#path);
    const backup = this.#backup;
    const text = (await readIfPresent(this.#path)) ?? "";
    let original = text;
    if (isOurs(text)) original = (await readIfPresent(backup)) ?? "";
    else {
      await this.#journal.record({ kind: "resolv-conf", path: this.#path, backup });
      await backUpResolvConf(this.#path, backup);
    }
    const wanted = firezoneResolvConf(parseResolvConf(original), config.servers, config.searchDomain, backup);
    if (wanted !== text) await writeResolvConf(this.#path, wanted);
  }
}

class Disabled implements DnsControl {
  readonly method = "disabled";
  readonly #path: string;
  readonly #backup: string;
  readonly #interval: number;

  constructor({ resolvConf = RESOLV_CONF, resolvConfBackup, watchInterval = WATCH_INTERVAL }: DnsControlOptions) {
    this.#path = resolvConf;
    this.#backup = resolvConfBackup ?? backupOf(resolvConf);
    this.#interval = watchInterval;
  }

  async apply(): Promise<void> {
    // The person does it.
  }

  async flushCaches(): Promise<void> {
    // Nothing of ours is cached.
  }

  async systemResolvers(): Promise<IpAddress[]> {
    return resolversOf(this.#path, this.#backup);
  }

  watch(changed: () => void): () => void {
    return watchPath(this.#path, this.#interval, changed);
  }

  async revert(): Promise<void> {
    // Nothing was changed.
  }
}

/** From the original of a file that currently is ours. */
async function resolversOf(path: string, backup: string): Promise<IpAddress[]> {
  const text = (await readIfPresent(path)) ?? "";
  const original = isOurs(text) ? ((await readIfPresent(backup)) ?? "") : text;
  return [...parseResolvConf(original).nameservers];
}

/** By polling: these files are replaced, mounted over and missing at times, which change notification does not survive. */
function watchPath(path: string, interval: number, changed: () => void): () => void {
  const listener = () => changed();
  watchFile(path, { interval, persistent: false }, listener);
  return () => unwatchFile(path, listener);
}

async function ignoringFailure(command: Promise<unknown>): Promise<void> {
  try {
    await command;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
  }
}
