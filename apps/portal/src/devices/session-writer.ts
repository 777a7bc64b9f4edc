import { sql } from "kysely";
import type { Logger } from "pino";
import { isRowRefused, rowsFor } from "../database/batches.ts";
import type { Db } from "../database/database.ts";
import { insertSessionLogs, type NewSessionLog } from "../logs/store.ts";
import type { hardwareColumns } from "./connecting-clients.ts";
import type { sessionColumns } from "./session.ts";

const FLUSH_MS = 1_000;
const ROWS_AT_ONCE = 1_000;

/** What a connection leaves behind: a row in the session log, and with known clients what the device looks like now. */
export interface SessionRecord {
  readonly log: NewSessionLog;
  readonly client?:
    | (ReturnType<typeof sessionColumns> &
        ReturnType<typeof hardwareColumns> & {
          readonly account_id: string;
          readonly id: string;
          readonly client_token_id: string;
        })
    | undefined;
}

/**
 * Writes what connections leave behind a moment later, many at once: nobody waits for it, and when all devices come at
 * the same time it would be most of the work. What cannot be written while the database is away is kept and tried again.
 */
export class SessionWriter {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #written: (accountId: string) => void;
  #waiting: SessionRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #isClosed = false;

  /** `written` is told of each account whose devices were seen. */
  constructor(db: Db, log: Logger, written: (accountId: string) => void) {
    this.#db = db;
    this.#log = log;
    this.#written = written;
  }

  add(record: SessionRecord): void {
    this.#waiting.push(record);
    if (this.#waiting.length >= ROWS_AT_ONCE) this.#begin();
    else this.#beginLater();
  }

  /** What is still waiting is written; throws where that is not possible. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, ROWS_AT_ONCE));
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing) return;
    const batch = this.#waiting.splice(0, ROWS_AT_ONCE);
    this.#writing = this.#write(batch)
      .catch((error: unknown) => {
        this.#log.error({ error }, "sessions cannot be written; trying again");
        this.#waiting.unshift(...batch);
      })
      .finally(() => {
        this.#writing = undefined;
        this.#beginLater();
      });
  }

  #beginLater(): void {
    if (this.#isClosed || this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(() => this.#begin(), FLUSH_MS);
  }

  async #write(batch: readonly SessionRecord[]): Promise<void> {
    try {
      await this.#db.transaction().execute(async (trx) => {
        await insertSessionLogs(
          trx,
          batch.map(({ log }) => log),
        );
        await updateClients(trx, batch);
      });
      for (const accountId of new Set(batch.map(({ log }) => log.accountId))) this.#written(accountId);
    } catch (error) {
      if (!isRowRefused(error)) throw error;
      // An account or a token went in the meantime: what hangs on it is dropped, the rest is written. Tried for ever, one
      // record that cannot be written would keep back all that come after it.
      if (batch.length > 1) for (const record of batch) await this.#write([record]);
      else this.#log.warn({ error }, "what a connection left behind cannot be written");
    }
  }
}

/** Of several connections of one client the last one counts. */
async function updateClients(trx: Db, batch: readonly SessionRecord[]): Promise<void> {
  const latest = new Map(
    batch.flatMap(({ client }) => (client ? [[`${client.account_id} ${client.id}`, client]] : [])),
  );
  if (latest.size === 0) return;
  await sql`
    update devices d set
      public_key = k.public_key, client_token_id = k.client_token_id, last_seen_at = k.last_seen_at,
      last_seen_version = k.last_seen_version, last_seen_user_agent = k.last_seen_user_agent,
      last_seen_remote_ip = k.last_seen_remote_ip,
      last_seen_remote_ip_location_region = k.last_seen_remote_ip_location_region,
      last_seen_remote_ip_location_city = k.last_seen_remote_ip_location_city,
      last_seen_remote_ip_location_lat = k.last_seen_remote_ip_location_lat,
      last_seen_remote_ip_location_lon = k.last_seen_remote_ip_location_lon,
      device_serial = k.device_serial, device_uuid = k.device_uuid,
      identifier_for_vendor = k.identifier_for_vendor, firebase_installation_id = k.firebase_installation_id
    from ${rowsFor("devices", [...latest.values()])} k
    where d.account_id = k.account_id and d.id = k.id`.execute(trx);
}
