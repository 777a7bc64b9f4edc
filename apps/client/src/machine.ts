import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { IpAddress } from "@fz/ip";
import {
  ChangeJournal,
  type DnsControl,
  type DnsControlMethod,
  dnsControl,
  type Host,
  NetworkMonitor,
  OneAtATime,
  ProgramMissing,
  removeRouting,
  TUN_NAME,
  TunInterface,
} from "@fz/linux";
import { ExitError } from "@fz/program";
import type { InterfaceConfig } from "@fz/tunnel";
import type { Logger } from "pino";
import { machineFailure, messageOf } from "./failures.ts";

const STATE_MODE = 0o750;

export interface MachineOptions {
  readonly host: Host;
  readonly stateFolder: string;
  readonly dnsControl: DnsControlMethod;
  readonly log: Logger;
}

export interface MachineWatcher {
  /** The ways out of this machine are others than before. */
  readonly onRoam: () => void;
  readonly onResolvers: (servers: readonly IpAddress[]) => void;
}

/** The machine around the tunnel: addresses, routes, whom it asks for names. Whatever is changed can be put back. */
export class Machine {
  readonly #host: Host;
  readonly #journal: ChangeJournal;
  readonly #tun: TunInterface;
  readonly #dns: DnsControl;
  readonly #log: Logger;
  #stopWatching: () => void = () => undefined;
  readonly #configurations = new OneAtATime();

  private constructor({ host, dnsControl: method, stateFolder, log }: MachineOptions, journal: ChangeJournal) {
    const warn = (message: string) => log.warn(message);
    this.#host = host;
    this.#journal = journal;
    this.#log = log;
    this.#tun = new TunInterface({ host, journal, warn });
    const resolvConfBackup = join(stateFolder, "resolv.conf.before-firezone");
    this.#dns = dnsControl(method, { host, journal, tun: TUN_NAME, resolvConfBackup });
  }

  /** Puts back first what a predecessor that was killed had changed. @throws ExitError */
  static async open(options: MachineOptions): Promise<Machine> {
    const { host, stateFolder, log } = options;
    try {
      await mkdir(stateFolder, { recursive: true, mode: STATE_MODE });
      const warn = (message: string) => log.warn(message);
      const journal = await ChangeJournal.open(join(stateFolder, "changes.json"), host, warn);
      const machine = new Machine(options, journal);
      await machine.#checkDnsControl();
      return machine;
    } catch (error) {
      throw machineFailure(error);
    }
  }

  /** Without the tunnel's. */
  async systemResolvers(): Promise<readonly IpAddress[]> {
    return this.#dns.systemResolvers();
  }

  /** Addresses, then DNS, then routes. @throws ExitError */
  configure({ ipv4, ipv6, dnsServers, searchDomain, routes }: InterfaceConfig): Promise<void> {
    return this.#configurations.run(async () => {
      try {
        const families = await this.#tun.setAddresses({ ipv4, ipv6 });
        const servers = dnsServers.filter((server) => (server.includes(":") ? families.ipv6 : families.ipv4));
        await this.#dns.apply({ servers, searchDomain });
        await this.#tun.setRoutes(routes);
        await this.#tun.syncOnLinkRoutes();
        await this.#dns.flushCaches();
        this.#log.info({ ipv4, ipv6, dns: servers, dnsControl: this.#dns.method }, "tunnel device configured");
      } catch (error) {
        throw machineFailure(error);
      }
    });
  }

  /** Names may lead elsewhere than before. */
  flushDnsCaches(): void {
    this.#dns
      .flushCaches()
      .catch((error: unknown) => this.#log.warn({ reason: messageOf(error) }, "DNS caches could not be flushed"));
  }

  async watch({ onRoam, onResolvers }: MachineWatcher): Promise<void> {
    const log = this.#log;
    const tellResolvers = () =>
      this.systemResolvers().then(onResolvers, (error: unknown) =>
        log.warn({ reason: messageOf(error) }, "the system's resolvers cannot be read"),
      );
    const monitor = new NetworkMonitor({
      host: this.#host,
      tun: TUN_NAME,
      onChange: () => {
        this.#tun
          .syncOnLinkRoutes()
          .catch((error: unknown) => log.warn({ reason: messageOf(error) }, "no copy of the local network's routes"));
      },
      onRoam: () => {
        void tellResolvers();
        onRoam();
      },
      warn: (message) => log.warn(message),
    });
    const stopWatchingDns = this.#dns.watch(() => void tellResolvers());
    this.#stopWatching = () => {
      stopWatchingDns();
      monitor.stop();
    };
    await monitor.start();
    await tellResolvers();
  }

  /** Latest change first; what cannot be put back is told. */
  async restore(): Promise<void> {
    this.#stopWatching();
    await this.#configurations.run(async () => {
      await this.#dns.revert();
      await this.#journal.undoAll((message) => this.#log.warn(message));
      await removeRouting(this.#host);
    });
  }

  /** Finds out before anything is changed. */
  async #checkDnsControl(): Promise<void> {
    try {
      await this.#dns.systemResolvers();
    } catch (error) {
      const isMissing = error instanceof ProgramMissing;
      const remedy = isMissing ? ", or set FIREZONE_DNS_CONTROL=etc-resolv-conf" : "; is FIREZONE_DNS_CONTROL right?";
      throw new ExitError(`DNS cannot be controlled through ${this.#dns.method}: ${messageOf(error)}${remedy}`);
    }
  }
}
