import { sql } from "kysely";
import type { Db } from "../database/database.ts";
import { isUuid } from "../http/fields.ts";

/** An account by its id or slug, disabled ones too. */
export async function findAccount(db: Db, idOrSlug: string) {
  const query = db
    .selectFrom("accounts")
    .select(["id", "slug", "name", "is_disabled", "users_limit_exceeded"])
    .$if(isUuid(idOrSlug), (q) => q.where("id", "=", idOrSlug.toLowerCase()))
    .$if(!isUuid(idOrSlug), (q) => q.where(sql<boolean>`lower(slug) = lower(${idOrSlug})`));
  return query.executeTakeFirst();
}

export type Account = NonNullable<Awaited<ReturnType<typeof findAccount>>>;
