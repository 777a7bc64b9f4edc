import type { PGlite } from "@electric-sql/pglite";
import { type DatabaseConnection, type Dialect, type Driver, type Kysely, PGliteDialect } from "kysely";

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
