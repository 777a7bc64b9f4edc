import { toHex } from "@fz/bytes";
import type { Connection, ConnectionId } from "./connection.ts";

/** For this long after its end, what still arrives of a connection is expected. */
const RECENTLY_CLOSED_MS = 5000;

interface Closed {
  readonly connection: Connection;
  readonly until: number;
}

/** The connections of a node, found by whatever a datagram has to offer. */
export class Connections {
  readonly #byId = new Map<ConnectionId, Connection>();
  readonly #byIndex = new Map<number, Connection>();
  /**
   * By both ends' ICE user fragments, ours first: one of four characters alone is soon shared by two connections of a
   * busy gateway.
   */
  readonly #byUfrags = new Map<string, Connection>();
  readonly #byPeerKey = new Map<string, Connection>();
  /** Order of closing. */
  #recentlyClosed: Closed[] = [];

  get size(): number {
    return this.#byId.size;
  }

  get(id: ConnectionId): Connection | undefined {
    return this.#byId.get(id);
  }

  values(): IterableIterator<Connection> {
    return this.#byId.values();
  }

  /** `index`: 24 bits. Allocates nothing. */
  withIndex(index: number): Connection | undefined {
    return this.#byIndex.get(index);
  }

  /** `local`, `remote`: the receiver's and the sender's part of a check's USERNAME. */
  withUfrags(local: string, remote: string): Connection | undefined {
    return this.#byUfrags.get(ufragKey(local, remote));
  }

  withPeerKey(publicKey: Uint8Array): Connection | undefined {
    return this.#byPeerKey.get(toHex(publicKey));
  }

  add(connection: Connection): void {
    const { local, remote, remotePublicKey } = connection.config;
    this.#byId.set(connection.id, connection);
    this.#byIndex.set(connection.index, connection);
    this.#byUfrags.set(ufragKey(local.username, remote.username), connection);
    this.#byPeerKey.set(toHex(remotePublicKey), connection);
  }

  remove(connection: Connection, now: number): void {
    const { local, remote, remotePublicKey } = connection.config;
    deleteOwn(this.#byId, connection.id, connection);
    deleteOwn(this.#byIndex, connection.index, connection);
    deleteOwn(this.#byUfrags, ufragKey(local.username, remote.username), connection);
    deleteOwn(this.#byPeerKey, toHex(remotePublicKey), connection);
    this.#recentlyClosed = this.#recentlyClosed.filter(({ until }) => until > now);
    this.#recentlyClosed.push({ connection, until: now + RECENTLY_CLOSED_MS });
  }

  wasRecentlyClosed(matches: (connection: Connection) => boolean, now: number): boolean {
    return this.#recentlyClosed.some(({ connection, until }) => until > now && matches(connection));
  }
}

function ufragKey(local: string, remote: string): string {
  return `${local}:${remote}`;
}

/** A newer connection may have taken the entry over. */
function deleteOwn<K>(map: Map<K, Connection>, key: K, connection: Connection): void {
  if (map.get(key) === connection) map.delete(key);
}
