import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verifyAudit } from "../src/audit/command.ts";
import { shortenChains } from "../src/audit/retention.ts";
import { rowHash } from "../src/audit/row-hash.ts";
import { sealAll } from "../src/audit/sealer.ts";
import { verifyChain } from "../src/audit/verify.ts";
import { type Database, type DatabaseConfig, openDatabase } from "../src/database/database.ts";
import { readConfig } from "../src/index.ts";
import { startPostgres } from "./postgres-server.ts";
import { runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const ROWS = 12;
const key = new Uint8Array(32);

describe.each(["embedded", "server"] as const)("the chain of changes (%s)", (kind) => {
  let database: Database;
  let account: string;
  let place: DatabaseConfig;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const server = kind === "server" ? await startPostgres() : undefined;
    const folder = mkdtempSync(join(tmpdir(), "portal-audit-"));
    place = server
      ? { url: await server.createDatabase(), poolSize: 10 }
      : { folder: join(folder, "data"), poolSize: 1 };
    database = await openDatabase(place);
    stop = async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
      await server?.[Symbol.asyncDispose]();
    };
  }, START_TIMEOUT_MS);
  afterAll(() => stop());

  beforeEach(async () => {
    account = crypto.randomUUID();
    const names = { name: "Acme", legal_name: "Acme", slug: account, key: account };
    await database.db
      .insertInto("accounts")
      .values({ ...names, id: account, ingest_signing_key: key })
      .execute();
    for (let i = 1; i < ROWS; i++) await addGroup(`Crew ${i}`);
    await sealAll(database.db);
  });

  const addGroup = (name: string) =>
    database.db
      .insertInto("groups")
      .values({ account_id: account, id: crypto.randomUUID(), type: "static", name })
      .execute();
  const tamper = (text: string) => sql.raw(text.replaceAll("$account", `'${account}'`)).execute(database.db);
  const verify = () => verifyChain(database.db, account);
  const named = async () =>
    (await verify()).findings.map((finding) => ({
      kind: finding.kind,
      at: "number" in finding ? finding.number : [finding.from, finding.to],
    }));

  test("nothing is found where nothing was done, and the end is told", async () => {
    const report = await verify();
    expect(report).toMatchObject({
      findings: [],
      intact: [{ from: 1, to: ROWS }],
      end: { number: ROWS },
      unchained: 0,
    });
  });

  test.each(["object = 'sites'", "after = jsonb_set(after, '{name}', '\"x\"')", "subject = '{}'", "timestamp = now()"])(
    "an altered row is named: %s",
    async (change) => {
      await tamper(`update change_logs set ${change} where account_id = $account and chain_number = 5`);
      expect(await named()).toEqual([{ kind: "altered", at: 5 }]);
      expect((await verify()).intact).toEqual([
        { from: 1, to: 4 },
        { from: 6, to: ROWS },
      ]);
    },
  );

  test("a row whose hash was made to fit gives itself away by the next one", async () => {
    await tamper(`update change_logs set object = 'sites' where account_id = $account and chain_number = 5`);
    const rows = await database.db
      .selectFrom("change_logs")
      .selectAll()
      .select([
        sql<string>`encode(log_id, 'hex')`.as("hex"),
        sql<string | null>`before::text`.as("before_text"),
        sql<string | null>`after::text`.as("after_text"),
        sql<string | null>`subject::text`.as("subject_text"),
      ])
      .where("account_id", "=", account)
      .where("chain_number", "in", [4, 5])
      .orderBy("chain_number")
      .execute();
    const forged = rowHash(rows[0].chain_hash ?? key, rows[1]);
    await database.db.updateTable("change_logs").set({ chain_hash: forged }).where("seq", "=", rows[1].seq).execute();
    expect(await named()).toEqual([{ kind: "altered", at: 6 }]);
  });

  test.each([
    ["one", "= 5", [5, 5]],
    ["several", "between 5 and 7", [5, 7]],
    ["the last ones", "> 10", [11, 12]],
    ["the first ones", "< 3", [1, 2]],
  ])("removed rows are named: %s", async (_which, where, at) => {
    await tamper(`delete from change_logs where account_id = $account and chain_number ${where}`);
    expect(await named()).toEqual([{ kind: "missing", at }]);
  });

  test("a row that was put in is found, whether it has a number or not", async () => {
    await tamper(
      `update change_logs set chain_number = -chain_number where account_id = $account and chain_number > 5`,
    );
    await tamper(
      `update change_logs set chain_number = 1 - chain_number where account_id = $account and chain_number < 0`,
    );
    await tamper(`update change_log_chains set last_number = last_number + 1 where id = $account`);
    await tamper(
      `insert into change_logs (account_id, log_id, object, operation, chain_number, chain_hash)
       values ($account, '\\xc00000000000000000000001', 'sites', 'delete', 6, sha256('x'))`,
    );
    expect(await named()).toEqual([
      { kind: "altered", at: 6 },
      { kind: "misplaced", at: 7 },
    ]);
    await tamper(
      `insert into change_logs (account_id, log_id, object, operation, timestamp)
       values ($account, '\\xc00000000000000000000002', 'sites', 'delete', now() - interval '2 hours')`,
    );
    await sealAll(database.db);
    expect(await named()).toContainEqual({ kind: "backdated", at: ROWS + 2 });
  });

  test("rows that changed places are named", async () => {
    for (const [from, to] of [
      [5, 0],
      [6, 5],
      [0, 6],
    ])
      await tamper(
        `update change_logs set chain_number = ${to} where account_id = $account and chain_number = ${from}`,
      );
    expect(await named()).toEqual([
      { kind: "misplaced", at: 5 },
      { kind: "misplaced", at: 6 },
      { kind: "misplaced", at: 7 },
    ]);
  });

  test("what retention leaves can be verified, and goes on", async () => {
    await tamper(`update change_logs set timestamp = timestamp - interval '91 days', chain_number = null, chain_hash = null
                  where account_id = $account and chain_number <= 7`);
    await tamper(`update change_logs set chain_number = null, chain_hash = null where account_id = $account`);
    await tamper(`delete from change_log_chains where id = $account`);
    await sealAll(database.db);
    await shortenChains(database.db, new Date(Date.now() - 90 * 86_400_000).toISOString());
    await addGroup("Newcomers");
    await sealAll(database.db);
    expect(await verify()).toMatchObject({ findings: [], removed: 7, intact: [{ from: 8, to: ROWS + 1 }] });
    await tamper(`delete from change_logs where account_id = $account and chain_number = 8`);
    expect(await named()).toEqual([{ kind: "missing", at: [8, 8] }]);
  });

  test("rows are chained in the order of commits, once, by portals that do it at the same time", async () => {
    if (kind === "server") {
      const slow = await database.db.startTransaction().execute();
      await slow
        .insertInto("groups")
        .values({ account_id: account, id: crypto.randomUUID(), type: "static", name: "Slow" })
        .execute();
      await addGroup("Quick");
      await sealAll(database.db);
      expect((await verify()).unchained).toBe(1);
      await slow.commit().execute();
    }
    await Promise.all(Array.from({ length: 40 }, (_, i) => addGroup(`Many ${i}`)));
    await Promise.all([sealAll(database.db), sealAll(database.db), sealAll(database.db)]);
    await sealAll(database.db);
    const report = await verify();
    expect(report).toMatchObject({ findings: [], unchained: 0 });
    expect(report.end?.number).toBe(ROWS + 40 + (kind === "server" ? 2 : 0));
  });

  test("a chain that was made anew is told by what was noted of it", async () => {
    const { end } = await verify();
    await addGroup("Later");
    await sealAll(database.db);
    expect((await verifyChain(database.db, account, end)).findings).toEqual([]);
    await tamper(`update change_logs set object = 'sites' where account_id = $account and chain_number = 5`);
    await tamper(`update change_logs set chain_number = null, chain_hash = null where account_id = $account`);
    await tamper(`delete from change_log_chains where id = $account`);
    await sealAll(database.db);
    expect(await named()).toEqual([]);
    const report = await verifyChain(database.db, account, end);
    expect(report.findings).toEqual([{ kind: "made_anew", number: ROWS }]);
    await tamper(`delete from change_logs where account_id = $account and chain_number > 3`);
    await tamper(`update change_log_chains set last_number = 3, last_hash =
                  (select chain_hash from change_logs where account_id = $account and chain_number = 3) where id = $account`);
    expect(await named()).toEqual([]);
    expect((await verifyChain(database.db, account, end)).findings).toEqual([{ kind: "made_anew", number: ROWS }]);
  });

  test("the command names the account and the row, and fails", async () => {
    const lines: string[] = [];
    // An embedded database belongs to one program at a time.
    const run = async (slug: string) => {
      lines.length = 0;
      await database.close();
      try {
        return await verifyAudit({ ...readConfig({}), database: place }, slug, (line) => lines.push(line));
      } finally {
        database = await openDatabase(place);
      }
    };
    expect(await run(account)).toBe(true);
    expect(lines[0]).toBe(`${account}: intact; as written: rows 1 to ${ROWS}`);
    await tamper(`update change_logs set object = 'sites' where account_id = $account and chain_number = 5`);
    expect(await run(account)).toBe(false);
    expect(lines[0]).toBe(`${account}: NOT INTACT; as written: rows 1 to 4, rows 6 to ${ROWS}`);
    expect(lines[1]).toMatch(/^ {2}row 5 \(log id c[0-9a-f]{23}, insert of sites, .*\) was altered/);
    await expect(run("nobody")).rejects.toThrow(/No account has the slug "nobody"/);
  });
});

