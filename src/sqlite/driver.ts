/**
 * SQLite itself, as far as it is used here: the package `better-sqlite3`, or else the module of
 * Node, which have the same calls. Both are synchronous: a statement blocks the event loop.
 */
import { fieldOf, importError, readThrown } from '../input';

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

/** The package is installed, but not built for this version of Node. */
export class SqliteBuildError extends Error {
  override readonly name = 'SqliteBuildError';

  constructor(version: string, cause: unknown) {
    const todo = 'call npm rebuild better-sqlite3, or install it again';
    super(`The package 'better-sqlite3' is not built for Node ${version}: ${todo}.`, { cause });
  }
}

/**
 * Returns the function that opens files. Rejects with MissingPackageError if the package is not
 * installed, and with SqliteBuildError if it is not built for this version of Node, unless Node has
 * a module of its own.
 */
export async function importSqlite(): Promise<OpenSqlite> {
  const Connection = await connectionClass();
  return (file) => new Connection(file);
}

async function connectionClass(): Promise<ConnectionClass> {
  try {
    // @ts-expect-error: its types are not needed, because ours say what is used.
    const { default: Database } = await import('better-sqlite3');
    // It loads what was built when it is first used.
    new Database(':memory:').close();
    return Database as ConnectionClass;
  } catch (cause) {
    const error = packageError(cause, process.versions.node);
    const builtIn = error === cause ? undefined : nodeSqlite();
    if (builtIn === undefined) throw error;
    return builtIn;
  }
}

/** Returns the error to throw if the package cannot be used on this version of Node. Pure. */
export function packageError(cause: unknown, version: string): unknown {
  const isOfAnother = fieldOf(cause, 'code') === 'ERR_DLOPEN_FAILED';
  const isNotBuilt = readThrown(cause).message.startsWith('Could not locate the bindings file');
  if (isOfAnother || isNotBuilt) return new SqliteBuildError(version, cause);
  const names = ['better-sqlite3', 'SQLite is reached by', 'better-sqlite3@12'] as const;
  return importError(cause, ...names);
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
