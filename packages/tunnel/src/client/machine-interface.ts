import type { UpstreamSources } from "@fz/dns";
import type { IpAddress } from "@fz/ip";
import { type Interface, upstreamResolvers } from "@fz/wire";
import type { InterfaceConfig } from "./client-messages.ts";
import { type InterfaceFacts, interfaceConfig, sameInterfaceConfig } from "./interface-config.ts";

/** What this machine's tunnel device and resolver settings follow from, and what they were told to be last. */
export class MachineInterface {
  #interface: Interface | undefined;
  #systemResolvers: readonly IpAddress[] = [];
  #told: InterfaceConfig | undefined;

  /** Undefined until the portal's first word. */
  get addresses(): Interface | undefined {
    return this.#interface;
  }

  get told(): InterfaceConfig | undefined {
    return this.#told;
  }

  set(config: Interface): void {
    this.#interface = config;
  }

  setSystemResolvers(servers: readonly IpAddress[]): void {
    this.#systemResolvers = servers;
  }

  owns(ip: IpAddress): boolean {
    return ip === this.#interface?.ipv4 || ip === this.#interface?.ipv6;
  }

  upstreams(): UpstreamSources {
    const resolvers = this.#interface ? upstreamResolvers(this.#interface) : [];
    return {
      portalDo53: resolvers.flatMap((resolver) => (resolver.type === "do53" ? [resolver.ip] : [])),
      portalDoh: resolvers.flatMap((resolver) => (resolver.type === "doh" ? [resolver.url] : [])),
      system: this.#systemResolvers,
    };
  }

  /** What the machine has to be told now; undefined where it knows already. */
  change(facts: Pick<InterfaceFacts, "sentinels" | "networks" | "hasInternet">): InterfaceConfig | undefined {
    if (!this.#interface) return undefined;
    const { ipv4, ipv6, search_domain: searchDomain } = this.#interface;
    const config = interfaceConfig({ ...facts, ipv4, ipv6, searchDomain });
    if (sameInterfaceConfig(this.#told, config)) return undefined;
    this.#told = config;
    return config;
  }
}
