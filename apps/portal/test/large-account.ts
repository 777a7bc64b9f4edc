import { type RawBuilder, sql } from "kysely";
import type { RunningPortal } from "./running-portal.ts";

export interface AccountSize {
  readonly people: number;
  readonly groups: number;
  readonly resources: number;
}

/** Each person is in as many groups, */
export const GROUPS_OF_A_PERSON = 3;
/** and each resource has as many policies. */
export const POLICIES_OF_A_RESOURCE = 2;
/** The numbers of one person's groups lie so far apart. */
const STRIDE = 7;

type Kind = "person" | "group" | "resource";
const KINDS: Readonly<Record<Kind, string>> = { person: "00000001", group: "00000002", resource: "00000003" };

/** The id of a seeded thing; they are numbered from 0. */
export function seededId(kind: Kind, number: number): string {
  return `${KINDS[kind]}-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** Fills an account past the API with "Person 0", "Group 0", "Net 0" and so on: in seconds, whatever the size. */
export async function seedLargeAccount(running: RunningPortal, siteId: string, size: AccountSize): Promise<void> {
  const { db } = running.portal.context;
  const account = running.account.accountId;
  const id = sql.id("account_id");
  const i = sql.raw("i");
  const series = (count: number) => sql`generate_series(0, ${sql.lit(count - 1)})`;
  const uuid = (kind: Kind, number: RawBuilder<unknown>) =>
    sql`(${sql.lit(`${KINDS[kind]}-0000-4000-8000-`)} || lpad((${number})::text, 12, '0'))::uuid`;
  const groupOf = (number: RawBuilder<unknown>) => uuid("group", sql`(${number}) % ${sql.lit(size.groups)}`);
  await sql`insert into actors (${id}, id, type, name, email)
    select ${account}, ${uuid("person", i)}, 'account_user', 'Person ' || i, 'p' || i || '@acme.example'
    from ${series(size.people)} i`.execute(db);
  await sql`insert into groups (${id}, id, type, name)
    select ${account}, ${uuid("group", i)}, 'static', 'Group ' || i from ${series(size.groups)} i`.execute(db);
  await sql`insert into resources (${id}, id, type, name, address, site_id)
    select ${account}, ${uuid("resource", i)}, 'cidr', 'Net ' || i, '10.0.0.0/8', ${siteId}
    from ${series(size.resources)} i`.execute(db);
  await sql`insert into memberships (${id}, id, actor_id, group_id)
    select ${account}, gen_random_uuid(), ${uuid("person", i)}, ${groupOf(sql`i + n * ${sql.lit(STRIDE)}`)}
    from ${series(size.people)} i, ${series(GROUPS_OF_A_PERSON)} n`.execute(db);
  await sql`insert into policies (${id}, id, resource_id, group_id)
    select ${account}, gen_random_uuid(), ${uuid("resource", i)}, ${groupOf(sql`i + n`)}
    from ${series(size.resources)} i, ${series(POLICIES_OF_A_RESOURCE)} n`.execute(db);
}
