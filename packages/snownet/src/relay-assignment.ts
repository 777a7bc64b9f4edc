import type { Allocation } from "./allocation.ts";
import type { Allocations } from "./allocations.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { RelayConfig, RelayId } from "./relay.ts";

/** Which relay each connection uses, and what the relays' fate means for it. */
export class RelayAssignment {
  readonly #allocations: Allocations;
  readonly #connections: Connections;
  /** Connections whose relay is gone while no other was measured yet. */
  readonly #unassigned = new Set<Connection>();
  #exhausted = false;

  constructor(allocations: Allocations, connections: Connections) {
    this.#allocations = allocations;
    this.#connections = connections;
  }

  /** Gives a new connection its relay, and all addresses of ours that can be of use. */
  introduce(connection: Connection, relay: Allocation, now: number): void {
    connection.relayId = relay.id;
    for (const allocation of this.#allocations.values()) {
      for (const candidate of allocation.reflexiveCandidates()) connection.addLocal(candidate, now);
    }
    for (const candidate of relay.relayCandidates()) connection.addLocal(candidate, now);
  }

  forget(connection: Connection): void {
    this.#unassigned.delete(connection);
  }

  /** Gives the connections that this has changed, as the other methods do. */
  update(removed: readonly RelayId[], added: readonly RelayConfig[], now: number): Set<Connection> {
    const changed = new Set<Connection>();
    for (const id of removed) {
      const allocation = this.#allocations.remove(id);
      if (allocation) this.#abandon(allocation, changed, now);
    }
    const listed = new Set(added.map(({ id }) => id));
    for (const allocation of this.#allocations.values()) {
      if (!listed.has(allocation.id)) allocation.checkLiveness(now);
    }
    for (const relay of added) {
      if (this.#allocations.has(relay)) continue;
      const former = this.#allocations.add(relay, now);
      if (former) this.#forwardEvents(former, changed, now);
    }
    return changed;
  }

  /** After anything that allocations may have reacted to: passes on their news, drops the failed, re-homes connections. */
  settle(now: number): Set<Connection> {
    const changed = new Set<Connection>();
    for (const allocation of this.#allocations.values()) this.#forwardEvents(allocation, changed, now);
    for (const { id } of this.#allocations.failed()) {
      const allocation = this.#allocations.remove(id);
      if (allocation) this.#abandon(allocation, changed, now);
      if (this.#allocations.size === 0) this.#exhausted = true;
    }
    this.#assign(changed, now);
    return changed;
  }

  /** True once after the last relay has failed. */
  takeExhausted(): boolean {
    const exhausted = this.#exhausted;
    this.#exhausted = false;
    return exhausted;
  }

  #abandon(allocation: Allocation, changed: Set<Connection>, now: number): void {
    this.#forwardEvents(allocation, changed, now);
    for (const connection of this.#connections.values()) {
      if (connection.relayId !== allocation.id) continue;
      connection.relayId = undefined;
      this.#unassigned.add(connection);
    }
  }

  #assign(changed: Set<Connection>, now: number): void {
    for (const connection of this.#unassigned) {
      const relay = this.#allocations.sample();
      if (!relay) return;
      this.#unassigned.delete(connection);
      connection.relayId = relay.id;
      for (const candidate of relay.reflexiveCandidates()) connection.addLocal(candidate, now);
      for (const candidate of relay.relayCandidates()) connection.addLocal(candidate, now);
      changed.add(connection);
    }
  }

  #forwardEvents(allocation: Allocation, changed: Set<Connection>, now: number): void {
    for (let event = allocation.pollEvent(); event; event = allocation.pollEvent()) {
      for (const connection of this.#connections.values()) {
        if (connection.relayId !== allocation.id) continue;
        if (event.type === "new") connection.addLocal(event.candidate, now);
        else connection.removeLocal(event.candidate, now);
        changed.add(connection);
      }
    }
  }
}
