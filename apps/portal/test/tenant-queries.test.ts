// One place of the code where every query's account is looked for: in the source itself. Composite keys keep accounts
// apart in the schema; this keeps a query from reading or changing rows of all of them.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../src");
/** Tables without an account, and `accounts`, whose id it is. */
const SHARED = ["accounts", "change_log_chains", "portal_keys", "portal_migrations", "relay_tokens", "spent_seals"];
/**
 * Files, or functions in them, with queries that are about all accounts at once, each with its reason. No route gets
 * there by an id.
 */
const ACROSS: Readonly<Record<string, string>> = {
  "access/ends.ts": "time is up for all alike",
  "access/requests.ts endRequests": "time is up for all alike",
  "audit/retention.ts": "the change log is one sequence, whose end is cut off",
  "audit/verify.ts": "the chains are walked by whoever runs the installation",
  "changes/feed.ts": "each node follows the changes of all accounts",
  "mail/store.ts": "the queue of mails is one",
  "ops/purge.ts": "time is up for all alike",
};

interface Query {
  readonly path: string;
  /** The function that it stands in. */
  readonly name: string;
  readonly table: string;
  readonly text: string;
}

/** Inserts cannot leave the account out: the column is not null. */
function queriesIn(path: string): Query[] {
  const source = readFileSync(join(SOURCES, path), "utf8");
  return [...source.matchAll(/\.(?:selectFrom|updateTable|deleteFrom|mergeInto)\(\s*"(\w+)/g)].map((match) => {
    const rest = source.slice(match.index);
    const end = /\.execute|\.stream\(|;\n/.exec(rest)?.index ?? rest.length;
    const name = [...source.slice(0, match.index).matchAll(/function (\w+)/g)].at(-1)?.[1] ?? "";
    return { path, name, table: match[1], text: rest.slice(0, end) };
  });
}

const isAcross = ({ path, name }: Query) => path in ACROSS || `${path} ${name}` in ACROSS;
const paths = globSync("**/*.ts", { cwd: SOURCES }).filter((path) => !path.endsWith(".test.ts"));
const queries = paths.flatMap(queriesIn);

test("every query names the account whose rows it is about", () => {
  expect(queries.length).toBeGreaterThan(100);
  const unbound = queries.filter(
    (query) => !SHARED.includes(query.table) && !isAcross(query) && !query.text.includes("account_id"),
  );
  expect(unbound.map(({ path, name, table }) => `${path} ${name} ${table}`)).toEqual([]);
});

test("every join of two tables goes by the account as well", () => {
  const join = /(?:inner|left|right|full)Join(?:Lateral)?\(\s*"(\w+)(?: as \w+)?"([\s\S]*?)\)\s*(?=\.|,|$)/g;
  const joins = queries.flatMap(({ path, name, text }) =>
    [...text.matchAll(join)].map(([, table, condition]) => ({ where: `${path} ${name} ${table}`, table, condition })),
  );
  expect(joins.length).toBeGreaterThan(10);
  const unbound = joins.filter(({ table, condition }) => !SHARED.includes(table) && !condition.includes("account_id"));
  expect(unbound.map(({ where }) => where)).toEqual([]);
});

test("what is excepted is still there", () => {
  for (const known of Object.keys(ACROSS)) {
    const isThere = queries.some(({ path, name }) => known === path || known === `${path} ${name}`);
    expect(isThere, known).toBe(true);
  }
});
