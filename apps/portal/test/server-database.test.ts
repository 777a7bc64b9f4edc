import type { KyselyPlugin } from "kysely";
import { Client } from "pg";
import { PgBoss } from "pg-boss";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ChangeFeed } from "../src/changes/feed.ts";
import { openDatabase } from "../src/database/database.ts";
import { listenForever } from "../src/database/listen-forever.ts";
import { listMigrations } from "../src/database/migrations.ts";
import { bootstrapAccount, createPortal, DatabaseUnavailable, readConfig } from "../src/index.ts";
import { startJobs } from "../src/jobs/runner.ts";
import { describeChanges } from "./change-scenarios.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { replayScenario } from "./rest-replay.ts";
import { runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

const POOL_SIZE = 10;
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, START_TIMEOUT_MS);
afterAll(() => server[Symbol.asyncDispose]());

async function connectTo(url: string): Promise<Pick<Client, "query"> & AsyncDisposable> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return { query: client.query.bind(client), [Symbol.asyncDispose]: () => client.end() };
}

const database = async () => ({ url: await server.createDatabase(), poolSize: POOL_SIZE });

describe("over a PostgreSQL server", () => {
  describeChanges(async (now) => runPortal({ database: await database() }, now));

  test("the management API answers its scenario", async () => {
    const apiBucket = { refillPerSecond: 10_000, capacity: 10_000 };
    await using running = await runPortal({ database: await database(), apiBucket });
    expect(await replayScenario(running, { internetResource: true, isBudgetEnlarged: true })).toMatchObject({
      failures: [],
    });
  });

  test("portals that start at the same time make the tables once", async () => {
    const config = await database();
    const opened = await Promise.all([openDatabase(config), openDatabase(config), openDatabase(config)]);
    for (const { close } of opened) await close();
  });

  test("a server that is not there is one clear line", async () => {
    const opening = openDatabase({ url: "postgres://portal@127.0.0.1:1/portal", poolSize: 2 });
    await expect(opening).rejects.toThrow(DatabaseUnavailable);
    await expect(opening).rejects.toThrow(/^The database server cannot be used: [^\n]+$/);
  });

  test("a server that is away is asked once a second, and heard again when it is back", async () => {
    const { url } = await database();
    await using admin = await connectTo(url.replace(/[^/]+$/, "postgres"));
    const name = new URL(url).pathname.slice(1);
    let clients = 0;
    let heard = 0;
    const newClient = () => {
      clients++;
      return new Client({ connectionString: url });
    };
    const stop = await listenForever(newClient, "news", () => heard++);
    await admin.query(`alter database ${name} allow_connections false`);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(clients).toBeLessThanOrEqual(1 + 4);
    await admin.query(`alter database ${name} allow_connections true`);
    await expect.poll(() => heard).toBe(2);
    const before = clients;
    await using writer = await connectTo(url);
    await writer.query("notify news");
    await expect.poll(() => heard).toBe(3);
    expect(clients).toBe(before);
    await stop();
  });

  test("a database of a newer portal is refused", async () => {
    const config = await database();
    const opened = await openDatabase(config);
    const newer = Math.max(...listMigrations().map(({ version }) => version)) + 1;
    await opened.db.schema.createTable("unrelated").addColumn("id", "integer").execute();
    const { sql } = await import("kysely");
    await sql`insert into portal_migrations (version, name) values (${newer}, 'from_the_future')`.execute(opened.db);
    await opened.close();
    await expect(openDatabase(config)).rejects.toThrow(/newer portal/);
  });
});

describe("the change feed", () => {
  const account = (name: string) => ({
    id: crypto.randomUUID(),
    name,
    legal_name: name,
    slug: name,
    key: name,
    ingest_signing_key: new Uint8Array(32),
  });

  test("gives changes in commit order, each once, none lost to a slow transaction", async () => {
    const opened = await openDatabase(await database());
    const feed = new ChangeFeed(opened, pino({ level: "silent" }));
    const seen: string[] = [];
    feed.onChanges((changes) => {
      for (const { after } of changes) seen.push(String(Reflect.get(Object(after), "name")));
    });
    await feed.start();
    const slow = await opened.db.startTransaction().execute();
    await slow.insertInto("accounts").values(account("slow")).execute();
    await opened.db.insertInto("accounts").values(account("quick")).execute();
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(seen).toEqual([]);
    await slow.commit().execute();
    await expect.poll(() => seen).toEqual(["slow", "quick"]);
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        opened.db
          .insertInto("accounts")
          .values(account(`a${i}`))
          .execute(),
      ),
    );
    await expect.poll(() => seen.length).toBe(52);
    expect(new Set(seen).size).toBe(52);
    await feed.close();
    await opened.close();
  });

  test("goes on where it was when the database fails between two pages", async () => {
    const ROWS = 1_500;
    const opened = await openDatabase(await database());
    const seen: string[] = [];
    let failures = 0;
    const failingOnce: KyselyPlugin = {
      transformQuery({ node }) {
        if (seen.length > 0 && seen.length < ROWS && failures++ === 0) throw new Error("away");
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const feed = new ChangeFeed({ ...opened, db: opened.db.withPlugin(failingOnce) }, pino({ level: "silent" }));
    feed.onChanges((changes) => {
      for (const { after } of changes) seen.push(String(Reflect.get(Object(after), "name")));
    });
    await feed.start();
    const names = Array.from({ length: ROWS }, (_, i) => `a${i}`);
    await opened.db.insertInto("accounts").values(names.map(account)).execute();
    await expect.poll(() => seen.length).toBe(ROWS);
    expect(failures).toBe(1 + 1);
    expect(seen).toEqual(names);
    await feed.close();
    await opened.close();
  });
});

