/** The error of tables that this version of the library cannot work with. */

/** The schema has no tables of this library, older ones, or those of a newer version. */
export class PostgresSchemaError extends Error {
  override readonly name = 'PostgresSchemaError';
  readonly schema: string;
  /** The version of the tables; null if any are missing. */
  readonly found: number | null;
  /** The version that this library makes and needs. */
  readonly known: number;

  constructor(
    { schema, found, known }: Pick<PostgresSchemaError, 'schema' | 'found' | 'known'>,
    options?: ErrorOptions,
  ) {
    super(
      found === null
        ? `The schema '${schema}' lacks tables or columns of pipeline-lifecycle: call migrate() before anything else.`
        : `The schema '${schema}' has version ${found}, and this version of pipeline-lifecycle knows those up to ${known}: upgrade the package.`,
      options,
    );
    this.schema = schema;
    this.found = found;
    this.known = known;
  }
}
