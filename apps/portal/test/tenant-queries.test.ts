// One place of the code where every query's account is looked for: in the source itself. Composite keys keep accounts
// apart in the schema; this keeps a query from reading or changing rows of all of them.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../src");
/** Tables without an account, and `accounts`, whose id it is. */
const SHARED = ["accounts", "change_log_chains", "portal_keys", "portal_migrations", "relay_tokens"];
/** Files with queries that are about all accounts at once, each with its reason. No route gets there by an id. */
const ACROSS: Readonly<Record<string, string>> = {
  "audit/retention.ts": "the change log is one sequence, whose end is cut off",
  "audit/verify.ts": "the chains are walked by whoever runs the installation",
  "changes/feed.ts": "each node follows the changes of all accounts",
  "logs/store.ts": "rows come with their account",
  "mail/store.ts": "the queue of mails is one",
  "ops/purge.ts": "time is up for all alike",
};

interface Query {
  readonly where: string;
  readonly table: string;
  readonly text: string;
}

function queriesIn(path: string): Query[] {
  const source = readFileSync(join(SOURCES, path), "utf8");
  return [...source.matchAll(/\.(?:selectFrom|updateTable|deleteFrom|insertInto|mergeInto)\(\s*"(\w+)/g)].map(
    (match) => {
      const rest = source.slice(match.index);
      const end = /\.execute|\.stream\(|;\n/.exec(rest)?.index ?? rest.length;
      const line = source.slice(0, match.index).split("\n").length;
      return { where: `${path}:${line}`, table: match[1], text: rest.slice(0, end) };
    },
  );
}

const paths = globSync("**/*.ts", { cwd: SOURCES }).filter((path) => !path.endsWith(".test.ts"));
const queries = paths.flatMap(queriesIn);

test("every query names the account whose rows it is about", () => {
  expect(queries.length).toBeGreaterThan(100);
  const unbound = queries.filter(
    ({ where, table, text }) =>
      !SHARED.includes(table) && !(where.split(":")[0] in ACROSS) && !text.includes("account_id"),
  );
  expect(unbound.map(({ where, table }) => `${where} ${table}`)).toEqual([]);
});

test("every join of two tables goes by the account as well", () => {
  const joins = queries.flatMap(({ where, text }) =>
    [
      ...text.matchAll(/(?:inner|left|right|full)Join(?:Lateral)?\(\s*"(\w+)(?: as \w+)?"([\s\S]*?)\)\s*(?=\.|,|$)/g),
    ].map(([, table, condition]) => ({ where, table, condition })),
  );
  expect(joins.length).toBeGreaterThan(10);
  const unbound = joins.filter(({ table, condition }) => !SHARED.includes(table) && !condition.includes("account_id"));
  expect(unbound.map(({ where, table }) => `${where} ${table}`)).toEqual([]);
});

test("what is excepted is still there", () => {
  for (const path of Object.keys(ACROSS))
    expect(
      queries.some(({ where }) => where.startsWith(`${path}:`)),
      path,
    ).toBe(true);
});
