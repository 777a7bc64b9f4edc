import type { IpAddress, SocketAddress } from "@fz/ip";
import { Allocation } from "./allocation.ts";
import { type Random, RELAY_PORT, type RelayConfig, type RelayId, sameRelay, type Transmit } from "./relay.ts";
import { selectRelay } from "./relay-selection.ts";

/** Stragglers of this many relays that we no longer use are told from peers' datagrams. */
const MAX_FORMER_RELAYS = 64;

/** One allocation per relay, and which datagram is whose. */
export class Allocations {
  readonly #random: Random;
  readonly #byId = new Map<RelayId, Allocation>();
  readonly #byIp = new Map<IpAddress, Allocation>();
  /** Insertion order, oldest first. */
  readonly #formerIps = new Set<IpAddress>();

  constructor(random: Random) {
    this.#random = random;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: RelayId): Allocation | undefined {
    return this.#byId.get(id);
  }

  values(): IterableIterator<Allocation> {
    return this.#byId.values();
  }

  /** Whose socket this is; the caller has made sure that the port is `RELAY_PORT`. Allocates nothing. */
  atSocket(remote: SocketAddress): Allocation | undefined {
    return this.#byIp.get(remote.ip);
  }

  /** Whether this was the address of a relay that we have used; of those in use `atSocket` knows more. */
  isFormer(ip: IpAddress): boolean {
    return this.#formerIps.has(ip);
  }

  /** Starts an allocation; the former one under this id, if any, is freed and returned. */
  add(config: RelayConfig, now: number): Allocation | undefined {
    const former = this.#byId.get(config.id);
    if (former) this.#retire(former);
    this.#byId.set(config.id, new Allocation(config, this.#random, now));
    this.#index();
    return former;
  }

  /** Whether the relay is already in use under the same addresses and credentials. */
  has(config: RelayConfig): boolean {
    const known = this.#byId.get(config.id);
    return known !== undefined && sameRelay(known.config, config);
  }

  /** Frees the allocation and drops it; it still has its last events. */
  remove(id: RelayId): Allocation | undefined {
    const allocation = this.#byId.get(id);
    if (!allocation) return undefined;
    this.#byId.delete(id);
    this.#retire(allocation);
    this.#index();
    return allocation;
  }

  /** Starts all over in place, with the credentials at hand: our sockets are new. */
  restart(now: number): void {
    const configs = [...this.#byId.values()].map(({ config }) => config);
    for (const config of configs) this.#byId.set(config.id, new Allocation(config, this.#random, now));
    this.#index();
  }

  /** A relay for a new connection, drawn from the good ones; undefined while none has been measured. */
  sample(): Allocation | undefined {
    return selectRelay(
      [...this.#byId.values()].filter(({ freed }) => freed === undefined),
      this.#random,
    );
  }

  /** Those that are of no use any more. They are still in the table. */
  failed(): Allocation[] {
    return [...this.#byId.values()].filter(({ freed }) => freed !== undefined);
  }

  handleTimeout(now: number): void {
    for (const allocation of this.#byId.values()) {
      if (allocation.pollTimeout() <= now) allocation.handleTimeout(now);
    }
  }

  pollTimeout(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const allocation of this.#byId.values()) next = Math.min(next, allocation.pollTimeout());
    return next;
  }

  pollTransmit(): Transmit | undefined {
    for (const allocation of this.#byId.values()) {
      const transmit = allocation.pollTransmit();
      if (transmit) return transmit;
    }
    return undefined;
  }

  #index(): void {
    this.#byIp.clear();
    for (const allocation of this.#byId.values()) {
      for (const { ip, port } of allocation.config.addresses) {
        if (port === RELAY_PORT) this.#byIp.set(ip, allocation);
      }
    }
  }

  #retire(allocation: Allocation): void {
    if (!allocation.freed) allocation.free(undefined);
    for (const { ip } of allocation.config.addresses) this.#rememberFormer(ip);
  }

  #rememberFormer(ip: IpAddress): void {
    this.#formerIps.delete(ip);
    this.#formerIps.add(ip);
    if (this.#formerIps.size <= MAX_FORMER_RELAYS) return;
    for (const oldest of this.#formerIps) {
      this.#formerIps.delete(oldest);
      return;
    }
  }
}
