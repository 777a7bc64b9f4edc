// hosts(5): an address, then its names; what follows a `#` is a comment.
import { readFile, stat } from "node:fs/promises";
import { type DomainName, nameKey } from "@fz/dns";
import { type IpAddress, parseIp } from "@fz/ip";

export const HOSTS_FILE = "/etc/hosts";

type Hosts = ReadonlyMap<string, readonly IpAddress[]>;

export class HostsFile {
  readonly #path: string;
  #modified = Number.NaN;
  #hosts: Hosts = new Map();

  constructor(path = HOSTS_FILE) {
    this.#path = path;
  }

  /** All addresses of a name, in the order of the file, which is read again when it has changed. */
  async lookup(name: DomainName): Promise<readonly IpAddress[]> {
    await this.#refresh();
    return this.#hosts.get(nameKey(name)) ?? [];
  }

  async #refresh(): Promise<void> {
    try {
      const { mtimeMs } = await stat(this.#path);
      if (mtimeMs === this.#modified) return;
      this.#hosts = parseHosts(await readFile(this.#path, "utf8"));
      this.#modified = mtimeMs;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      this.#hosts = new Map();
    }
  }
}

export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, IpAddress[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*$/, "").trim().split(/\s+/);
    const ip = parseIp(address);
    if (ip === undefined) continue;
    for (const name of names) {
      const key = nameKey(name.replace(/\.$/, ""));
      const known = hosts.get(key) ?? [];
      if (!known.includes(ip)) hosts.set(key, [...known, ip]);
    }
  }
  return hosts;
}
