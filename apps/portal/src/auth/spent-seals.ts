import type { Db } from "../database/database.ts";
import type { Opened } from "./seal.ts";

/** Whether this is the first use of what was sealed; of two uses at once one is. */
export async function spendOnce(
  db: Db,
  { id, expiresAt }: Pick<Opened<unknown>, "id" | "expiresAt">,
): Promise<boolean> {
  const rows = await db
    .insertInto("spent_seals")
    .values({ id, expires_at: new Date(expiresAt).toISOString() })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .execute();
  return rows.length === 1;
}
