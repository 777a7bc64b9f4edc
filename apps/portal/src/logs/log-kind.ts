import { type SelectQueryBuilder, sql } from "kysely";
import type { Db } from "../database/database.ts";
import { type ListOrder, type PageMetadata, type Paging, readPage } from "../http/pagination.ts";

export const OPERATIONS = ["insert", "update", "delete"] as const;
type Operation = (typeof OPERATIONS)[number];

/** What a reader asked for; times are RFC 3339. */
export interface LogWindow {
  readonly begin: string;
  readonly end: string;
  readonly actorId: string | undefined;
  readonly actorEmail: string | undefined;
  /** Of changes only: the table that was changed, and what was done to it. */
  readonly object: string | undefined;
  readonly operation: Operation | undefined;
}

/** One of the logs, as the API reads it. */
export interface LogKind {
  /** A page, newest first. */
  list(
    db: Db,
    accountId: string,
    window: LogWindow,
    paging: Paging,
  ): Promise<{ data: object[]; metadata: PageMetadata }>;
  /** `id`: 24 hex digits. */
  find(db: Db, accountId: string, id: string): Promise<object | undefined>;
  /** All entries, oldest first, a batch at a time. */
  batches(db: Db, accountId: string, window: LogWindow): AsyncGenerator<readonly object[], void>;
}

export interface LogDefinition<DB, TB extends keyof DB, O> {
  readonly order: Omit<ListOrder, "idType" | "newestFirst">;
  entries(db: Db, accountId: string): SelectQueryBuilder<DB, TB, O>;
  within(query: SelectQueryBuilder<DB, TB, O>, window: LogWindow): SelectQueryBuilder<DB, TB, O>;
  view(row: O): object;
}

const BATCH = 1_000;

export function logKind<DB, TB extends keyof DB, O>(definition: LogDefinition<DB, TB, O>): LogKind {
  const { entries, within, view } = definition;
  const order: ListOrder = { ...definition.order, idType: "bytea", newestFirst: true };
  const time = sql.ref<string>(order.time);
  const id = sql.ref<Uint8Array>(order.id);
  return {
    async list(db, accountId, window, paging) {
      const { rows, metadata } = await readPage(within(entries(db, accountId), window), order, paging);
      return { data: rows.map(view), metadata };
    },
    async find(db, accountId, hex) {
      const rows = await entries(db, accountId)
        .where(sql<boolean>`${id} = decode(${hex}, 'hex')`)
        .$castTo<O>()
        .execute();
      const row = rows.at(0);
      return row === undefined ? undefined : view(row);
    },
    async *batches(db, accountId, window) {
      let mark: { readonly page_time: string; readonly page_id: string } | undefined;
      do {
        const after =
          mark && sql<boolean>`(${time}, ${id}) > (${mark.page_time}::timestamptz, decode(${mark.page_id}, 'hex'))`;
        const rows = await within(entries(db, accountId), window)
          .select([time.as("page_time"), sql<string>`encode(${id}, 'hex')`.as("page_id")])
          .$if(after !== undefined, (query) => query.where(after ?? sql<boolean>`true`))
          .orderBy(time)
          .orderBy(id)
          .limit(BATCH)
          .$castTo<O & { page_time: string; page_id: string }>()
          .execute();
        if (rows.length > 0) yield rows.map(view);
        mark = rows.length < BATCH ? undefined : rows.at(-1);
      } while (mark !== undefined);
    },
  };
}
