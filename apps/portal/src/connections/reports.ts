import type { ReportedConnection } from "@fz/wire";

export type ReporterKind = "client" | "gateway";

/** A device that reports. */
export interface Reporter {
  readonly accountId: string;
  readonly kind: ReporterKind;
  readonly id: string;
}

/** What one end says of a connection. "Down" is towards the client; times in epoch milliseconds. */
export interface Figures {
  readonly path: "direct" | "relayed";
  readonly rttMs: number | null;
  readonly bytesDown: number;
  readonly bytesUp: number;
  /** Null until two reports have told. */
  readonly bitsPerSecondDown: number | null;
  readonly bitsPerSecondUp: number | null;
  readonly connectedAt: number;
  readonly reportedAt: number;
}

export interface Report {
  readonly connections: readonly ReportedConnection[];
  /** The device may have more connections than a report holds. */
  readonly isFull: boolean;
}

export interface ReportedPair {
  readonly clientId: string;
  readonly gatewayId: string;
  readonly figures: Figures;
}

interface Entry extends Figures {
  /** What the next rates count from. */
  readonly base: { readonly at: number; readonly down: number; readonly up: number };
}

interface Device {
  readonly reporter: Reporter;
  readonly reportedAt: number;
  /** Traffic moved since the report before, so that another one will come: devices report until two say the same. */
  readonly owesReport: boolean;
  /** By the device at the other end. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly isFull: boolean;
}

/**
 * Between two reports that rates are made of: closer ones would say more about the way they came than about traffic. Half
 * of what devices leave between two at least, so that the last one, which tells that nothing moves any more, always counts.
 */
const MIN_RATE_MS = 500;
/** Devices may be late: they gather the reports of many connections. */
const OVERDUE_INTERVALS = 3;
const MIN_OVERDUE_MS = 15_000;
const UNKNOWN = { rttMs: null, bitsPerSecondDown: null, bitsPerSecondUp: null } as const;
const BITS = 8;
const SECOND_MS = 1_000;

/** What the devices connected here report of their connections: the last report of each, gone with its device. */
export class ConnectionReports {
  /** How long a report may be owed until its figures are no longer true, in milliseconds. */
  readonly overdueMs: number;
  readonly #accounts = new Map<string, Map<string, Device>>();

  /** @param intervalSecs how often devices are asked to report */
  constructor(intervalSecs: number) {
    this.overdueMs = Math.max(MIN_OVERDUE_MS, OVERDUE_INTERVALS * intervalSecs * SECOND_MS);
  }

  /** Takes the place of the device's last report. Says what is new in it. */
  put(reporter: Reporter, { connections, isFull }: Report, now: number): "connections" | "figures" {
    const devices = this.#accounts.get(reporter.accountId) ?? new Map<string, Device>();
    this.#accounts.set(reporter.accountId, devices);
    const before = devices.get(reporter.id)?.entries;
    const entries = new Map<string, Entry>();
    for (const one of connections) {
      entries.set(one.peer_id, entryOf(reporter.kind, one, before?.get(one.peer_id), now));
    }
    devices.set(reporter.id, { reporter, reportedAt: now, owesReport: hasMoved(before, entries), entries, isFull });
    const isSame =
      before?.size === entries.size && [...entries].every(([id, { path }]) => before.get(id)?.path === path);
    return isSame ? "figures" : "connections";
  }

  drop({ accountId, id }: Reporter): void {
    const devices = this.#accounts.get(accountId);
    devices?.delete(id);
    if (devices?.size === 0) this.#accounts.delete(accountId);
  }

  /** Whether the last report of that device names the other one. */
  names({ accountId, id }: Reporter, peerId: string): boolean {
    return this.#accounts.get(accountId)?.get(id)?.entries.has(peerId) ?? false;
  }

  /** Whether the device has to report again, since something moved. */
  owesReport({ accountId, id }: Reporter): boolean {
    return this.#accounts.get(accountId)?.get(id)?.owesReport ?? false;
  }

  /** Whether the device reports at all, and all that it has: what it does not name is not there. */
  isComplete(accountId: string, id: string): boolean {
    return this.#accounts.get(accountId)?.get(id)?.isFull === false;
  }

  /**
   * Each connection once, whichever end reports it. The client knows better how it fares; over a relay is what either
   * says. What passes through and the RTT are not known of a device whose next report is overdue.
   */
  pairs(accountId: string, now: number): ReportedPair[] {
    const pairs = new Map<string, ReportedPair>();
    for (const { reporter, entries, reportedAt, owesReport } of this.#accounts.get(accountId)?.values() ?? []) {
      const isOverdue = owesReport && now - reportedAt > this.overdueMs;
      for (const [peerId, reported] of entries) {
        const figures = isOverdue ? { ...reported, ...UNKNOWN } : reported;
        const isClient = reporter.kind === "client";
        const [clientId, gatewayId] = isClient ? [reporter.id, peerId] : [peerId, reporter.id];
        const key = `${clientId} ${gatewayId}`;
        const other = pairs.get(key)?.figures;
        const merged = other === undefined ? figures : isClient ? merge(figures, other) : merge(other, figures);
        pairs.set(key, { clientId, gatewayId, figures: merged });
      }
    }
    return [...pairs.values()];
  }
}

function entryOf(kind: ReporterKind, one: ReportedConnection, before: Entry | undefined, now: number): Entry {
  const isClient = kind === "client";
  const bytesDown = isClient ? one.bytes_received : one.bytes_sent;
  const bytesUp = isClient ? one.bytes_sent : one.bytes_received;
  // Less than before is another connection between the two.
  const known = before && bytesDown >= before.bytesDown && bytesUp >= before.bytesUp ? before : undefined;
  const elapsed = known ? now - known.base.at : 0;
  const isDue = known !== undefined && elapsed >= MIN_RATE_MS;
  const rate = (bytes: number) => Math.round((bytes * BITS * SECOND_MS) / elapsed);
  const told = one.connected_at === null || one.connected_at === undefined ? now : one.connected_at * SECOND_MS;
  return {
    path: one.path,
    rttMs: one.rtt_ms,
    bytesDown,
    bytesUp,
    bitsPerSecondDown: isDue ? rate(bytesDown - known.base.down) : (known?.bitsPerSecondDown ?? null),
    bitsPerSecondUp: isDue ? rate(bytesUp - known.base.up) : (known?.bitsPerSecondUp ?? null),
    connectedAt: Math.min(now, known?.connectedAt ?? told),
    reportedAt: now,
    base: known && !isDue ? known.base : { at: now, down: bytesDown, up: bytesUp },
  };
}

function hasMoved(before: ReadonlyMap<string, Entry> | undefined, after: ReadonlyMap<string, Entry>): boolean {
  return [...after].some(([id, { bytesDown, bytesUp }]) => {
    const known = before?.get(id);
    return known?.bytesDown !== bytesDown || known.bytesUp !== bytesUp;
  });
}

function merge(ofClient: Figures, ofGateway: Figures): Figures {
  const isRelayed = ofClient.path === "relayed" || ofGateway.path === "relayed";
  const path = isRelayed ? "relayed" : "direct";
  const isGatewaysTurn = ofClient.bitsPerSecondDown === null && ofGateway.bitsPerSecondDown !== null;
  const rttMs = ofClient.rttMs ?? ofGateway.rttMs;
  if (isGatewaysTurn) return { ...ofGateway, path, rttMs, connectedAt: ofClient.connectedAt };
  return { ...ofClient, path, rttMs };
}
