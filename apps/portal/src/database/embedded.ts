import { type PGlite, types } from "@electric-sql/pglite";
import { type DatabaseConnection, type Dialect, type Driver, type Kysely, PGliteDialect } from "kysely";
import type { JobStore } from "./database.ts";
import type { Tables } from "./tables.ts";

/**
 * The embedded database has one connection, and Kysely's driver hands it to whoever asks: a query beside an open
 * transaction would slip into it, and two transactions at once would never end. Here whoever holds the connection
 * holds it alone, as with a pool of size one.
 */
export function embeddedDialect(pglite: PGlite): Dialect {
  const dialect = new PGliteDialect({ pglite });
  return {
    createAdapter: () => dialect.createAdapter(),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => dialect.createIntrospector(db),
    createDriver: () => new OneAtATimeDriver(dialect.createDriver()),
  };
}

/**
 * pg-boss on the one connection, in turn with everybody else. It sends whole transactions as one text, which a query
 * with parameters cannot be, and reads times as Date.
 */
export function embeddedJobStore(pglite: PGlite, db: Kysely<Tables>): JobStore {
  const options = { parsers: { [types.TIMESTAMPTZ]: (text: string) => new Date(text) } };
  return {
    backend: "pglite",
    db: {
      executeSql: (text, values = []) =>
        db.connection().execute(async () => {
          try {
            if (values.length > 0) return await pglite.query(text, values, options);
            const results = await pglite.exec(text, options);
            return { rows: results.flatMap(({ rows }) => rows) };
          } catch (error) {
            // Leaves no transaction behind for the next one on the connection.
            await pglite.exec("rollback");
            throw error;
          }
        }),
    },
  };
}

class OneAtATimeDriver implements Driver {
  readonly #driver: Driver;
  readonly #waiting: (() => void)[] = [];
  #held = false;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  init(): Promise<void> {
    return this.#driver.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#held = true;
    return this.#driver.acquireConnection();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await this.#driver.releaseConnection(connection);
    const next = this.#waiting.shift();
    if (next) next();
    else this.#held = false;
  }

  beginTransaction: Driver["beginTransaction"] = (connection, settings) =>
    this.#driver.beginTransaction(connection, settings);

  commitTransaction: Driver["commitTransaction"] = (connection) => this.#driver.commitTransaction(connection);

  rollbackTransaction: Driver["rollbackTransaction"] = (connection) => this.#driver.rollbackTransaction(connection);

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }
}
