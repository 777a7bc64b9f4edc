import { mkdirSync, writeFileSync } from "node:fs";
import { run } from "./command.ts";
import { namespaceName, netnsFiles, removeNamespaces } from "./leftovers.ts";
import { LabProcess, type ProcessOptions } from "./process.ts";

/** One machine of the lab: a network namespace with its own interfaces, routes, firewall and resolv.conf. */
export class Host {
  readonly name: string;
  /** The namespace's name on this machine. */
  readonly namespace: string;
  readonly #processes = new Set<LabProcess>();
  #isEnding = false;

  constructor(name: string) {
    this.name = name;
    this.namespace = namespaceName(name);
    run("ip", ["netns", "add", this.namespace]);
    // `ip netns exec` binds the files of this folder over those in /etc for the program it starts.
    mkdirSync(netnsFiles(this.namespace), { recursive: true });
    this.setNameservers([]);
    this.ip("link set lo up");
    this.sysctls({
      "net.ipv4.conf.all.rp_filter": 0,
      "net.ipv4.conf.default.rp_filter": 0,
      "net.ipv6.conf.all.accept_dad": 0,
      "net.ipv6.conf.default.accept_dad": 0,
    });
  }

  /** Where this host's /etc/resolv.conf really is. */
  get resolvConf(): string {
    return `${netnsFiles(this.namespace)}/resolv.conf`;
  }

  /** `ip` in this host's namespace; the words are separated by blanks. */
  ip(words: string): string {
    return run("ip", ["-n", this.namespace, ...words.split(" ")]);
  }

  /** Loads an nftables ruleset. */
  nft(ruleset: string): void {
    run("ip", ["netns", "exec", this.namespace, "nft", "-f", "-"], ruleset);
  }

  sysctls(settings: Readonly<Record<string, number>>): void {
    const words = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    this.run("sysctl", "-q", "-w", ...words);
  }

  setNameservers(servers: readonly string[]): void {
    writeFileSync(this.resolvConf, servers.map((server) => `nameserver ${server}\n`).join(""));
  }

  /** Runs a program on this host to its end. */
  run(program: string, ...words: string[]): string {
    return run("ip", ["netns", "exec", this.namespace, program, ...words]);
  }

  /** Starts a program on this host. @throws Error once the host is being removed: what began then would outlive it */
  start(name: string, program: string, words: readonly string[], options: ProcessOptions = {}): LabProcess {
    if (this.#isEnding) throw new Error(`${this.name}/${name} cannot be started: the lab is being removed`);
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

  /** Ends what runs here; nothing can be started any more. */
  async endPrograms(): Promise<void> {
    this.#isEnding = true;
    await Promise.all([...this.#processes].map((one) => one.stop()));
  }

  /** Ends what runs here and removes the namespace with all that is in it. */
  async remove(): Promise<void> {
    await this.endPrograms();
    removeNamespaces([this.namespace]);
  }
}
