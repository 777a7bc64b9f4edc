import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockDataFolder } from "../src/database/data-lock.ts";
import { type Database, openDatabase } from "../src/database/database.ts";
import { DatabaseUnavailable } from "../src/database/unavailable.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";

let database: Database;
const accountId = crypto.randomUUID();
const siteId = crypto.randomUUID();

beforeAll(async () => {
  database = await openDatabase({ poolSize: 1 });
  await database.db
    .insertInto("accounts")
    .values({ id: accountId, name: "A", legal_name: "A", slug: "a", key: "a", ingest_signing_key: new Uint8Array(32) })
    .execute();
  await database.db.insertInto("sites").values({ account_id: accountId, id: siteId, name: "S" }).execute();
}, START_TIMEOUT_MS);
afterAll(() => database.close());

describe("the one connection", () => {
  test("transactions at once wait for one another, and nothing slips into them", async () => {
    const order: string[] = [];
    const transaction = (name: string) =>
      database.db.transaction().execute(async (trx) => {
        order.push(`${name} begins`);
        await sql`select pg_sleep(0.02)`.execute(trx);
        order.push(`${name} ends`);
      });
    const outside = async () => {
      const { rows } = await sql<{ id: string }>`select pg_current_xact_id_if_assigned()::text as id`.execute(
        database.db,
      );
      order.push(`query ${rows[0].id}`);
    };
    await Promise.all([transaction("a"), outside(), transaction("b")]);
    expect(order).toEqual(["a begins", "a ends", "query null", "b begins", "b ends"]);
  });

  test("a transaction that fails leaves nothing and blocks nobody", async () => {
    const failing = database.db.transaction().execute(async (trx) => {
      await trx.insertInto("sites").values({ account_id: accountId, id: crypto.randomUUID(), name: "gone" }).execute();
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    const sites = await database.db.selectFrom("sites").select("name").execute();
    expect(sites.map(({ name }) => name)).toEqual(["S"]);
  });
});

describe("tunnel addresses", () => {
  const insert = (over: { ipv4?: string; ipv6?: string } = {}) =>
    database.db
      .insertInto("devices")
      .values({
        account_id: accountId,
        id: crypto.randomUUID(),
        site_id: siteId,
        type: "gateway",
        name: "g",
        psk_base: new Uint8Array(32),
        ...over,
      })
      .returning(["ipv4", "ipv6"])
      .executeTakeFirstOrThrow();

  test("are unique, inside their ranges, and neither the first nor the last", async () => {
    const devices = await Promise.all(Array.from({ length: 60 }, () => insert()));
    expect(new Set(devices.map(({ ipv4 }) => ipv4)).size).toBe(60);
    expect(new Set(devices.map(({ ipv6 }) => ipv6)).size).toBe(60);
    const { rows } = await sql<{ inside: boolean }>`
      select bool_and(ipv4 << inet '100.64.0.0/11' and ipv6 << inet 'fd00:2021:1111::/107'
        and ipv4 not in ('100.64.0.0', '100.95.255.255')) as inside from devices`.execute(database.db);
    expect(rows[0].inside).toBe(true);
  });

  test("a small range is used up to its last address and then says so", async () => {
    const next = async () => {
      const { rows } = await sql<{ ip: string }>`
        select free_tunnel_address(${accountId}, '100.64.7.0/29', 'ipv4')::text as ip`.execute(database.db);
      await insert({ ipv4: rows[0].ip.split("/")[0] });
      return rows[0].ip.split("/")[0];
    };
    const taken: string[] = [];
    for (let i = 0; i < 6; i++) taken.push(await next());
    expect(taken.sort()).toEqual([1, 2, 3, 4, 5, 6].map((host) => `100.64.7.${host}`));
    await expect(next()).rejects.toThrow(/no free tunnel address/);
  });
});

describe("the change log", () => {
  test("keeps no secret and nothing that did not change", async () => {
    const id = crypto.randomUUID();
    await database.db
      .insertInto("gateway_tokens")
      .values({
        account_id: accountId,
        id,
        site_id: siteId,
        secret_salt: "salt-in-clear",
        secret_hash: "hash-in-clear",
      })
      .execute();
    await database.db.updateTable("sites").set({ name: "S" }).where("id", "=", siteId).execute();
    const rows = await database.db.selectFrom("change_logs").selectAll().orderBy("seq", "desc").execute();
    expect(rows[0]).toMatchObject({
      object: "gateway_tokens",
      operation: "insert",
      after: { id, secret_hash: "[redacted]" },
    });
    expect(JSON.stringify(rows)).not.toMatch(/in-clear/);
    expect(rows.filter(({ object }) => object === "sites")).toHaveLength(1);
  });

  test("redacts every column of a logged table that looks like a secret", async () => {
    const { rows: columns } = await sql<{ table: string; column: string; type: string }>`
      select c.table_name as table, c.column_name as column, c.data_type as type
      from information_schema.columns c
      where c.table_schema = 'public' and c.data_type <> 'boolean'
        and c.column_name ~ 'secret|passw|passcode|hash|salt|psk|signing|private|nonce|code|credential'
        and exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                    where t.tgrelid = c.table_name::regclass and p.proname = 'capture_change')`.execute(database.db);
    expect(columns.length).toBeGreaterThan(10);
    for (const { table, column, type } of columns) {
      const canary = type === "jsonb" ? '{"x": "in-clear"}' : "in-clear";
      for (const statement of [
        `create table probe (account_id uuid, id uuid, ${column} ${type})`,
        "create trigger capture after insert or update on probe for each row execute function capture_change()",
        `insert into probe values ('${accountId}', '${accountId}', '${canary}')`,
        `update probe set ${column} = null`,
        "drop table probe",
      ])
        await sql.raw(statement).execute(database.db);
      const logged = await database.db
        .selectFrom("change_logs")
        .select(["before", "after"])
        .where("object", "=", "probe")
        .orderBy("seq")
        .execute();
      expect(logged.at(-1), `${table}.${column}`).toMatchObject({ before: { [column]: "[redacted]" } });
      expect(JSON.stringify(logged)).not.toMatch(/in-clear|696e2d636c656172/);
    }
  });
});

test("the end of an account takes everything along, and the log keeps it", async () => {
  const id = crypto.randomUUID();
  const [groupId, resourceId, site] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const { db } = database;
  await db
    .insertInto("accounts")
    .values({ id, name: "B", legal_name: "B", slug: "b", key: "b", ingest_signing_key: new Uint8Array(32) })
    .execute();
  await db.insertInto("groups").values({ account_id: id, id: groupId, type: "static", name: "G" }).execute();
  await db.insertInto("sites").values({ account_id: id, id: site, name: "S" }).execute();
  await db
    .insertInto("resources")
    .values({ account_id: id, id: resourceId, site_id: site, type: "ip", name: "R", address: "10.0.0.1" })
    .execute();
  await db
    .insertInto("policies")
    .values({ account_id: id, id: crypto.randomUUID(), group_id: groupId, resource_id: resourceId })
    .execute();
  await db.deleteFrom("accounts").where("id", "=", id).execute();
  expect(await db.selectFrom("policies").select("id").where("account_id", "=", id).execute()).toEqual([]);
  const logged = await db
    .selectFrom("change_logs")
    .select("object")
    .where("account_id", "=", id)
    .where("operation", "=", "delete")
    .execute();
  expect(logged.map(({ object }) => object).sort()).toEqual(["accounts", "groups", "policies", "resources", "sites"]);
});

describe("the data folder", () => {
  test("has one user; the next is told who it is; a dead one's lock is taken over", () => {
    const folder = mkdtempSync(join(tmpdir(), "portal-data-"));
    const unlock = lockDataFolder(folder);
    expect(() => lockDataFolder(folder)).toThrow(DatabaseUnavailable);
    expect(() => lockDataFolder(folder)).toThrow(new RegExp(`in use by process ${process.pid}`));
    unlock();
    const beyondAnyProcess = 2 ** 30;
    writeFileSync(join(folder, "portal.lock"), String(beyondAnyProcess));
    lockDataFolder(folder)();
    rmSync(folder, { recursive: true });
  });

  test("is free again where its user was killed and another process has the same id, as in a container", () => {
    const folder = mkdtempSync(join(tmpdir(), "portal-data-"));
    const lock = join(folder, "portal.lock");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    for (const birth of [`${boot}/1`, "another-boot/77"]) {
      writeFileSync(lock, `${process.pid} ${birth}`);
      const unlock = lockDataFolder(folder);
      expect(() => lockDataFolder(folder)).toThrow(DatabaseUnavailable);
      unlock();
    }
    rmSync(folder, { recursive: true });
  });

  test("one that cannot be made is one clear line", () => {
    expect(() => lockDataFolder("/dev/null/data")).toThrow(/^[^\n]+$/);
  });
});
