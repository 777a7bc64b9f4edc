// What client and gateway should do with a packet, said as plainly as possible: sets of rights, no connections, no time.
import { type IpAddress, parsePrefix, prefixContains } from "@fz/ip";

export type FilterName = "everything" | "udp 7" | "icmp";
export type ProbeKind = "udp 7" | "udp 8" | "icmp";

export interface ModelResource {
  readonly number: number;
  readonly type: "cidr" | "dns";
  readonly address: string;
  readonly filter: FilterName;
}

/**
 * - arrives: reaches the server, and the answer comes back
 * - refused: answered with "administratively prohibited"
 * - waits: nothing comes of it for now
 * - unroutable: nothing comes of it
 */
export type Outcome = "arrives" | "refused" | "waits" | "unroutable";

export class ReferenceModel {
  portalIsUp = true;
  /** Resources as the portal has them, and as the client was told. */
  readonly portal = new Map<number, ModelResource>();
  readonly client = new Map<number, ModelResource>();
  /** What the client takes for authorised. */
  readonly #access = new Set<number>();
  /** What the gateway lets the client reach. */
  readonly #gateway = new Map<number, ModelResource>();
  /** What the portal has authorised and not taken back. */
  readonly #authorized = new Set<number>();
  readonly refused = new Set<number>();
  /** A packet may need a second try: something happened that the connection has to notice first. */
  isDisturbed = false;
  /** Whether packets go through relays. */
  isRelayed: boolean;

  constructor(isRelayed: boolean) {
    this.isRelayed = isRelayed;
  }

  setResource(resource: ModelResource): void {
    const before = this.portal.get(resource.number);
    this.portal.set(resource.number, resource);
    if (before && before.address !== resource.address) this.rejectAccess(resource.number);
    if (!this.portalIsUp) return;
    const held = this.#gateway.get(resource.number);
    if (held) this.#gateway.set(resource.number, { ...held, filter: resource.filter });
    this.#tellClient(resource);
  }

  removeResource(number: number): void {
    this.portal.delete(number);
    this.rejectAccess(number);
    if (this.portalIsUp) this.#withdraw(number);
  }

  /** Only the gateway is told. */
  rejectAccess(number: number): void {
    const wasAuthorized = this.#authorized.delete(number);
    if (wasAuthorized && this.portalIsUp) this.#revoke(number);
  }

  portalReturns(): void {
    this.portalIsUp = true;
    this.isDisturbed = true;
    for (const number of [...this.#gateway.keys()]) if (!this.#authorized.has(number)) this.#revoke(number);
    for (const number of [...this.client.keys()]) if (!this.portal.has(number)) this.#withdraw(number);
    for (const resource of this.portal.values()) this.#tellClient(resource);
  }

  /** The client is on the open Internet afterwards. */
  clientRoams(): void {
    this.#access.clear();
    this.isRelayed = false;
    this.isDisturbed = true;
  }

  /** Only through the portal can the two ends tell each other their new relayed addresses. */
  relaysRestart(): void {
    this.isDisturbed = true;
    if (this.isRelayed && !this.portalIsUp) this.#access.clear();
  }

  gatewayRestarts(): void {
    this.#access.clear();
    this.#gateway.clear();
  }

  /** `target`: an address, or the name of the DNS resource. Authorises where that is what would happen. */
  send(target: IpAddress | string, kind: ProbeKind): Outcome {
    const covering = [...this.client.values()].filter((resource) => covers(resource, target));
    if (covering.length === 0) return "unroutable";
    const [best] = covering.filter(({ filter }) => permits(filter, kind)).sort(bySpecificity);
    if (!best) return "refused";
    if (!this.#access.has(best.number) && !this.#authorize(best.number)) return "waits";
    const held = [...this.#gateway.values()];
    return held.some((resource) => covers(resource, target) && permits(resource.filter, kind)) ? "arrives" : "refused";
  }

  #authorize(number: number): boolean {
    const resource = this.portal.get(number);
    if (!this.portalIsUp || !resource || this.refused.has(number)) return false;
    this.#access.add(number);
    this.#authorized.add(number);
    // What the gateway holds already keeps its address.
    this.#gateway.set(number, { ...resource, address: this.#gateway.get(number)?.address ?? resource.address });
    return true;
  }

  #tellClient(resource: ModelResource): void {
    const before = this.client.get(resource.number);
    if (before && (before.address !== resource.address || before.filter !== resource.filter)) {
      this.#withdraw(resource.number);
    }
    this.client.set(resource.number, resource);
  }

  /** The client loses a resource; without any left it says Goodbye, and the gateway forgets it. */
  #withdraw(number: number): void {
    this.client.delete(number);
    if (this.#access.delete(number) && this.#access.size === 0) this.#gateway.clear();
  }

  /** The gateway revokes; with nothing left it says Goodbye, and the client forgets the gateway. */
  #revoke(number: number): void {
    if (this.#gateway.delete(number) && this.#gateway.size === 0) this.#access.clear();
  }
}

function covers({ type, address }: ModelResource, target: string): boolean {
  if (type === "dns") return target === address;
  const prefix = parsePrefix(address);
  return prefix !== undefined && /^[\d.]+$/.test(target) && prefixContains(prefix, target);
}

function permits(filter: FilterName, kind: ProbeKind): boolean {
  return filter === "everything" || filter === kind;
}

/** The longest prefix first, then the greatest id. */
function bySpecificity(a: ModelResource, b: ModelResource): number {
  const length = ({ address }: ModelResource) => parsePrefix(address)?.length ?? 0;
  return length(b) - length(a) || b.number - a.number;
}
