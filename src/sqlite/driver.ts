/**
 * SQLite itself, as far as it is used here: the package `better-sqlite3`, or else the module of
 * Node, which have the same calls. Both are synchronous: a statement blocks the event loop.
 */
import { fieldOf, importError } from '../input';

/** The values of a statement, by the names of its parameters, and no others. */
export type SqlValues = Readonly<Record<string, string | number | null>>;

/** A statement that was prepared. */
export interface PreparedStatement {
  run(values: SqlValues): { readonly changes: number | bigint };
  get(values: SqlValues): unknown;
  all(values: SqlValues): unknown[];
}

/** A connection to a file. */
export interface SqliteConnection {
  exec(sql: string): unknown;
  prepare(sql: string): PreparedStatement;
  close(): unknown;
}

/** Opens a file, and creates it if it is not there. */
export type OpenSqlite = (file: string) => SqliteConnection;

type ConnectionClass = new (file: string) => SqliteConnection;

/**
 * Returns the function that opens files. Rejects with MissingPackageError if the package is not
 * installed and Node has no module of its own.
 */
export async function importSqlite(): Promise<OpenSqlite> {
  const Connection = await connectionClass();
  return (file) => new Connection(file);
}

async function connectionClass(): Promise<ConnectionClass> {
  try {
    // @ts-expect-error: its types are not needed, because ours say what is used.
    const { default: Database } = await import('better-sqlite3');
    return Database as ConnectionClass;
  } catch (cause) {
    const error = importError(
      ...([cause, 'better-sqlite3', 'SQLite is reached by', 'better-sqlite3@12'] as const),
    );
    const builtIn = error === cause ? undefined : nodeSqlite();
    if (builtIn === undefined) throw error;
    return builtIn;
  }
}

/** Asked for in this way, no bundler takes it for a package. */
function nodeSqlite(): ConnectionClass | undefined {
  const module: unknown = process.getBuiltinModule?.('node:sqlite' as 'fs');
  return fieldOf(module, 'DatabaseSync') as ConnectionClass | undefined;
}

/** The primary result codes of SQLite that the store knows. */
const resultCodes = {
  SQLITE_BUSY: 5,
  SQLITE_READONLY: 8,
  SQLITE_CORRUPT: 11,
  SQLITE_CANTOPEN: 14,
  SQLITE_PROTOCOL: 15,
  SQLITE_NOTADB: 26,
} as const;

/** The name of a result code. */
export type ResultCode = keyof typeof resultCodes;

/** Returns the result code of an error, or undefined if the store does not know it. Pure. */
export function resultCodeOf(error: unknown): ResultCode | undefined {
  // The package names the extended code, Node has its number, of which 8 bits are the primary one.
  const code = String(fieldOf(error, 'code'));
  const primary = Number(fieldOf(error, 'errcode')) & 0xff;
  const names = Object.keys(resultCodes) as ResultCode[];
  return names.find(
    (name) => code === name || code.startsWith(`${name}_`) || primary === resultCodes[name],
  );
}

/** True for the error of a file that another process has locked for this moment. Pure. */
export function isLocked(error: unknown): boolean {
  const code = resultCodeOf(error);
  return code === 'SQLITE_BUSY' || code === 'SQLITE_PROTOCOL';
}
