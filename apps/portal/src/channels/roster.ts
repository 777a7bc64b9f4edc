import type { ClientChannel } from "./client-channel.ts";
import type { GatewayChannel } from "./gateway-channel.ts";
import type { RelayChannel } from "./relay-channel.ts";

export type AnyChannel = ClientChannel | GatewayChannel | RelayChannel;

/** The channels of this process: all whose sockets are open, and those that have joined by what they are. */
export class Roster {
  readonly #open = new Set<AnyChannel>();
  readonly #openByToken = new Map<string, Set<AnyChannel>>();
  readonly #clients = new Map<string, Map<string, ClientChannel>>();
  readonly #gateways = new Map<string, Map<string, GatewayChannel>>();
  readonly #relays = new Map<string, RelayChannel>();

  /** Whether or not they have joined. */
  open(): Iterable<AnyChannel> {
    return this.#open;
  }

  openWith(tokenId: string): Iterable<AnyChannel> {
    return this.#openByToken.get(tokenId) ?? [];
  }

  addOpen(channel: AnyChannel): void {
    this.#open.add(channel);
    const ofToken = this.#openByToken.get(channel.tokenId) ?? new Set();
    this.#openByToken.set(channel.tokenId, ofToken.add(channel));
  }

  removeOpen(channel: AnyChannel): void {
    this.#open.delete(channel);
    const ofToken = this.#openByToken.get(channel.tokenId);
    ofToken?.delete(channel);
    if (ofToken?.size === 0) this.#openByToken.delete(channel.tokenId);
  }

  clients(accountId: string): Iterable<ClientChannel> {
    return this.#clients.get(accountId)?.values() ?? [];
  }

  client(accountId: string, id: string): ClientChannel | undefined {
    return this.#clients.get(accountId)?.get(id);
  }

  gateways(accountId: string): Iterable<GatewayChannel> {
    return this.#gateways.get(accountId)?.values() ?? [];
  }

  gateway(accountId: string, id: string): GatewayChannel | undefined {
    return this.#gateways.get(accountId)?.get(id);
  }

  relay(id: string): RelayChannel | undefined {
    return this.#relays.get(id);
  }

  *devices(): Iterable<ClientChannel | GatewayChannel> {
    for (const channels of this.#clients.values()) yield* channels.values();
    for (const channels of this.#gateways.values()) yield* channels.values();
  }

  /** Makes all devices of an account reconnect. */
  closeAccount(accountId: string): void {
    for (const channel of [...this.clients(accountId), ...this.gateways(accountId)]) channel.close();
  }

  counts(): { clients: number; gateways: number; relays: number } {
    const total = (accounts: Map<string, Map<string, unknown>>) =>
      [...accounts.values()].reduce((sum, { size }) => sum + size, 0);
    return { clients: total(this.#clients), gateways: total(this.#gateways), relays: this.#relays.size };
  }

  addClient(accountId: string, channel: ClientChannel): void {
    put(this.#clients, accountId, channel.id, channel);
  }

  removeClient(accountId: string, channel: ClientChannel): void {
    drop(this.#clients, accountId, channel.id, channel);
  }

  addGateway(accountId: string, channel: GatewayChannel): void {
    put(this.#gateways, accountId, channel.id, channel);
  }

  removeGateway(accountId: string, channel: GatewayChannel): void {
    drop(this.#gateways, accountId, channel.id, channel);
  }

  addRelay(id: string, channel: RelayChannel): void {
    this.#relays.set(id, channel);
  }

  removeRelay(id: string, channel: RelayChannel): void {
    if (this.#relays.get(id) === channel) this.#relays.delete(id);
  }
}

function put<C>(accounts: Map<string, Map<string, C>>, accountId: string, id: string, channel: C): void {
  const channels = accounts.get(accountId) ?? new Map<string, C>();
  accounts.set(accountId, channels.set(id, channel));
}

function drop<C>(accounts: Map<string, Map<string, C>>, accountId: string, id: string, channel: C): void {
  const channels = accounts.get(accountId);
  if (channels?.get(id) !== channel) return;
  channels.delete(id);
  if (channels.size === 0) accounts.delete(accountId);
}
