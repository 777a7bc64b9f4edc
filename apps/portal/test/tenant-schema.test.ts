import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";
import { tenantTables } from "./tenant.ts";

/** Tables that belong to the installation, each with its reason. */
const SHARED: Readonly<Record<string, string>> = {
  accounts: "is what the others belong to",
  change_log_chains: "the last links of chains, which are named by account and outlive it",
  portal_migrations: "the state of the schema",
  portal_keys: "keys of the installation",
  relay_tokens: "relays serve every account",
  spent_seals: "ids of sealed values that were used",
};
/** Tables whose rows need no account and are found otherwise. */
const OPTIONAL_ACCOUNT: Readonly<Record<string, string>> = {
  change_logs: "one sequence for all accounts, which the change feed follows; rows outlive their account",
  one_time_links: "found by their secret; some make an account",
  outbound_mails: "mail may outlive its account, or belong to none",
};
/** Tables of which one row is found by what only one device or person knows. */
const FOUND_BY_SECRET: Readonly<Record<string, string>> = {
  client_hand_overs: "the challenge is the hash of a client's secret",
};
/** Tables without a primary key, whose unique index begins with the account. */
const INDEXED: Readonly<Record<string, string>> = { flow_logs: "partitioned by a time that is no part of what it is" };
const KEYED_OTHERWISE = { ...OPTIONAL_ACCOUNT, ...FOUND_BY_SECRET };

let running: RunningPortal;

beforeAll(async () => {
  running = await runPortal();
}, START_TIMEOUT_MS);
afterAll(() => running[Symbol.asyncDispose]());

async function keys(type: "p" | "f" | "u") {
  const { rows } = await sql<{ name: string; table: string; target: string | null; columns: string[] }>`
    select k.conname as name, c.relname as table, f.relname as target,
      array(select a.attname::text from unnest(k.conkey) with ordinality as x(number, position)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = x.number order by x.position) as columns
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_class f on f.oid = k.confrelid
    where n.nspname = current_schema() and k.contype = ${type}::"char" and not c.relispartition`.execute(
    running.portal.context.db,
  );
  return rows;
}

test("every table belongs to accounts, or says here why not", async () => {
  const { db } = running.portal.context;
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition`.execute(db);
  const tenant = await tenantTables(running.portal.context);
  const shared = rows.map(({ name }) => name).filter((name) => !tenant.includes(name));
  expect(shared.sort()).toEqual(Object.keys(SHARED).sort());
});

test("a tenant's table has the account first in its key", async () => {
  const primary = new Map((await keys("p")).map(({ table, columns }) => [table, columns]));
  for (const table of await tenantTables(running.portal.context)) {
    if (table in KEYED_OTHERWISE || table in INDEXED) continue;
    expect(primary.get(table)?.[0], `primary key of ${table}`).toBe("account_id");
  }
});

test("a row can refer to rows of its own account only", async () => {
  const tenant = await tenantTables(running.portal.context);
  const references = (await keys("f")).filter(({ table }) => tenant.includes(table));
  expect(references.length).toBeGreaterThan(20);
  for (const { name, target, columns } of references) {
    if (target === "accounts") expect(columns, name).toEqual(["account_id"]);
    else expect([columns[0], tenant.includes(target ?? "")], name).toEqual(["account_id", true]);
  }
});

test("what has to be unique is so within its account, and tells nothing about others", async () => {
  const { rows } = await sql<{ name: string; table: string; first: string }>`
    select i.relname as name, c.relname as table, pg_get_indexdef(x.indexrelid, 1, true) as first
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and x.indisunique and not c.relispartition`.execute(running.portal.context.db);
  const tenant = await tenantTables(running.portal.context);
  const unique = rows.filter(({ table }) => tenant.includes(table) && !(table in KEYED_OTHERWISE));
  expect(unique.length).toBeGreaterThan(20);
  for (const { name, first } of unique) expect(first, name).toBe("account_id");
});

test("no tenant's table can lose its account", async () => {
  const { rows } = await sql<{ table: string }>`
    select c.relname as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attnotnull
    where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition`.execute(
    running.portal.context.db,
  );
  expect(rows.map(({ table }) => table).sort()).toEqual(Object.keys(OPTIONAL_ACCOUNT).sort());
});
