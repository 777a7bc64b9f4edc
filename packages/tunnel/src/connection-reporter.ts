import type { Node } from "@fz/snownet";
import { type ConnectionReport, type ConnectionReportsConfig, MAX_REPORTED_CONNECTIONS } from "@fz/wire";

const SECOND_MS = 1_000;
/** Between two reports, however much happens; and what each connection in a report adds to that. */
const MIN_GAP_MS = 1_000;
const GAP_OF_EACH_MS = 10;
/** An RTT that differs by less is the same: it is never quite still. */
const RTT_CHANGE_MS = 5;
const RTT_CHANGE_SHARE = 0.2;

type Connections = ConnectionReport["connections"];

/**
 * Tells the portal of connections as far as it asked: at once when one came, went or takes another path, and at each
 * interval until a report says the same as the one before it, so that the portal sees a rate fall to zero.
 */
export class ConnectionReporter {
  readonly #node: Node;
  #epochOffset: number;
  /** Undefined: the portal does not ask. */
  #intervalMs: number | undefined;
  /** What was told last; undefined: nothing since the portal asked. */
  #told: Connections | undefined;
  #toldAt = 0;
  #toldChanges = 0;
  /** The last report said what the one before it said. */
  #isCalm = false;
  #dueAt = 0;

  /** @param epochOffset added to `now` it gives milliseconds since the Unix epoch */
  constructor(node: Node, epochOffset: number) {
    this.#node = node;
    this.#epochOffset = epochOffset;
  }

  setEpochOffset(epochOffset: number): void {
    this.#epochOffset = epochOffset;
  }

  /** A session with a portal begins: it knows nothing yet, and may not want to. */
  begin(config: ConnectionReportsConfig, now: number): void {
    this.#intervalMs = config ? config.interval_seconds * SECOND_MS : undefined;
    this.#told = undefined;
    this.#dueAt = now;
  }

  pollTimeout(): number | undefined {
    if (this.#intervalMs === undefined) return undefined;
    if (this.#told === undefined) return this.#dueAt;
    if (this.#hasChanged) {
      return Math.min(this.#dueAt, this.#toldAt + MIN_GAP_MS + this.#told.length * GAP_OF_EACH_MS);
    }
    return this.#told.length > 0 ? this.#dueAt : undefined;
  }

  /** The report that is due, if any. */
  take(now: number): ConnectionReport | undefined {
    const deadline = this.pollTimeout();
    if (this.#intervalMs === undefined || deadline === undefined || now < deadline) return undefined;
    this.#dueAt = now + this.#intervalMs;
    const connections = this.#connections();
    const isAlike = !this.#hasChanged && this.#told !== undefined && areAlike(this.#told, connections);
    if (isAlike && this.#isCalm) return undefined;
    this.#isCalm = isAlike;
    this.#told = connections;
    this.#toldAt = now;
    this.#toldChanges = this.#node.connectionChanges;
    return { connections };
  }

  get #hasChanged(): boolean {
    return this.#node.connectionChanges !== this.#toldChanges;
  }

  #connections(): Connections {
    const connections: Connections = [];
    for (const id of this.#node.connectionIds()) {
      const info = this.#node.connectionInfo(id);
      if (!info || info.establishedAt === undefined) continue;
      connections.push({
        peer_id: id,
        path: info.path,
        rtt_ms: info.rtt === undefined ? null : Math.round(info.rtt),
        bytes_sent: info.bytesSent,
        bytes_received: info.bytesReceived,
        connected_at: Math.floor((info.establishedAt + this.#epochOffset) / SECOND_MS),
      });
      if (connections.length === MAX_REPORTED_CONNECTIONS) break;
    }
    return connections;
  }
}

/** Whether two reports on the same connections differ in no figure that matters. */
function areAlike(before: Connections, after: Connections): boolean {
  if (before.length !== after.length) return false;
  return after.every((one, i) => {
    const other = before[i];
    const isSameTraffic = one.bytes_sent === other.bytes_sent && one.bytes_received === other.bytes_received;
    return one.peer_id === other.peer_id && isSameTraffic && isSameRtt(other.rtt_ms, one.rtt_ms);
  });
}

function isSameRtt(before: number | null, after: number | null): boolean {
  if (before === null || after === null) return before === after;
  return Math.abs(after - before) <= Math.max(RTT_CHANGE_MS, before * RTT_CHANGE_SHARE);
}
