// The embedded database of most tests begins with an image of one that has all tables: to make them takes some six
// seconds of a processor, to load the image one. It is kept between runs, under a name that says what is in it.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Kysely } from "kysely";
import { embeddedDialect, embeddedJobStore } from "../src/database/embedded.ts";
import { listMigrations, migrate } from "../src/database/migrations.ts";
import { embeddedConnection } from "../src/database/sql-connection.ts";
import type { Tables } from "../src/database/tables.ts";
import { jobQueue } from "../src/jobs/runner.ts";

const REPOSITORY = join(import.meta.dirname, "../../..");
const FOLDER = join(REPOSITORY, "node_modules/.cache/portal-database");
const NAME_LENGTH = 16;

let image: Promise<Blob> | undefined;

/** A database with all tables, of the portal and of its queue of jobs, and nothing in them that a portal put there. */
export function databaseImage(): Promise<Blob> {
  image ??= findImage();
  return image;
}

async function findImage(): Promise<Blob> {
  const path = join(FOLDER, `${nameOfContents()}.tar`);
  const kept = readImage(path);
  if (kept) return kept;
  const made = await makeImage();
  mkdirSync(FOLDER, { recursive: true });
  const outdated = readdirSync(FOLDER).filter((name) => name.endsWith(".tar"));
  // Other processes may look for it, or make it, at the same time.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, made);
  renameSync(unfinished, path);
  for (const name of outdated) if (join(FOLDER, name) !== path) rmSync(join(FOLDER, name), { force: true });
  return new Blob([made]);
}

/** The migrations and the libraries, by their versions in the lock file, decide what is in it. */
function nameOfContents(): string {
  const lock = readFileSync(join(REPOSITORY, "package-lock.json"), "utf8");
  const contents = JSON.stringify([lock, listMigrations()]);
  return createHash("sha256").update(contents).digest("hex").slice(0, NAME_LENGTH);
}

function readImage(path: string): Blob | undefined {
  try {
    return new Blob([readFileSync(path)]);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function makeImage(): Promise<Uint8Array<ArrayBuffer>> {
  const pglite = await PGlite.create("memory://");
  await migrate(embeddedConnection(pglite));
  const db = new Kysely<Tables>({ dialect: embeddedDialect(pglite) });
  const queue = jobQueue(embeddedJobStore(pglite, db));
  await queue.start();
  await queue.stop();
  const dump = await pglite.dumpDataDir("none");
  await pglite.close();
  return new Uint8Array(await dump.arrayBuffer());
}
