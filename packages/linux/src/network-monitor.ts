// Tells when the machine's network has changed: `ip monitor`, calmed down.

import type { ChildProcess } from "node:child_process";
import type { Host } from "./host.ts";
import { IpCommand } from "./ip-command.ts";
import { TABLES } from "./routing.ts";

/** A change comes as a burst of messages; it counts once it has been quiet for this long. */
const QUIET = 500;
const RESTART_DELAY = 1000;

export interface NetworkMonitorOptions {
  readonly host: Host;
  /** Our own device, whose changes are our own doing. */
  readonly tun: string;
  /** Links, addresses or routes changed in any way. */
  readonly onChange: () => void;
  /** The ways out (default routes, and addresses to leave from) are others than before: connections have to be made anew. */
  readonly onRoam: () => void;
  readonly warn?: (message: string) => void;
}

export class NetworkMonitor {
  readonly #options: NetworkMonitorOptions;
  readonly #ip: IpCommand;
  #child: ChildProcess | undefined;
  #quietTimer: NodeJS.Timeout | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #waysOut: string | undefined;
  #stopped = false;

  constructor(options: NetworkMonitorOptions) {
    this.#options = options;
    this.#ip = new IpCommand(options.host);
  }

  /** Resolves once the present state is known; changes from then on are told. */
  async start(): Promise<void> {
    this.#watch();
    this.#waysOut = await this.#readWaysOut();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#quietTimer);
    clearTimeout(this.#restartTimer);
    this.#child?.kill();
  }

  #watch(): void {
    const child = this.#options.host.spawn("ip", ["-o", "monitor", "link", "address", "route"]);
    this.#child = child;
    let rest = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      if (lines.some((line) => !this.#isOwn(line))) this.#noteChange();
    });
    child.once("error", (error) => this.#options.warn?.(`network changes go unseen: ${error.message}`));
    child.once("close", () => {
      if (this.#stopped) return;
      this.#restartTimer = setTimeout(() => this.#watch(), RESTART_DELAY);
    });
  }

  #isOwn(line: string): boolean {
    const words = line.split(/[\s:@]+/);
    return words.includes(this.#options.tun) || TABLES.some((table) => words.includes(String(table)));
  }

  #noteChange(): void {
    clearTimeout(this.#quietTimer);
    this.#quietTimer = setTimeout(() => void this.#report(), QUIET);
  }

  async #report(): Promise<void> {
    try {
      const waysOut = await this.#readWaysOut();
      if (this.#stopped) return;
      this.#options.onChange();
      if (waysOut === this.#waysOut) return;
      this.#waysOut = waysOut;
      this.#options.onRoam();
    } catch (error) {
      this.#options.warn?.(`network state unreadable: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #readWaysOut(): Promise<string> {
    const [links, ...routes] = await Promise.all([
      this.#ip.links(),
      this.#ip.routes(4, ["default"]),
      this.#ip.routes(6, ["default"]),
    ]);
    const gateways = routes.flat().filter(({ device }) => device !== this.#options.tun);
    const devices = new Set(gateways.map(({ device }) => device));
    const addresses = links
      .filter(({ name }) => devices.has(name))
      .flatMap(({ name, addresses: list }) => list.map(({ ip }) => `${name} ${ip}`));
    return [...gateways.map(({ device, gateway }) => `${device} via ${gateway}`), ...addresses].sort().join("\n");
  }
}
