import type { PGlite } from "@electric-sql/pglite";
import { CompiledQuery } from "kysely";
import type { ClientBase } from "pg";

import type { Db } from "./database.ts";

type Row = Readonly<Record<string, unknown>>;

/** One connection by itself, for what is about tables rather than about rows in them. */
export interface SqlConnection {
  /** May hold several statements. */
  script(sql: string): Promise<void>;
  /** One statement. */
  rows(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

export function embeddedConnection(pglite: PGlite): SqlConnection {
  return {
    script: async (text) => {
      await pglite.exec(text);
    },
    rows: async (text, values = []) => (await pglite.query<Row>(text, [...values])).rows,
  };
}

export function serverConnection(client: ClientBase): SqlConnection {
  return {
    script: async (text) => {
      await client.query(text);
    },
    rows: async (text, values = []) => (await client.query(text, [...values])).rows,
  };
}

/** A connection of a running portal, which `work` has for itself. Here a script is one statement. */
export function withConnectionOf<T>(db: Db, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  return db.connection().execute((connection) => {
    const rows = async (text: string, values: readonly unknown[] = []) =>
      (await connection.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
    return work({
      rows,
      script: async (text) => {
        await rows(text);
      },
    });
  });
}
