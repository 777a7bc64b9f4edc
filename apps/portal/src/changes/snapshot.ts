/** Which transactions a reader has seen (PostgreSQL `pg_snapshot`, text form `xmin:xmax:xip,…`). */
export interface Snapshot {
  readonly xmin: bigint;
  readonly xmax: bigint;
  readonly inFlight: ReadonlySet<bigint>;
}

export function parseSnapshot(text: string): Snapshot {
  const [xmin, xmax, inFlight = ""] = text.split(":");
  const ids = inFlight === "" ? [] : inFlight.split(",").map(BigInt);
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), inFlight: new Set(ids) };
}

/** Whether what the transaction wrote was visible (given that it committed). */
export function isVisible(snapshot: Snapshot, xid: bigint): boolean {
  return xid < snapshot.xmin || (xid < snapshot.xmax && !snapshot.inFlight.has(xid));
}
