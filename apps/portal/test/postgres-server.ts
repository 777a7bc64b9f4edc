import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";

export const POSTGRES_BINARIES = "/usr/lib/postgresql/15/bin";
const START_ATTEMPTS = 100;
const ATTEMPT_MS = 100;
const CLOSE_MS = 1_000;

export interface PostgresServer extends AsyncDisposable {
  readonly pid: number;
  /** URL of an empty database of its own; with `owner` for a role that may do nothing else. */
  createDatabase(owner?: string): Promise<string>;
}

/**
 * A PostgreSQL server for one test file: own data folder, loopback only, gone afterwards. It refuses to run as root.
 * Only a `durable` one waits for the disk, as servers do that are to be measured.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "portal-postgres-"));
  const owner = process.getuid?.() === 0 ? postgresUser() : undefined;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const port = await freePort();
  const data = join(folder, "data");
  execFileSync(`${POSTGRES_BINARIES}/initdb`, ["-D", data, "-U", "portal", "--auth=trust", "--no-sync"], {
    ...owner,
    cwd: folder,
    stdio: "ignore",
  });
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, `unix_socket_directories=${folder}`];
  if (!durable) settings.push("fsync=off");
  const server = spawn(
    `${POSTGRES_BINARIES}/postgres`,
    ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    {
      ...owner,
      cwd: folder,
      stdio: "ignore",
      // Ctrl-C is the program's that started it.
      detached: true,
    },
  );
  const exited = once(server, "exit");
  const url = (database: string) => `postgres://portal@127.0.0.1:${port}/${database}`;
  const admin = await connect(url("postgres"));
  let databases = 0;
  return {
    pid: server.pid ?? 0,
    async createDatabase(owner) {
      const name = `portal_${++databases}`;
      if (owner !== undefined) await admin.query(`create role ${owner} login`);
      await admin.query(`create database ${name} owner ${owner ?? "portal"}`);
      return url(name).replace("portal@", `${owner ?? "portal"}@`);
    },
    async [Symbol.asyncDispose]() {
      await admin.end();
      // Connections that are being closed get a moment; their owners are not told of a shutdown then.
      server.kill("SIGTERM");
      const patience = setTimeout(() => server.kill("SIGINT"), CLOSE_MS);
      await exited;
      clearTimeout(patience);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connect(url: string): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end();
      if (attempt === START_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
    }
  }
}

function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith("postgres:"));
  const [, , uid, gid] = (line ?? "").split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
