// Versions of items: the `ETag` that GET gives, and the `If-Match` of a call that changes or deletes
// (RFC 9110, sections 8.8.3 and 13.1.1). Whoever sends no `If-Match` writes over whatever is there, with what was sent.

import { createHash } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import type { Call, Handler, RouteSpec, Trx } from "./api.ts";
import { badRequest, Problem } from "./problem.ts";
import { Query } from "./query.ts";
import { isObject } from "./validation.ts";

/** Tables whose rows are items: each has a path of its own, with GET, and a call that changes it. */
export type ItemTable =
  | "accounts"
  | "actors"
  | "auth_providers"
  | "devices"
  | "groups"
  | "policies"
  | "resources"
  | "sites";

/** What GET and the calls that change an item know of each other. */
export interface Item {
  readonly table: ItemTable;
  readonly spec: RouteSpec;
  readonly read: Handler;
  /** What can be changed of it. What comes and goes by itself, such as who is online, is no part of its version. */
  readonly members: Set<string>;
}

const NOT_FOUND = 404;
const PRECONDITION_FAILED = 412;
/** An update that has lost this often against others no longer cares. */
const MAX_ATTEMPTS = 5;
const DETAILED = new Query("?include=details");
/** One that is weak is well-formed, and never a match. */
const ENTITY_TAG = /^(W\/)?"[\x21\x23-\x7e]*"$/;

/** The attributes that the body of an update takes, whatever it is wrapped in. */
export function membersOf(body: z.ZodType | undefined): string[] {
  if (!(body instanceof z.ZodObject)) return [];
  return Object.values<z.ZodType>(body.shape).flatMap(attributesOf);
}

function attributesOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (!(schema instanceof z.ZodUnion)) return [];
  return schema.options.flatMap((option) => (option instanceof z.ZodType ? attributesOf(option) : []));
}

/** What GET answers, with the tag of the version that it shows. */
export async function readVersioned(item: Item, call: Call): Promise<{ readonly data: unknown }> {
  const isDetailed = item.spec.details !== undefined && call.query.details();
  const { data } = await readDetailed(item, call);
  call.setHeader("etag", tagOf(item, data));
  return { data: isDetailed ? data : withoutDetails(item, data) };
}

/** All of it is read at once, so that the tag is of the version that is shown. */
async function readDetailed(item: Item, call: Call) {
  return item.read(item.spec.details === undefined ? call : { ...call, query: DETAILED });
}

function withoutDetails({ spec }: Item, data: unknown): unknown {
  if (spec.details === undefined || !isObject(data)) return data;
  const shown = spec.data instanceof z.ZodObject ? spec.data.shape : {};
  const extra = Object.keys(spec.details.shape).filter((name) => !Object.hasOwn(shown, name));
  return Object.fromEntries(Object.entries(data).filter(([name]) => !extra.includes(name)));
}

function tagOf({ members }: Item, data: unknown): string {
  const entries = isObject(data) ? Object.entries(data).filter(([name]) => members.has(name)) : [];
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `"${createHash("sha256").update(JSON.stringify(sorted)).digest("base64url")}"`;
}

/**
 * Runs a call that changes an item, where the item is still what `If-Match` says once nobody else can change it. What
 * is refused for another reason, or is gone, is said first (RFC 9110, section 13.2.1).
 */
export async function whereUnchanged(item: Item, call: Call, ifMatch: string, change: Handler) {
  const matches = readCondition(ifMatch);
  let isChecked = false;
  const check = async (seen: Call) => {
    const tag = tagOf(item, (await readDetailed(item, seen)).data);
    if (!matches(tag)) throw changedMeanwhile(tag);
    isChecked = true;
  };
  const write: Call["write"] = (work) =>
    call.write(async (trx) => {
      if (isChecked) return work(trx);
      const seen = { ...call, db: trx };
      await lockItem(item, call, trx);
      await check(seen);
      const result = await work(trx);
      const after = await versionOf(item, seen);
      if (after !== undefined) call.setHeader("etag", after);
      return result;
    });
  const answer = await change({ ...call, write });
  // Where there was nothing to write.
  if (!isChecked) await check(call);
  return answer;
}

/**
 * Runs an update without `If-Match`. An update reads the item, and writes also what was not sent as it was then; where
 * somebody else's came in between, it is done again upon what that one left, so that neither undoes the other.
 */
export async function uponNewest(item: Item, call: Call, update: Handler) {
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
    const seen = await versionOf(item, call);
    if (seen === undefined) break;
    try {
      return await whereUnchanged(item, call, seen, update);
    } catch (error) {
      if (!(error instanceof Problem && error.status === PRECONDITION_FAILED)) throw error;
    }
  }
  return update(call);
}

/** Undefined where it is no longer there. */
async function versionOf(item: Item, call: Call): Promise<string | undefined> {
  try {
    return tagOf(item, (await readDetailed(item, call)).data);
  } catch (error) {
    if (error instanceof Problem && error.status === NOT_FOUND) return undefined;
    throw error;
  }
}

/** The account's row first, as whoever looks at its limits locks it, so that no two wait for each other. */
async function lockItem({ table }: Item, call: Call, trx: Trx): Promise<void> {
  const { accountId } = call;
  await trx.selectFrom("accounts").select("id").where("id", "=", accountId).forNoKeyUpdate().execute();
  if (table === "accounts") return;
  const query = sql`select id from ${sql.table(table)} where account_id = ${accountId} and id = ${call.param("id")}`;
  await sql`${query} for no key update`.execute(trx);
}

function readCondition(ifMatch: string): (tag: string) => boolean {
  if (ifMatch.trim() === "*") return () => true;
  const parts = ifMatch.split(",").map((part) => part.trim());
  if (!parts.every((part) => ENTITY_TAG.test(part))) {
    throw badRequest('The header "if-match" takes the ETag of an earlier answer, in its quotes, or *.');
  }
  return (tag) => parts.includes(tag);
}

function changedMeanwhile(etag: string): Problem {
  const detail =
    "It was changed after the version that If-Match names. Read it again, then send what still has to change with the new ETag; without If-Match it is saved over what is there.";
  return new Problem(PRECONDITION_FAILED, detail, { headers: { etag } });
}
