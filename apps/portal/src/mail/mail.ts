import type { Logger } from "pino";
import type { Database, Db } from "../database/database.ts";
import { MailQueue } from "./queue.ts";

export interface NewMail {
  /** Null where it belongs to no account, or must outlive its account. */
  readonly accountId: string | null;
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mail {
  /**
   * Settles once the mail is kept safely, not once it has arrived. With a transaction it is sent only if that commits.
   */
  send(mail: NewMail, trx?: Db): Promise<void>;
  close(): Promise<void>;
}

export interface MailConfig {
  /** `smtp://` or `smtps://`. Undefined: mail goes to the log and to the outbox page. */
  readonly smtpUrl: string | undefined;
  /** `name@host`, or `Name <name@host>`. */
  readonly from: string;
}

export async function createMail(
  config: MailConfig,
  { database, log, now }: { readonly database: Database; readonly log: Logger; readonly now: () => number },
): Promise<Mail> {
  const isKept = config.smtpUrl === undefined;
  const queue =
    config.smtpUrl === undefined
      ? undefined
      : await MailQueue.start({ url: config.smtpUrl, from: config.from }, { database, log, now });
  if (isKept) {
    log.warn(
      "no SMTP_URL: each mail, codes for signing in included, goes to this log and to /outbox (this machine only)",
    );
  }
  return {
    async send({ accountId, to, subject, text }, trx = database.db) {
      const at = new Date(now()).toISOString();
      await trx
        .insertInto("outbound_mails")
        .values({
          id: crypto.randomUUID(),
          account_id: accountId,
          recipient: to,
          subject,
          body: text,
          status: isKept ? "kept" : "waiting",
          due_at: at,
          inserted_at: at,
          updated_at: at,
        })
        .execute();
      if (isKept) log.info({ to, subject, text }, "mail");
    },
    close: async () => queue?.close(),
  };
}
