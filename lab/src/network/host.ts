import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { run, tryRun } from "./command.ts";
import { LabProcess, type ProcessOptions } from "./process.ts";

/** One machine of the lab: a network namespace with its own interfaces, routes, firewall and resolv.conf. */
export class Host {
  readonly name: string;
  /** The namespace's name on this machine. */
  readonly namespace: string;
  readonly #processes = new Set<LabProcess>();

  constructor(name: string, namespace: string) {
    this.name = name;
    this.namespace = namespace;
    run("ip", ["netns", "add", namespace]);
    // `ip netns exec` binds the files of this folder over those in /etc for the program it starts.
    mkdirSync(this.#etc, { recursive: true });
    this.setNameservers([]);
    this.ip("link set lo up");
    this.sysctl("net.ipv4.conf.all.rp_filter", "0");
    this.sysctl("net.ipv4.conf.default.rp_filter", "0");
    this.sysctl("net.ipv6.conf.all.accept_dad", "0");
    this.sysctl("net.ipv6.conf.default.accept_dad", "0");
  }

  /** Where this host's /etc/resolv.conf really is. */
  get resolvConf(): string {
    return `${this.#etc}/resolv.conf`;
  }

  get #etc(): string {
    return `/etc/netns/${this.namespace}`;
  }

  /** `ip` in this host's namespace; the words are separated by blanks. */
  ip(words: string): string {
    return run("ip", ["-n", this.namespace, ...words.split(" ")]);
  }

  /** Loads an nftables ruleset. */
  nft(ruleset: string): void {
    run("ip", ["netns", "exec", this.namespace, "nft", "-f", "-"], ruleset);
  }

  sysctl(key: string, value: string): void {
    run("ip", ["netns", "exec", this.namespace, "sysctl", "-q", "-w", `${key}=${value}`]);
  }

  setNameservers(servers: readonly string[]): void {
    writeFileSync(this.resolvConf, servers.map((server) => `nameserver ${server}\n`).join(""));
  }

  /** Runs a program on this host to its end. */
  run(program: string, ...words: string[]): string {
    return run("ip", ["netns", "exec", this.namespace, program, ...words]);
  }

  /** Starts a program on this host. */
  start(name: string, program: string, words: readonly string[], options: ProcessOptions = {}): LabProcess {
    const started = new LabProcess(
      `${this.name}/${name}`,
      "ip",
      ["netns", "exec", this.namespace, program, ...words],
      options,
    );
    this.#processes.add(started);
    void started.exited.then(() => this.#processes.delete(started));
    return started;
  }

  /** Starts a TypeScript program with the Node that runs this one. */
  startNode(name: string, script: string, words: readonly string[], options: ProcessOptions = {}): LabProcess {
    return this.start(name, process.execPath, [script, ...words], options);
  }

  /** Ends what runs here and removes the namespace with all that is in it. */
  async remove(): Promise<void> {
    await Promise.all([...this.#processes].map((one) => one.stop()));
    removeNamespace(this.namespace);
  }
}

/** Kills what still runs in a namespace, then deletes it and its folder in /etc/netns. */
export function removeNamespace(namespace: string): void {
  try {
    for (const pid of run("ip", ["netns", "pids", namespace]).split("\n").filter(Boolean)) tryKill(Number(pid));
  } catch (error) {
    if (!String(error).includes("No such file")) throw error;
  }
  tryRun("ip", ["netns", "del", namespace]);
  rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true });
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