test(
  "over an embedded database the running portal is asked",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "portal-audit-"));
    const database = { folder: join(folder, "data"), poolSize: 1 };
    const running = await runPortal({ database });
    const lines: string[] = [];
    const run = (account?: string) => {
      lines.length = 0;
      return verifyAudit({ ...readConfig({}), database }, account, (line) => lines.push(line));
    };
    expect(await run()).toBe(true);
    expect(lines.join("\n")).toMatch(new RegExp(`^${running.account.slug}: intact; as written: rows 1 to \\d+$`, "m"));
    const { db } = running.portal.context;
    await db
      .updateTable("change_logs")
      .set({ object: "sites" })
      .where("account_id", "=", running.account.accountId)
      .where("chain_number", "=", 2)
      .execute();
    const end = /^ {2}end of the chain: (\S+)$/.exec(lines[1])?.[1];
    const noted = (text: string) =>
      verifyAudit({ ...readConfig({}), database }, running.account.slug, (line) => lines.push(line), text);
    expect(await noted(String(end))).toBe(false);
    expect(await noted(`2:${"0".repeat(64)}`)).toBe(false);
    expect(lines.at(-2)).toMatch(/row 2 has not the hash that was noted/);
    await expect(noted("2")).rejects.toThrow(/number:hash/);
    expect(await run(running.account.slug)).toBe(false);
    expect(lines[1]).toMatch(/^ {2}row 2 .* was altered/);
    await expect(run("nobody")).rejects.toThrow(/No account has the slug "nobody"/);
    await running[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  },
  START_TIMEOUT_MS,
);
