import * as at from "./addresses.ts";
import type { ResourceInput } from "./api.ts";
import type { World } from "./world.ts";

export type ResourceSpec = Omit<ResourceInput, "site_id">;

/** The resources that most scenarios are about. */
export const OFFICE: ResourceSpec = { name: "Office network", type: "cidr", address: at.OFFICE_NETWORK };
export const INTRANET: ResourceSpec = { name: "Intranet", type: "dns", address: at.INTRANET };
export const CORP: ResourceSpec = { name: "Everything of the office", type: "dns", address: "**.corp.example" };
export const SIX: ResourceSpec = { name: "IPv6 host", type: "dns", address: at.ONLY_IPV6, ip_stack: "ipv6_only" };

export interface Grant {
  readonly resourceId: string;
  readonly policyId: string | undefined;
}

/** What the administrator set up in the portal: one site, one group with a person and their laptop, resources. */
export class Company {
  readonly #world: World;
  readonly siteId: string;
  readonly groupId: string;
  readonly gatewayToken: string;
  readonly clientToken: string;
  readonly #relays: Promise<unknown>;

  private constructor(
    world: World,
    ids: Pick<Company, "siteId" | "groupId" | "gatewayToken" | "clientToken">,
    relays: Promise<unknown>,
  ) {
    this.#world = world;
    this.siteId = ids.siteId;
    this.groupId = ids.groupId;
    this.gatewayToken = ids.gatewayToken;
    this.clientToken = ids.clientToken;
    this.#relays = relays;
  }

  /** Sets the company up through the portal's REST API, while the relays start. */
  static async found(world: World): Promise<Company> {
    await world.portalUp;
    const { api } = world;
    const relays = Promise.all(world.premises.relays.map((_, i) => world.startRelay(i)));
    // `open` tells.
    relays.catch(() => undefined);
    const siteId = await api.site("Office");
    const groupId = await api.group("Staff");
    const person = await api.person("Ada Example", "ada@corp.example");
    const laptop = await api.serviceAccount("Ada's laptop");
    await api.addMembers(groupId, [person, laptop]);
    const gatewayToken = await api.gatewayToken(siteId);
    const clientToken = await api.clientToken(laptop);
    return new Company(world, { siteId, groupId, gatewayToken, clientToken }, relays);
  }

  /** Adds a resource and, unless told otherwise, a policy that grants it to the group and has its flows logged. */
  async add(
    resource: ResourceSpec,
    options: { readonly granted?: boolean; readonly flowsLogged?: boolean } = {},
  ): Promise<Grant> {
    const { api } = this.#world;
    const resourceId = await api.resource({ ...resource, site_id: this.siteId });
    const policyId = options.granted === false ? undefined : await this.grant(resourceId);
    if (policyId !== undefined && options.flowsLogged === false) await api.logFlows(policyId, false);
    return { resourceId, policyId };
  }

  grant(resourceId: string): Promise<string> {
    return this.#world.api.policy(this.groupId, resourceId);
  }

  /** Relays, gateways and the client run and are connected to the portal. */
  async open(): Promise<void> {
    const world = this.#world;
    await this.#relays;
    await Promise.all([...world.premises.gateways.map((_, i) => this.startGateway(i)), this.startClient()]);
  }

  startGateway(index = 0): Promise<void> {
    return this.#world.startGateway(this.siteId, this.gatewayToken, index);
  }

  /** @param environment variables that the client gets besides those of the lab */
  startClient(environment?: Readonly<Record<string, string>>): Promise<void> {
    return this.#world.startClient(this.clientToken, environment);
  }
}
