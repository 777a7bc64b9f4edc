// Addresses, link settings and routes of the TUN device.

import { type IpVersion, ipVersion, parsePrefix, TUNNEL_MTU } from "@fz/ip";
import type { ChangeJournal } from "./change-journal.ts";
import type { Host } from "./host.ts";
import { FAMILY_MISSING, IpCommand } from "./ip-command.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import { addRules, TABLE_DEFAULT, TABLE_ON_LINK, TABLE_TUNNEL } from "./routing.ts";
import { loosenReversePathFilter } from "./sysctl.ts";

export const TUN_NAME = "tun-firezone";
/** Packets that wait in the kernel while the packet loop is busy or held back. */
const TUN_QUEUE_LENGTH = 10_000;

const VERSIONS: readonly IpVersion[] = [4, 6];

export interface TunInterfaceOptions {
  readonly host: Host;
  readonly journal: ChangeJournal;
  readonly name?: string;
  readonly warn?: (message: string) => void;
}

export interface Families {
  readonly ipv4: boolean;
  readonly ipv6: boolean;
}

export class TunInterface {
  readonly name: string;
  readonly #host: Host;
  readonly #ip: IpCommand;
  readonly #options: TunInterfaceOptions;
  #families: Families = { ipv4: false, ipv6: false };
  readonly #changes = new OneAtATime();

  constructor(options: TunInterfaceOptions) {
    this.name = options.name ?? TUN_NAME;
    this.#options = options;
    this.#host = options.host;
    this.#ip = new IpCommand(options.host);
  }

  /**
   * Brings the link up with exactly these addresses. Says which families the device got; throws where it got neither.
   * Addresses that are there already stay untouched, so that open connections survive.
   */
  setAddresses(addresses: { readonly ipv4: string; readonly ipv6: string }): Promise<Families> {
    return this.#changes.run(async () => {
      await this.#options.journal.record({ kind: "routing" });
      // No link-local address: whatever the kernel sends from it would only be dropped.
      await this.#ip.run(["link", "set", "dev", this.name, "addrgenmode", "none"], FAMILY_MISSING);
      const settings = ["mtu", String(TUNNEL_MTU), "txqueuelen", String(TUN_QUEUE_LENGTH)];
      await this.#ip.run(["link", "set", "dev", this.name, ...settings, "up"]);
      const wanted = [`${addresses.ipv4}/32`, `${addresses.ipv6}/128`];
      const [link] = await this.#ip.links(this.name);
      const present = link.addresses.map(({ ip, length }) => `${ip}/${length}`);
      if (wanted.every((address) => present.includes(address)) && present.length === wanted.length) {
        return this.#families;
      }
      await this.#ip.run(["addr", "flush", "dev", this.name]);
      const [ipv4, ipv6] = await Promise.all(wanted.map((address) => this.#addAddress(address)));
      if (!ipv4 && !ipv6) throw new Error(`${this.name} accepts neither ${wanted.join(" nor ")}`);
      this.#families = { ipv4, ipv6 };
      for (const version of this.#versions()) await this.#addRules(version);
      return this.#families;
    });
  }

  /** Makes exactly these networks reachable through the tunnel, as far as the device has their family. */
  setRoutes(networks: readonly string[]): Promise<void> {
    return this.#changes.run(async () => {
      const hasDefault = networks.some(isDefault);
      if (hasDefault) await loosenReversePathFilter(this.#host, this.#options.journal);
      for (const version of this.#versions()) {
        const own = networks.filter((network) => ipVersion(network) === version);
        const viaTun = (destination: string) => ({ destination, suffix: `dev ${this.name}` });
        await this.#sync(version, TABLE_TUNNEL, own.filter((network) => !isDefault(network)).map(viaTun));
        await this.#sync(version, TABLE_DEFAULT, own.filter(isDefault).map(viaTun));
      }
    });
  }

  /** Copies the on-link routes of the other interfaces; call it when the network has changed. */
  syncOnLinkRoutes(): Promise<void> {
    return this.#changes.run(async () => {
      const links = await this.#ip.links();
      const up = new Set(
        links.filter(({ isUp, name }) => isUp && name !== this.name && name !== "lo").map((l) => l.name),
      );
      for (const version of this.#versions()) {
        const routes = await this.#ip.routes(version, ["table", "main"]);
        const onLink = routes.filter(
          ({ device, gateway, type, destination }) =>
            device !== undefined &&
            up.has(device) &&
            gateway === undefined &&
            (type === undefined || type === "unicast") &&
            !isDefault(destination) &&
            !isLinkLocal(destination),
        );
        await this.#sync(
          version,
          TABLE_ON_LINK,
          onLink.map(({ destination, device, source, scope }) => {
            const parts = [`dev ${device}`];
            if (source !== undefined) parts.push(`src ${source}`);
            if (version === 4 && scope !== undefined) parts.push(`scope ${scope}`);
            return { destination, suffix: parts.join(" ") };
          }),
        );
      }
    });
  }

  async #sync(version: IpVersion, table: number, wanted: readonly { destination: string; suffix: string }[]) {
    const present = await this.#ip.routes(version, ["table", String(table)]);
    const keep = new Set(wanted.map(({ destination }) => destination));
    const stale = present.filter(({ destination }) => !keep.has(destination));
    await this.#ip.batch(version, [
      ...stale.map(({ destination }) => `route del ${destination} table ${table}`),
      ...wanted.map(({ destination, suffix }) => `route replace ${destination} ${suffix} table ${table}`),
    ]);
  }

  async #addAddress(address: string): Promise<boolean> {
    try {
      await this.#ip.run(["addr", "add", address, "dev", this.name]);
      return true;
    } catch (error) {
      this.#warn(`no ${address} on ${this.name}`, error);
      return false;
    }
  }

  async #addRules(version: IpVersion): Promise<void> {
    try {
      await addRules(this.#host, version);
    } catch (error) {
      this.#warn(`no IPv${version} routing rules`, error);
    }
  }

  #warn(what: string, error: unknown): void {
    this.#options.warn?.(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }

  #versions(): readonly IpVersion[] {
    return VERSIONS.filter((version) => (version === 4 ? this.#families.ipv4 : this.#families.ipv6));
  }
}

function isDefault(network: string): boolean {
  return network.endsWith("/0");
}

function isLinkLocal(network: string): boolean {
  const prefix = parsePrefix(network);
  return prefix === undefined || /^fe[89ab]/.test(prefix.ip) || prefix.ip.startsWith("ff");
}
