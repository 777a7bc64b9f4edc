import { pino } from "pino";
import { expect, test } from "vitest";
import { SessionWriter } from "../src/devices/session-writer.ts";
import { runPortal, START_TIMEOUT_MS } from "./running-portal.ts";

test(
  "what connections left behind is written at the latest when the portal stops, but for accounts that went",
  async () => {
    await using running = await runPortal();
    const { db } = running.portal.context;
    const writer = new SessionWriter(db, pino({ level: "silent" }), () => undefined);
    const { accountId } = running.account;
    for (const account of [accountId, crypto.randomUUID(), accountId]) {
      writer.add({ log: { accountId: account, context: "client", subject: {}, now: Date.now() } });
    }
    await writer.close();
    const rows = await db.selectFrom("session_logs").select("account_id").execute();
    expect(rows.map(({ account_id }) => account_id)).toEqual([accountId, accountId]);
  },
  START_TIMEOUT_MS,
);
