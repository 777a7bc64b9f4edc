import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContext } from "../src/context.ts";
import { bootstrapAccount, readConfig } from "../src/index.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { START_TIMEOUT_MS } from "./running-portal.ts";

const ROWS = 200_000;
const MEGABYTE = 1_048_576;
/** What a collector that is in no hurry leaves lying about. */
const SLACK_BYTES = 80 * MEGABYTE;
const STATISTICS_MS = 1_500;
/** A backend that has nothing to do tells its last figures after 10 seconds (PGSTAT_IDLE_INTERVAL of PostgreSQL). */
const STEADY_READINGS = 8;
const MAIN = new URL("../src/main.ts", import.meta.url).pathname;

let server: PostgresServer;
let database: Client;
let portal: ChildProcess;
let url: string;
let apiToken: string;

/** A portal in a process of its own, whose memory is its own too. */
beforeAll(async () => {
  server = await startPostgres();
  const databaseUrl = await server.createDatabase();
  const context = await createContext({
    ...readConfig({ LOG_LEVEL: "silent" }),
    database: { url: databaseUrl, poolSize: 2 },
  });
  const account = await bootstrapAccount(context, { name: "Acme", slug: "acme" });
  await context.close();
  apiToken = account.apiToken;
  database = new Client(databaseUrl);
  await database.connect();
  await database.query(
    `insert into session_logs (account_id, log_id, context, subject, timestamp)
     select $1::uuid, decode('5' || lpad(to_hex(n), 23, '0'), 'hex'), 'client',
            jsonb_build_object('actor_id', $1::uuid, 'actor_name', 'Mara Okafor', 'user_agent', repeat('x', 200)),
            now() - interval '1 day' + n * interval '1 ms'
     from generate_series(1, $2::int) n`,
    [account.accountId, ROWS],
  );
  await database.query("vacuum analyze session_logs");
  portal = spawn(process.execPath, ["--max-old-space-size=128", MAIN, "--listen", "127.0.0.1:0"], {
    env: { ...process.env, DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: "3", API_CAPACITY: "1000" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: portal.stdout ?? process.stdin })) {
    const entry = JSON.parse(line);
    if (entry.msg === "portal is up") url = entry.url;
    if (url !== undefined) break;
  }
}, 2 * START_TIMEOUT_MS);

afterAll(async () => {
  portal.kill("SIGTERM");
  await once(portal, "exit");
  await database.end();
  await server[Symbol.asyncDispose]();
});

async function open(query: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${apiToken}`, accept: "application/x-ndjson" };
  const request = get(`${url}/logs/export?${query}`, { headers });
  const [answer] = await once(request, "response");
  return answer;
}

const residentBytes = () => {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${portal.pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1_024;
};

/**
 * As the server's statistics say it once they have caught up: the same for as long as a server keeps them back, and
 * `above` what was there before.
 */
async function rowsFetched(above = -1): Promise<number> {
  let last = await readStatistics();
  for (let same = 0; same < STEADY_READINGS; ) {
    await new Promise((resolve) => setTimeout(resolve, STATISTICS_MS));
    const now = await readStatistics();
    same = now === last && now > above ? same + 1 : 0;
    last = now;
  }
  return last;
}

async function readStatistics(): Promise<number> {
  const { rows } = await database.query(
    "select idx_tup_fetch + seq_tup_read as fetched from pg_stat_user_tables where relname = 'session_logs'",
  );
  return Number(rows[0].fetched);
}

async function countLines(answer: IncomingMessage, seen: (line: string) => void = () => undefined): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: answer })) {
    count++;
    seen(line);
  }
  return count;
}

test("two hundred thousand entries come in order without filling the memory", async () => {
  await countLines(await open("type=session"));
  const before = residentBytes();
  let most = 0;
  let last = "";
  let seen = 0;
  const answer = await open("type=session");
  expect(answer.headers["content-type"]).toMatch(/^application\/x-ndjson/);
  const count = await countLines(answer, (line) => {
    const { timestamp } = JSON.parse(line);
    if (timestamp <= last) throw new Error(`${timestamp} after ${last}`);
    last = timestamp;
    if (seen++ % 10_000 === 0) most = Math.max(most, residentBytes());
  });
  expect(count).toBe(ROWS);
  process.stdout.write(`export: ${Math.round((most - before) / MEGABYTE)} MB more for ${ROWS} entries\n`);
  expect(most - before).toBeLessThan(SLACK_BYTES);
}, 300_000);

test("a window is kept, and what is asked wrongly is refused before anything is sent", async () => {
  const { rows } = await database.query(
    "select to_char(min(timestamp) + interval '1 second', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') as end from session_logs",
  );
  expect(await countLines(await open(`type=session&end=${rows[0].end}`))).toBeGreaterThan(900);
  expect(await countLines(await open(`type=session&actor_id=${crypto.randomUUID()}`))).toBe(0);
  expect(await countLines(await open("type=change"))).toBeGreaterThan(5);
  expect(await countLines(await open("type=api_request"))).toBeGreaterThan(5);
  expect(await countLines(await open("type=flow"))).toBe(0);
  const made = await countLines(await open("type=change&object=actors&operation=insert"));
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(await countLines(await open("type=change&operation=insert")));
  for (const query of [
    "",
    "type=dream",
    "type=change&begin=yesterday",
    "type=change&operation=dream",
    "type=flow&object=actors",
  ]) {
    const answer = await open(query);
    expect(answer.statusCode).toBe(400);
    answer.resume();
  }
});

test("a reader that does not read holds the export up, and one that hangs up ends it", async () => {
  const before = await rowsFetched();
  const answer = await open("type=session");
  answer.pause();
  const held = await rowsFetched(before);
  // The kernel's buffers on both sides of the connection take some megabytes.
  expect(held - before).toBeLessThan(ROWS);
  answer.destroy();
  expect((await rowsFetched()) - held).toBeLessThan(ROWS / 20);
}, 180_000);