test("a portal that cannot start leaves nothing open", async () => {
  const { url } = await database();
  await using admin = await connectTo(url.replace(/[^/]+$/, "postgres"));
  {
    await using owner = await connectTo(url);
    await owner.query("create schema jobs; create table jobs.version (nothing_of_ours int)");
  }
  const config = readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent", DATABASE_URL: url });
  await expect(createPortal(config)).rejects.toThrow("jobs.");
  const connections = "select 1 from pg_stat_activity where datname = $1";
  const count = async () => (await admin.query(connections, [new URL(url).pathname.slice(1)])).rowCount;
  await expect.poll(count).toBe(0);
});

test("a portal whose database went away closes all the same, and says that something could not be written", async () => {
  const { url } = await database();
  await using admin = await connectTo(url.replace(/[^/]+$/, "postgres"));
  const name = new URL(url).pathname.slice(1);
  const config = readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent", DATABASE_URL: url });
  const portal = await createPortal(config);
  const { url: address } = await portal.listen();
  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  const log = { accountId: crypto.randomUUID(), context: "client", subject: {}, now: Date.now() } as const;
  portal.context.sessionWriter.add({ log });
  await expect(portal.close()).rejects.toThrow("not currently accepting connections");
  await expect(fetch(address)).rejects.toThrow();
  await expect(portal.context.db.selectFrom("accounts").execute()).rejects.toThrow("destroyed");
});

test("a portal whose database does not answer says soon that it is not ready", async () => {
  await using running = await runPortal({ database: { url: await server.createDatabase(), poolSize: 2 } });
  const { db } = running.portal.context;
  const ends: (() => void)[] = [];
  const hold = () =>
    db.transaction().execute(() => {
      const held = new Promise<void>((resolve) => ends.push(resolve));
      return held;
    });
  const held = [hold(), hold()];
  await vi.waitFor(() => expect(ends).toHaveLength(2));
  const answer = await fetch(`${running.url}/readyz`, { signal: AbortSignal.timeout(5_000) });
  expect([answer.status, await answer.json()]).toEqual([503, { status: "database_unavailable" }]);
  for (const end of ends) end();
  await Promise.all(held);
  expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
});

test("two portals on one server share what is written", async () => {
  const config = { ...readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent" }), database: await database() };
  const [first, second] = [await createPortal(config), await createPortal(config)];
  const account = await bootstrapAccount(first.context, { name: "Acme", slug: "acme" });
  const { url } = await second.listen();
  const answer = await fetch(`${url}/account`, { headers: { authorization: `Bearer ${account.apiToken}` } });
  expect(answer.status).toBe(200);
  await second.close();
  await first.close();
});

test("jobs of two portals on one server are run once each", { timeout: START_TIMEOUT_MS }, async () => {
  const config = { ...readConfig({ LISTEN_ADDRESS: "127.0.0.1:0", LOG_LEVEL: "silent" }), database: await database() };
  const [first, second] = [await createPortal(config), await createPortal(config)];
  let runs = 0;
  const jobs = [{ name: "counts", schedule: "0 0 29 2 *", run: async () => void runs++ }];
  const stops = [await startJobs(first.context, jobs), await startJobs(second.context, jobs)];
  const queue = new PgBoss({ ...first.context.database.jobStore, schema: "jobs", schedule: false, supervise: false });
  await queue.start();
  for (let i = 0; i < 3; i++) await queue.send("counts");
  const finished = async () => (await queue.findJobs("counts")).map(({ state }) => state);
  await expect.poll(finished, { timeout: START_TIMEOUT_MS / 2 }).toEqual(["completed"]);
  expect(runs).toBe(1);
  await queue.stop({ graceful: false });
  for (const stop of stops) await stop();
  await second.close();
  await first.close();
});
