import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { formatPrefix, type IpAddress, TUNNEL_IPV4, TUNNEL_IPV6, TUNNEL_MTU } from "@fz/ip";
import { ChangeJournal, type Families, Host, setUpGateway, TUN_NAME, TunInterface } from "@fz/linux";
import { ExitError } from "@fz/program";
import type { Logger } from "pino";
import { EXIT_MACHINE } from "./exit-codes.ts";

const PROC_SYS = "/proc/sys/";

/** The machine around the tunnel: addresses, routes, forwarding, masquerade. Whatever is changed can be put back. */
export class Machine {
  readonly #host: Host;
  readonly #journal: ChangeJournal;
  readonly #tun: TunInterface;
  readonly #log: Logger;

  private constructor(host: Host, journal: ChangeJournal, log: Logger) {
    this.#host = host;
    this.#journal = journal;
    this.#log = log;
    this.#tun = new TunInterface({ host, journal, warn: (message) => log.warn(message) });
  }

  /** Puts back first what a predecessor that was killed had changed. @throws ExitError */
  static open(stateFolder: string, log: Logger): Promise<Machine> {
    return orExit("The machine cannot be set up", async () => {
      const host = new Host();
      const journal = await ChangeJournal.open(await journalPath(stateFolder), host, (message) => log.warn(message));
      return new Machine(host, journal, log);
    });
  }

  /** Forwarding on, nftables loaded. @throws ExitError */
  setUpForwarding(): Promise<void> {
    return orExit("The machine cannot be set up for forwarding", async () => {
      await setUpGateway({ host: this.#host, journal: this.#journal });
      const sources = [TUNNEL_IPV4, TUNNEL_IPV6].map(formatPrefix);
      this.#log.info(
        { table: "inet firezone", sources, tun: TUN_NAME },
        "forwarding is on; what clients send leaves under this machine's own addresses",
      );
    });
  }

  /** Gives the device its addresses and the routes to all clients; says which IP versions it got. @throws ExitError */
  setAddresses(addresses: { readonly ipv4: IpAddress; readonly ipv6: IpAddress }): Promise<Families> {
    return orExit(`${TUN_NAME} cannot be set up`, async () => {
      const families = await this.#tun.setAddresses(addresses);
      await this.#tun.setRoutes([TUNNEL_IPV4, TUNNEL_IPV6].map(formatPrefix));
      this.#log.info({ tun: TUN_NAME, ...addresses, mtu: TUNNEL_MTU }, "tunnel interface is up");
      return families;
    });
  }

  /** Latest change first; what cannot be put back is told. */
  async restore(): Promise<void> {
    await this.#journal.undoAll((message) => this.#log.warn(message));
  }
}

/** One journal per network namespace: what was changed in one that is gone is gone with it. */
async function journalPath(stateFolder: string): Promise<string> {
  const namespace = /\d+/.exec(await readlink("/proc/self/ns/net"))?.[0] ?? "host";
  return join(stateFolder, `changes-${namespace}.json`);
}

async function orExit<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new ExitError(`${what}: ${reason(error)}`, EXIT_MACHINE);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : undefined;
  const path = "path" in error ? error.path : undefined;
  if ((code === "EROFS" || code === "EACCES") && typeof path === "string" && path.startsWith(PROC_SYS)) {
    const key = path.slice(PROC_SYS.length).replaceAll("/", ".");
    return `${key} is read-only here; set it from outside (for a container: --sysctl ${key}=…)`;
  }
  return error.message;
}
