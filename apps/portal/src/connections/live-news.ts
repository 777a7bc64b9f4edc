import type { ChangeFeed } from "../changes/feed.ts";
import type { Cluster, PresenceChange } from "../cluster/cluster.ts";

/** What is new and in no table. */
export type News =
  | {
      readonly event: "presence";
      readonly object: PresenceChange["object"];
      readonly id: string;
      readonly online: boolean;
    }
  | { readonly event: "connections" | "denials" };

export type NewsListener = (accountId: string, news: News) => void;

/** How long a device has to stay before it is news. */
const JOINED_MS = 250;
/** How long it has to be away: one that reconnects at once was never gone for whoever watches. */
const LEFT_MS = 2_000;
/** From a connection that came or went, or access that was refused, until it is news, with all others of that time. */
const GATHERED_MS = 1_000;
/** The same for figures alone: they change all the time. */
const FIGURES_MS = 5_000;

interface Awaited {
  readonly timer: NodeJS.Timeout;
  readonly ms: number;
}

/** Gathers what happens to devices and connections until it is worth telling: short absences are not. */
export class LiveNews {
  readonly #cluster: Cluster;
  readonly #listeners = new Set<NewsListener>();
  /** Devices whose change of presence is not told yet, by object and id. */
  readonly #presence = new Map<string, NodeJS.Timeout>();
  /** By event and account. */
  readonly #gathering = new Map<string, Awaited>();
  #isClosed = false;

  constructor(cluster: Cluster, feed: Pick<ChangeFeed, "onChanges">) {
    this.#cluster = cluster;
    cluster.onPresenceChanged((change) => this.#presenceChanged(change));
    feed.onChanges((changes) => {
      for (const { object, accountId } of changes) {
        if (object === "policy_authorizations" && accountId !== null) this.connectionsChanged(accountId);
      }
    });
  }

  onNews(listener: NewsListener): void {
    this.#listeners.add(listener);
  }

  /** A connection came, went or takes another path. */
  connectionsChanged(accountId: string): void {
    this.#gather("connections", accountId, GATHERED_MS);
  }

  /** RTT or throughput of a connection. */
  figuresChanged(accountId: string): void {
    this.#gather("connections", accountId, FIGURES_MS);
  }

  /** A device did not get the access that it asked for. */
  denied(accountId: string): void {
    this.#gather("denials", accountId, GATHERED_MS);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#presence.values()) clearTimeout(timer);
    for (const { timer } of this.#gathering.values()) clearTimeout(timer);
    this.#presence.clear();
    this.#gathering.clear();
  }

  #presenceChanged(change: PresenceChange): void {
    if (this.#isClosed) return;
    const key = `${change.accountId}/${change.object}/${change.id}`;
    const waiting = this.#presence.get(key);
    clearTimeout(waiting);
    // Back where it was, before anybody heard of it.
    if (this.#presence.delete(key)) return;
    const ms = this.#isOnline(change) ? JOINED_MS : LEFT_MS;
    const tell = () => {
      this.#presence.delete(key);
      const { accountId, object, id } = change;
      this.#tell(accountId, { event: "presence", object, id, online: this.#isOnline(change) });
      this.connectionsChanged(accountId);
    };
    this.#presence.set(key, setTimeout(tell, ms));
  }

  #isOnline({ accountId, object, id }: PresenceChange): boolean {
    return object === "clients"
      ? this.#cluster.isClientOnline(accountId, id)
      : this.#cluster.isGatewayOnline(accountId, id);
  }

  #gather(event: "connections" | "denials", accountId: string, ms: number): void {
    const key = `${event} ${accountId}`;
    const waiting = this.#gathering.get(key);
    if (this.#isClosed || (waiting && waiting.ms <= ms)) return;
    clearTimeout(waiting?.timer);
    const tell = () => {
      this.#gathering.delete(key);
      this.#tell(accountId, { event });
    };
    this.#gathering.set(key, { timer: setTimeout(tell, ms), ms });
  }

  #tell(accountId: string, news: News): void {
    for (const listener of this.#listeners) listener(accountId, news);
  }
}
