// Sends queued mails by SMTP (RFC 5321). A reply of the 5yz class to a message ends it, anything else is tried again.

import { createTransport } from "nodemailer";
import type { Logger } from "pino";
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { markDeferred, markFailed, markSent, nextDue, type QueuedMail, takeDueMails } from "./store.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Waits after the first, second … attempt that failed; the last one repeats. */
const BACK_OFF_MS = [10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS];
const GIVE_UP_MS = 48 * HOUR_MS;
const AT_ONCE = 5;
const CONVERSATION_MS = 15 * SECOND_MS;
const MAX_SLEEP_MS = MINUTE_MS;
const CHANNEL = "portal_mails";
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** RFC 2606: never anybody's. */
const NOBODY = /\.invalid$/i;

/** What a refusal by the server looks like; nodemailer sets these. */
const RefusalSchema = z.object({
  responseCode: z.number(),
  permanent: z.boolean(),
  command: z.string().optional().catch(undefined),
});

interface Surroundings {
  readonly database: Database;
  readonly log: Logger;
  readonly now: () => number;
}

export class MailQueue {
  readonly #around: Surroundings;
  readonly #transport: ReturnType<typeof smtpTransport>;
  readonly #from: string;
  #unlisten: (() => Promise<void>) | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(server: { readonly url: string; readonly from: string }, around: Surroundings) {
    this.#around = around;
    this.#transport = smtpTransport(server.url);
    this.#from = server.from;
  }

  static async start(server: { readonly url: string; readonly from: string }, around: Surroundings) {
    const queue = new MailQueue(server, around);
    queue.#unlisten = await around.database.listen(CHANNEL, () => queue.#wake());
    queue.#wake();
    return queue;
  }

  /** Waits for mails that are being sent right now. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#unlisten?.();
    await this.#running;
  }

  #wake(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#around.log.error({ error }, "the queue of mails cannot be read; trying again");
        return MINUTE_MS;
      })
      .then((sleepMs) => {
        this.#running = undefined;
        if (this.#closed) return;
        this.#timer = setTimeout(() => this.#wake(), this.#again ? 0 : sleepMs);
        this.#again = false;
      });
  }

  /** Gives how long to sleep. */
  async #run(): Promise<number> {
    const { database, now } = this.#around;
    for (;;) {
      const mails = this.#closed ? [] : await takeDueMails(database.db, AT_ONCE, now());
      await Promise.all(mails.map((mail) => this.#attempt(mail)));
      if (mails.length < AT_ONCE) break;
    }
    const due = this.#closed ? undefined : await nextDue(database.db);
    return Math.min(Math.max((due ?? Number.POSITIVE_INFINITY) - now(), 0), MAX_SLEEP_MS);
  }

  async #attempt(mail: QueuedMail): Promise<void> {
    const { database, log, now } = this.#around;
    const about = { mailId: mail.id, to: mail.recipient, subject: mail.subject, attempts: mail.attempts };
    try {
      if (NOBODY.test(mail.recipient)) {
        await markFailed(database.db, mail.id, "This address is nobody's.", now());
        return;
      }
      await this.#transport.sendMail({
        from: this.#from,
        to: { name: "", address: mail.recipient },
        subject: mail.subject,
        text: mail.body,
        messageId: `<${mail.id}@${hostOf(this.#from)}>`,
        date: new Date(mail.inserted_at),
        headers: { "Auto-Submitted": "auto-generated" },
      });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      const age = now() - Date.parse(mail.inserted_at);
      if (refusesForGood(error) || age > GIVE_UP_MS) {
        await markFailed(database.db, mail.id, failure, now());
        log.error({ ...about, failure }, "mail is given up");
      } else {
        const waitMs = BACK_OFF_MS[Math.min(mail.attempts, BACK_OFF_MS.length) - 1];
        await markDeferred(database.db, mail.id, failure, now() + waitMs, now());
        log.warn({ ...about, failure, waitMs }, "mail could not be sent; trying again later");
      }
      return;
    }
    await markSent(database.db, mail.id, now());
    log.info(about, "mail sent");
  }
}

/** A password goes over an encrypted connection only, unless the server is this machine. */
function smtpTransport(url: string) {
  const { protocol, username, hostname } = new URL(url);
  const isExposed = protocol === "smtp:" && username !== "" && !LOOPBACK.test(hostname);
  return createTransport({
    url,
    ...(isExposed ? { requireTLS: true } : {}),
    connectionTimeout: CONVERSATION_MS,
    greetingTimeout: CONVERSATION_MS,
    socketTimeout: CONVERSATION_MS,
  });
}

/** A refused sign-in at the server is for its administrator to mend; the mail is not to blame. */
function refusesForGood(error: unknown): boolean {
  const refusal = RefusalSchema.safeParse(error);
  return refusal.success && refusal.data.permanent && /^(MAIL FROM|RCPT TO|DATA)/.test(refusal.data.command ?? "");
}

function hostOf(from: string): string {
  return /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? "localhost";
}
