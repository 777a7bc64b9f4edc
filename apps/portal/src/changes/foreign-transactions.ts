import type { SqlConnection } from "../database/sql-connection.ts";

/** Below the number of every transaction that a cluster hands out to others. */
export const LONG_PAST_XID = 3;

/**
 * A dump brings the transaction numbers of the cluster that it was made in. Where they lie ahead of this cluster's,
 * readers in commit order would wait for them, and then take old changes for new ones. Rows that can be seen were
 * written by transactions that have ended, so numbers above all ended ones are from elsewhere.
 */
export async function settleForeignTransactions(connection: SqlConnection): Promise<void> {
  await connection.rows(`
    update change_logs set xid = '${LONG_PAST_XID}' where xid >= pg_snapshot_xmax(pg_current_snapshot())`);
}
