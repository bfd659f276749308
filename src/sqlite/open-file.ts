/** An open file: its statements, each prepared when it is first needed. */
import type { PreparedStatement, SqliteConnection, SqlValues } from './driver';
import { type StatementKey, sqliteStatements } from './statements';

/** The statements of an open file. Each blocks until it is done. */
export class OpenFile {
  readonly #connection: SqliteConnection;
  readonly #prepared = new Map<StatementKey, PreparedStatement>();

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** Returns how many rows were changed. */
  run(key: StatementKey, values: SqlValues = {}): number {
    return Number(this.#statement(key).run(values).changes);
  }

  /** Returns the first row, or undefined if there is none. */
  get<Row>(key: StatementKey, values: SqlValues = {}): Row | undefined {
    return this.#statement(key).get(values) as Row | undefined;
  }

  /** Returns every row. */
  all<Row>(key: StatementKey, values: SqlValues = {}): Row[] {
    return this.#statement(key).all(values) as Row[];
  }

  /** True if the statement says so in its column `holds`. */
  holds(key: StatementKey, values: SqlValues = {}): boolean {
    return this.get<{ holds: number }>(key, values)?.holds === 1;
  }

  /** Executes SQL that returns nothing. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  close(): void {
    this.#connection.close();
  }

  #statement(key: StatementKey): PreparedStatement {
    const known = this.#prepared.get(key);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sqliteStatements[key]);
    this.#prepared.set(key, statement);
    return statement;
  }
}
