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
  | { readonly event: "connections" | "denials" | "relays" | "sessions" };

/** `accountId` null: of the installation, for all accounts. */
export type NewsListener = (accountId: string | null, news: News) => void;

/** How long a device has to stay before it is news. */
const JOINED_MS = 250;
/** How long it has to be away: one that reconnects at once was never gone for whoever watches. */
const LEFT_MS = 2_000;
/** How long it has to be away until its connections are looked at again; then whoever watches knows within a second. */
const PARTED_MS = 500;
/** From a connection that came or went, or access that was refused, until it is news, with what comes with it. */
const TOGETHER_MS = 100;
/** Between two such news of an account at least. */
const APART_MS = 1_000;
/** From figures alone until they are news: they change all the time. */
const FIGURES_MS = 5_000;

type Gathered = "connections" | "denials" | "relays" | "sessions";

interface Awaited {
  readonly timer: NodeJS.Timeout;
  /** By the monotonic clock. */
  readonly dueAt: number;
}

/** Gathers what happens to devices and connections until it is worth telling: short absences are not. */
export class LiveNews {
  readonly #cluster: Cluster;
  readonly #listeners = new Set<NewsListener>();
  /** Devices whose change of presence is not told yet, by object and id. */
  readonly #presence = new Map<string, NodeJS.Timeout>();
  /** Connections of devices that left, not looked at again yet, by object and id. */
  readonly #parted = new Map<string, NodeJS.Timeout>();
  /** By event and account. */
  readonly #gathering = new Map<string, Awaited>();
  /** When each was told last, by the same. */
  readonly #toldAt = new Map<string, number>();
  #isClosed = false;

  constructor(cluster: Cluster, feed: Pick<ChangeFeed, "onChanges">) {
    this.#cluster = cluster;
    cluster.onPresenceChanged((change) => this.#presenceChanged(change));
    cluster.onRelaysChanged(() => this.#gather("relays", null, TOGETHER_MS));
    feed.onChanges((changes) => {
      for (const { object, accountId } of changes) {
        if (object === "policy_authorizations" && accountId !== null) this.connectionsChanged(accountId);
        if (object === "relay_tokens") this.#gather("relays", null, TOGETHER_MS);
      }
    });
  }

  onNews(listener: NewsListener): void {
    this.#listeners.add(listener);
  }

  /** A connection came, went or takes another path. */
  connectionsChanged(accountId: string): void {
    this.#gather("connections", accountId, TOGETHER_MS);
  }

  /** RTT or throughput of a connection. */
  figuresChanged(accountId: string): void {
    this.#gather("connections", accountId, FIGURES_MS);
  }

  /** Devices connected, or connected again, and what they are like now is written down. */
  sessionsWritten(accountId: string): void {
    this.#gather("sessions", accountId, TOGETHER_MS);
  }

  /** A device did not get the access that it asked for. */
  denied(accountId: string): void {
    this.#gather("denials", accountId, TOGETHER_MS);
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of [...this.#presence.values(), ...this.#parted.values()]) clearTimeout(timer);
    for (const { timer } of this.#gathering.values()) clearTimeout(timer);
    this.#presence.clear();
    this.#parted.clear();
    this.#gathering.clear();
  }

  #presenceChanged(change: PresenceChange): void {
    if (this.#isClosed) return;
    const key = `${change.accountId}/${change.object}/${change.id}`;
    this.#watchParting(key, change);
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

  #watchParting(key: string, change: PresenceChange): void {
    clearTimeout(this.#parted.get(key));
    this.#parted.delete(key);
    if (this.#isOnline(change)) return;
    const look = () => {
      this.#parted.delete(key);
      this.connectionsChanged(change.accountId);
    };
    this.#parted.set(key, setTimeout(look, PARTED_MS));
  }

  #isOnline({ accountId, object, id }: PresenceChange): boolean {
    return object === "clients"
      ? this.#cluster.isClientOnline(accountId, id)
      : this.#cluster.isGatewayOnline(accountId, id);
  }

  #gather(event: Gathered, accountId: string | null, ms: number): void {
    const key = `${event} ${accountId ?? ""}`;
    const now = performance.now();
    const dueAt = Math.max(now + ms, (this.#toldAt.get(key) ?? Number.NEGATIVE_INFINITY) + APART_MS);
    const waiting = this.#gathering.get(key);
    if (this.#isClosed || (waiting && waiting.dueAt <= dueAt)) return;
    clearTimeout(waiting?.timer);
    const tell = () => {
      this.#gathering.delete(key);
      this.#toldAt.set(key, performance.now());
      this.#tell(accountId, { event });
    };
    this.#gathering.set(key, { timer: setTimeout(tell, dueAt - now), dueAt });
  }

  #tell(accountId: string | null, news: News): void {
    for (const listener of this.#listeners) listener(accountId, news);
  }
}
