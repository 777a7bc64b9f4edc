import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyAudit } from "../src/audit/command.ts";
import { backUp, restore } from "../src/backup/command.ts";
import { BackupRefused } from "../src/backup/refused.ts";
import { backupLines } from "../src/backup/write.ts";
import { openConnection, openDatabase } from "../src/database/database.ts";
import { listMigrations } from "../src/database/migrations.ts";
import { type PortalConfig, readConfig } from "../src/index.ts";
import { FakeDevice } from "./fake-device.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { populate, type RunningPortal, runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const base = readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent" });
const on = (database: Partial<PortalConfig["database"]>): PortalConfig => ({
  ...base,
  database: { poolSize: 5, ...database },
});
let folder: string;
let server: PostgresServer;
/** Made of a running embedded portal. */
let backup: string;
let account: RunningPortal["account"];
let world: Awaited<ReturnType<typeof populate>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "portal-backup-"));
  backup = join(folder, "first.backup");
  server = await startPostgres();
  const config = on({ folder: join(folder, "data") });
  await using running = await runPortal({ database: config.database });
  ({ account } = running);
  world = await populate(running);
  const gateway = await FakeDevice.connect(running.url, "gateway", world.gatewayToken.token);
  await gateway.close();
  await running.portal.context.mail.send({ accountId: null, to: "ada@example.com", subject: "Hello", text: "" });
  await backUp(config, backup, Date.now());
}, 2 * START_TIMEOUT_MS);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const linesOf = (file: string) => gunzipSync(readFileSync(file)).toString().trimEnd().split("\n");
/** Rows by table, without what may differ between two databases with the same content. */
function contentOf(file: string): Record<string, string[]> {
  const tables: Record<string, string[]> = {};
  let columns: string[] = [];
  let rows: string[] = [];
  for (const line of linesOf(file).map((text) => JSON.parse(text))) {
    if (Array.isArray(line)) rows.push(JSON.stringify(line.filter((_, i) => columns[i] !== "xid")));
    if (line.table === undefined) continue;
    ({ columns } = line);
    rows = tables[line.table] = [];
  }
  return Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, list.sort()]));
}
const targets: [string, () => Promise<PortalConfig>][] = [
  ["a new data folder", async () => on({ folder: join(folder, "restored") })],
  ["a database of a server, by its owner", async () => on({ url: await server.createDatabase("plain") })],
];

test("a backup is for its owner only, and so is the way to ask a running portal for one", () => {
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "data/run")).mode & 0o777).toBe(0o700);
});

describe.each(targets)("restored into %s", (_, target) => {
  test("everything is as it was: rows, tokens, the chain of the change log", {
    timeout: 2 * START_TIMEOUT_MS,
  }, async () => {
    const config = await target();
    expect(await restore(config, backup)).toMatchObject({ createdAt: expect.stringMatching(/^20/) });
    const again = join(folder, `${crypto.randomUUID()}.backup`);
    await backUp(config, again, Date.now());
    expect(contentOf(again)).toEqual(contentOf(backup));
    expect(contentOf(again).sites?.length).toBeGreaterThan(1);
    const said: string[] = [];
    expect(await verifyAudit(config, undefined, (line) => said.push(line))).toBe(true);

    await using running = await runPortal({ database: config.database });
    const headers = { authorization: `Bearer ${account.apiToken}`, "content-type": "application/json" };
    const sites = await (await fetch(`${running.url}/sites`, { headers })).json();
    expect(sites).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ id: world.site.id })]) });
    const client = await FakeDevice.connect(running.url, "client", world.clientToken.token);
    const renamed = JSON.stringify({ site: { name: "Pier" } });
    await fetch(`${running.url}/sites/${world.site.id}`, { method: "PATCH", headers, body: renamed });
    const { rows } = await latestChange(running);
    expect(rows[0]).toMatchObject({ object: "sites", is_newest: true });
    await client.close();
  });
});

function latestChange({ portal }: RunningPortal) {
  return portal.context.db
    .selectFrom("change_logs")
    .select([
      "object",
      (eb) =>
        eb(
          "seq",
          "=",
          eb.selectFrom("change_logs").select((e) => e.fn.max("seq").as("m")),
        ).as("is_newest"),
    ])
    .where("object", "=", "sites")
    .where("operation", "=", "update")
    .orderBy("seq", "desc")
    .execute()
    .then((rows) => ({ rows }));
}

test("a backup is of one moment, whatever is written meanwhile", { timeout: START_TIMEOUT_MS }, async () => {
  const database = on({ url: await server.createDatabase() }).database;
  await restore(on(database), backup);
  const opened = await openDatabase(database);
  const { connection, close } = await openConnection(database, "existing");
  const lines: string[] = [];
  for await (const line of backupLines(connection, Date.now())) {
    if (lines.push(line) === 2) {
      await opened.db
        .insertInto("sites")
        .values({ account_id: account.accountId, id: crypto.randomUUID(), name: "Latecomer" })
        .execute();
    }
  }
  await close();
  await opened.close();
  expect(lines.join("")).not.toContain("Latecomer");
});

describe("refused", () => {
  const damaged = (name: string, change: (lines: string[]) => string[]) => {
    const file = join(folder, name);
    writeFileSync(file, gzipSync(`${change(linesOf(backup)).join("\n")}\n`));
    return file;
  };
  const untouched = () => on({ folder: join(folder, "untouched") });
  const intoNew = async (file: string) => {
    await expect(restore(untouched(), file)).rejects.toThrow(BackupRefused);
    expect(existsSync(join(folder, "untouched"))).toBe(false);
    return restore(untouched(), file);
  };

  test("a file that is there is not overwritten, and a folder without a database makes no backup", async () => {
    await expect(backUp(on({ folder: join(folder, "data") }), backup, 0)).rejects.toThrow(/exists already/);
    await expect(backUp(on({ folder: join(folder, "nowhere") }), join(folder, "x"), 0)).rejects.toThrow(/no database/);
  });

  test("a database that is not empty is left alone", async () => {
    await expect(restore(on({ folder: join(folder, "data") }), backup)).rejects.toThrow(/not empty/);
  });

  test("a damaged, cut or foreign file", async () => {
    const altered = damaged("altered", (lines) => lines.map((line) => line.replaceAll("Quay", "Cuay")));
    await expect(intoNew(altered)).rejects.toThrow(/checksum/);
    const cut = damaged("cut", (lines) => lines.slice(0, -1));
    await expect(intoNew(cut)).rejects.toThrow(/end is missing/);
    writeFileSync(join(folder, "half"), readFileSync(backup).subarray(0, 2_000));
    await expect(intoNew(join(folder, "half"))).rejects.toThrow(/cannot be read to its end|is no backup/);
    writeFileSync(join(folder, "foreign"), "not a backup");
    await expect(intoNew(join(folder, "foreign"))).rejects.toThrow(/^[^\n]*foreign[^\n]*$/);
  });

  test("a backup of a newer portal", async () => {
    const newer = Math.max(...listMigrations().map(({ version }) => version)) + 1;
    const file = damaged("newer", ([first = "{}", ...rest]) => {
      const header = JSON.parse(first);
      return [JSON.stringify({ ...header, migrations: [...header.migrations, newer] }), ...rest];
    });
    await expect(intoNew(file)).rejects.toThrow(/newer portal/);
  });
});
