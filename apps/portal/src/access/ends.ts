import type { Context } from "../context.ts";

/**
 * Memberships that have ended go, policies that have ended are switched off. Neither granted anything any more: this is
 * so that lists show what is in force.
 */
export async function endExpiredAccess({ db, now }: Pick<Context, "db" | "now">): Promise<void> {
  const at = new Date(now()).toISOString();
  await db.deleteFrom("memberships").where("expires_at", "<=", at).execute();
  await db
    .updateTable("policies")
    .set({ is_disabled: true, updated_at: at })
    .where("expires_at", "<=", at)
    .where("is_disabled", "=", false)
    .execute();
}
