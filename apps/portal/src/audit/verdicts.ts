import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../database/database.ts";
import { sealAll } from "./sealer.ts";
import { type ChainReport, type Finding, type NotedRow, verifyChain } from "./verify.ts";

interface Chain {
  readonly id: string;
  readonly slug: string | null;
}

/** What is to be printed, line by line, and at the end whether all is intact. */
export const VerdictSchema = z.union([z.object({ line: z.string() }), z.object({ isIntact: z.boolean() })]);
export type Verdict = z.output<typeof VerdictSchema>;

const NOTED = /^(\d{1,15}):([0-9a-f]{64})$/;

/** `number:hash`, as `audit verify` prints the end of a chain; undefined where it is something else. */
export function parseNotedRow(text: string): NotedRow | undefined {
  const [, number, hash] = NOTED.exec(text.toLowerCase()) ?? [];
  return number === undefined || hash === undefined ? undefined : { number: Number(number), hash };
}

/** Verdicts as JSON lines. */
export async function* auditLines(db: Db, account: string | undefined, noted?: NotedRow): AsyncGenerator<string, void> {
  for await (const verdict of verdicts(db, account, noted)) yield `${JSON.stringify(verdict)}\n`;
}

/** On the chains of all accounts or of one; of an account that is not there nothing is said but the end. */
export async function* verdicts(db: Db, account: string | undefined, noted?: NotedRow): AsyncGenerator<Verdict, void> {
  await sealAll(db);
  let isIntact = true;
  for (const chain of await listChains(db, account)) {
    const report = await verifyChain(db, chain.id, noted);
    if (report.findings.length > 0) isIntact = false;
    for (const line of describeReport(chain, report)) yield { line };
  }
  yield { isIntact };
}

/** Also of accounts that are gone. An account is named by its slug or id. */
async function listChains(db: Db, account: string | undefined): Promise<readonly Chain[]> {
  const { rows } = await sql<Chain>`
    select c.id, a.slug from (
      select id from change_log_chains union select distinct chain_id from change_logs
    ) c left join accounts a on a.id = c.id
    where ${account ?? null}::text is null or lower(a.slug) = lower(${account ?? null}) or c.id::text = ${account ?? null}
    order by a.slug, c.id`.execute(db);
  return rows;
}

const INSTALLATION = "00000000-0000-0000-0000-000000000000";

function describeReport(chain: Chain, report: ChainReport): string[] {
  const name = chain.slug ?? (chain.id === INSTALLATION ? "(the installation)" : `${chain.id} (deleted)`);
  const rows = report.intact.map(({ from, to }) => (from === to ? `row ${from}` : `rows ${from} to ${to}`));
  const verdict = report.findings.length === 0 ? "intact" : "NOT INTACT";
  const lines = [`${name}: ${verdict}${rows.length > 0 ? `; as written: ${rows.join(", ")}` : ""}`];
  for (const finding of report.findings) lines.push(`  ${describeFinding(finding)}`);
  if (report.removed > 0) lines.push(`  rows up to ${report.removed} were removed by retention`);
  if (report.end) lines.push(`  end of the chain: ${report.end.number}:${report.end.hash}`);
  if (report.unchained > 0) lines.push(`  ${report.unchained} rows are not chained yet`);
  return lines;
}

function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case "missing":
      return finding.from === finding.to
        ? `row ${finding.from} is missing; the row after it cannot be checked`
        : `rows ${finding.from} to ${finding.to} are missing; the row after them cannot be checked`;
    case "altered":
      return `${describeRow(finding)} was altered or put in by hand, or what it continues was removed`;
    case "misplaced":
      return `${describeRow(finding)} belongs right after row ${finding.follows}: rows were moved or put in`;
    case "backdated":
      return `${describeRow(finding)} is dated more than an hour before a row in front of it: put in by hand?`;
    case "made_anew":
      return `row ${finding.number} has not the hash that was noted: the chain up to it was made anew`;
    case "wrong_end":
      return `row ${finding.number} is not the end that was written down`;
  }
}

function describeRow({ number, row }: Extract<Finding, { readonly row: unknown }>): string {
  return `row ${number} (log id ${row.hex}, ${row.operation} of ${row.object}, ${row.timestamp})`;
}
