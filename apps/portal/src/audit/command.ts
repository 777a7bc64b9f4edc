import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { requestAudit } from "../backup/admin-socket.ts";
import { ConfigurationInvalid, type PortalConfig } from "../config.ts";
import { openDatabase } from "../database/database.ts";
import { DatabaseUnavailable } from "../database/unavailable.ts";
import { parseNotedRow, type Verdict, VerdictSchema, verdicts } from "./verdicts.ts";

/**
 * `portal audit verify`: walks the chains of all accounts or of one and says what is wrong with them. `noted`: an end of
 * the chain that was printed before and must still be in it. An embedded
 * database that a portal runs on is looked at by that portal. False where something is wrong. Throws DatabaseUnavailable,
 * and ConfigurationInvalid for an account that is not there.
 */
export async function verifyAudit(
  { database }: PortalConfig,
  account: string | undefined,
  print: (line: string) => void,
  noted?: string,
): Promise<boolean> {
  const row = noted === undefined ? undefined : parseNotedRow(noted);
  if (noted !== undefined && (!row || account === undefined))
    throw new ConfigurationInvalid("--noted takes the end of one account's chain as number:hash, with --account.");
  const { url, folder } = database;
  const running = url === undefined && folder !== undefined ? await requestAudit(folder, account, noted) : undefined;
  if (running) return follow(parsed(running), account, print);
  const opened = await openDatabase(database);
  try {
    return await follow(verdicts(opened.db, account, row), account, print);
  } finally {
    await opened.close();
  }
}

async function* parsed(answer: Readable): AsyncGenerator<Verdict, void> {
  for await (const line of createInterface({ input: answer })) yield VerdictSchema.parse(JSON.parse(line));
}

async function follow(
  found: AsyncIterable<Verdict>,
  account: string | undefined,
  print: (line: string) => void,
): Promise<boolean> {
  let lines = 0;
  for await (const verdict of found) {
    if ("line" in verdict) {
      lines++;
      print(verdict.line);
    } else if (lines === 0 && account !== undefined)
      throw new ConfigurationInvalid(`No account has the slug "${account}", and no change log that id.`);
    else return verdict.isIntact;
  }
  throw new DatabaseUnavailable("The portal stopped before the change log was verified to its end.");
}
