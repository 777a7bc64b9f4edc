import type {
  ClientPresence,
  Cluster,
  GatewayPresence,
  Leave,
  MessageToClient,
  MessageToGateway,
  PresenceChange,
  RelayPresence,
} from "./cluster.ts";

interface Member<P, M> {
  readonly presence: P;
  readonly receive: (message: M) => void;
}

/** A cluster of one: everything stays in this process. */
export class LocalCluster implements Cluster {
  readonly #clients = new Map<string, Member<ClientPresence, MessageToClient>>();
  readonly #gateways = new Map<string, Member<GatewayPresence, MessageToGateway>>();
  readonly #gatewaysBySite = new Map<string, Set<GatewayPresence>>();
  readonly #relays = new Map<string, RelayPresence>();
  readonly #relayListeners = new Set<() => void>();
  readonly #presenceListeners = new Set<(change: PresenceChange) => void>();

  joinClient(presence: ClientPresence, receive: (message: MessageToClient) => void): Leave {
    return this.#join("clients", this.#clients, { presence, receive });
  }

  joinGateway(presence: GatewayPresence, receive: (message: MessageToGateway) => void): Leave {
    const site = key(presence.accountId, presence.siteId);
    const ofSite = this.#gatewaysBySite.get(site) ?? new Set();
    const previous = this.#gateways.get(key(presence.accountId, presence.id))?.presence;
    if (previous) ofSite.delete(previous);
    this.#gatewaysBySite.set(site, ofSite.add(presence));
    const leave = this.#join("gateways", this.#gateways, { presence, receive });
    return () => {
      ofSite.delete(presence);
      if (ofSite.size === 0 && this.#gatewaysBySite.get(site) === ofSite) this.#gatewaysBySite.delete(site);
      leave();
    };
  }

  joinRelay(presence: RelayPresence): Leave {
    this.#relays.set(presence.id, presence);
    this.#relaysChanged();
    return () => {
      if (this.#relays.get(presence.id) !== presence) return;
      this.#relays.delete(presence.id);
      this.#relaysChanged();
    };
  }

  gatewaysOf(accountId: string, siteId: string): readonly GatewayPresence[] {
    return [...(this.#gatewaysBySite.get(key(accountId, siteId)) ?? [])];
  }

  isGatewayOnline(accountId: string, id: string): boolean {
    return this.#gateways.has(key(accountId, id));
  }

  isClientOnline(accountId: string, id: string): boolean {
    return this.#clients.has(key(accountId, id));
  }

  onlineClients(accountId: string): readonly string[] {
    return idsOf(this.#clients, accountId);
  }

  onlineGateways(accountId: string): readonly string[] {
    return idsOf(this.#gateways, accountId);
  }

  onPresenceChanged(listener: (change: PresenceChange) => void): void {
    this.#presenceListeners.add(listener);
  }

  relays(): readonly RelayPresence[] {
    return [...this.#relays.values()];
  }

  onRelaysChanged(listener: () => void): () => void {
    this.#relayListeners.add(listener);
    return () => this.#relayListeners.delete(listener);
  }

  async tellGateway(accountId: string, id: string, message: MessageToGateway): Promise<boolean> {
    const member = this.#gateways.get(key(accountId, id));
    member?.receive(message);
    return member !== undefined;
  }

  async tellClient(accountId: string, id: string, message: MessageToClient): Promise<boolean> {
    const member = this.#clients.get(key(accountId, id));
    member?.receive(message);
    return member !== undefined;
  }

  #relaysChanged(): void {
    for (const listener of this.#relayListeners) listener();
  }

  #join<P extends ClientPresence, M>(
    object: PresenceChange["object"],
    members: Map<string, Member<P, M>>,
    member: Member<P, M>,
  ): Leave {
    const { accountId, id } = member.presence;
    const at = key(accountId, id);
    const isNew = !members.has(at);
    members.set(at, member);
    if (isNew) this.#presenceChanged({ accountId, object, id });
    return () => {
      if (members.get(at) !== member) return;
      members.delete(at);
      this.#presenceChanged({ accountId, object, id });
    };
  }

  #presenceChanged(change: PresenceChange): void {
    for (const listener of this.#presenceListeners) listener(change);
  }
}

function key(accountId: string, id: string): string {
  return `${accountId}/${id}`;
}

function idsOf<P extends ClientPresence, M>(members: ReadonlyMap<string, Member<P, M>>, accountId: string): string[] {
  const ids: string[] = [];
  for (const { presence } of members.values()) if (presence.accountId === accountId) ids.push(presence.id);
  return ids;
}
