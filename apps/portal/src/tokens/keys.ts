import { randomBytes } from "node:crypto";
import type { Db } from "../database/database.ts";

const KEY_BYTES = 32;

/** A key of this installation, made at first use and the same for all portals on one database. */
export async function installationKey(db: Db, name: "tokens" | "cookies"): Promise<Uint8Array> {
  await db
    .insertInto("portal_keys")
    .values({ name, value: randomBytes(KEY_BYTES) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const row = await db.selectFrom("portal_keys").select("value").where("name", "=", name).executeTakeFirstOrThrow();
  return row.value;
}
