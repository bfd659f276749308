/**
 * The statements. Each is one round trip and atomic by itself, so there are no transactions to
 * leave open. Durations are measured by the clock of the database, the only one that all workers
 * share.
 */

/** A statement with the name that it is prepared by. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const isAlive = (schema: string, worker: string) =>
  `EXISTS (SELECT FROM ${schema}.workers WHERE id = ${worker} AND lease_until > now())`;

/** The columns that every write of a pipeline sets; the third value says if it is due. */
const written = `pipeline = $2, version = DEFAULT, written_at = now(), due = $3,
  due_since = CASE WHEN due THEN due_since ELSE now() END, not_before = NULL`;

/** Ends the leases of the dead, other than that of the first value, and releases their claims. */
const freed = (schema: string) => `dead AS (
      DELETE FROM ${schema}.workers WHERE lease_until <= now() AND id <> $1 RETURNING id
    ), freed AS (
      UPDATE ${schema}.pipelines SET claimed_by = NULL
      WHERE claimed_by = ANY (ARRAY(SELECT id FROM dead))
    )`;

const textsOf = (schema: string) => ({
  read: `SELECT pipeline::text, version::text FROM ${schema}.pipelines WHERE name = $1`,
  list: `SELECT pipeline::text FROM ${schema}.pipelines WHERE name > $1 ORDER BY name LIMIT $2`,
  insert: `INSERT INTO ${schema}.pipelines (name, pipeline, due) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING`,
  replace: `UPDATE ${schema}.pipelines SET ${written} WHERE name = $1 AND version = $4`,
  remove: `DELETE FROM ${schema}.pipelines WHERE name = $1 AND version = $2`,
  // Of a gap in listening: its length comes from the machine that has listened.
  missed: `SELECT name FROM ${schema}.pipelines
    WHERE due OR written_at > now() - $1::float8 * interval '1 millisecond'`,

  // What it frees is told as due, and can be claimed by the next one.
  acquire: `WITH ${freed(schema)}, next AS MATERIALIZED (
      SELECT name FROM ${schema}.pipelines
      WHERE due AND claimed_by IS NULL AND (not_before IS NULL OR not_before <= now())
      ORDER BY due_since, name LIMIT $2 FOR UPDATE SKIP LOCKED
    ), claimed AS (
      UPDATE ${schema}.pipelines SET claimed_by = $1, fence = nextval('${schema}.fences')
      FROM next WHERE pipelines.name = next.name AND ${isAlive(schema, '$1')}
      RETURNING pipelines.name, pipeline, version, fence, due_since
    )
    SELECT name, pipeline::text, version::text, fence::text FROM claimed ORDER BY due_since, name`,
  readClaimed: `SELECT pipeline::text, version::text,
      (claimed_by = $2 AND fence = $3 AND ${isAlive(schema, '$2')}) IS TRUE AS holds
    FROM ${schema}.pipelines WHERE name = $1`,
  replaceClaimed: `UPDATE ${schema}.pipelines
    SET ${written}, claimed_by = CASE WHEN $3 THEN claimed_by END
    WHERE name = $1 AND version = $4 AND claimed_by = $5 AND fence = $6 AND ${isAlive(schema, '$5')}
    RETURNING version::text`,
  removeClaimed: `DELETE FROM ${schema}.pipelines
    WHERE name = $1 AND version = $2 AND claimed_by = $3 AND fence = $4 AND ${isAlive(schema, '$3')}`,
  release: `UPDATE ${schema}.pipelines SET claimed_by = NULL
    WHERE name = $1 AND claimed_by = $2 AND fence = $3`,
  releaseOthers: `UPDATE ${schema}.pipelines SET claimed_by = NULL
    WHERE claimed_by = $1 AND fence <> ALL ($2::bigint[])`,
  releaseSettled: `UPDATE ${schema}.pipelines SET claimed_by = NULL, due = false
    WHERE name = $1 AND claimed_by = $2 AND fence = $3 AND version = $4`,
  putOff: `UPDATE ${schema}.pipelines
    SET claimed_by = NULL, not_before = now() + $4::float8 * interval '1 millisecond'
    WHERE name = $1 AND claimed_by = $2 AND fence = $3`,

  join: `WITH ${freed(schema)}
    INSERT INTO ${schema}.workers (id, lease_until)
    VALUES ($1, now() + $2::float8 * interval '1 millisecond')`,
  // Whoever renews a lease also ends those of the dead, so that their pipelines can be claimed.
  renew: `WITH renewed AS (
      UPDATE ${schema}.workers SET lease_until = now() + $2::float8 * interval '1 millisecond'
      WHERE id = $1 AND lease_until > now() RETURNING id
    ), ${freed(schema)}
    SELECT EXISTS (SELECT FROM renewed) AS renewed,
      (SELECT extract(epoch FROM min(lease_until) - now())::float8 * 1000
       FROM ${schema}.workers WHERE id <> $1 AND lease_until > now()) AS next_end`,
  leave: `WITH gone AS (DELETE FROM ${schema}.workers WHERE id = $1 RETURNING id)
    UPDATE ${schema}.pipelines SET claimed_by = NULL WHERE claimed_by IN (SELECT id FROM gone)`,
});

/** The statements of a schema, by their keys. */
export type Statements = Readonly<Record<keyof ReturnType<typeof textsOf>, Statement>>;

/** Returns the statements for a schema. Pure. */
export function statementsFor(schema: string): Statements {
  const entries = Object.entries(textsOf(quoted(schema))).map(([key, text]) => [
    key,
    // A pool may serve several schemas, and a name stands for one text.
    { name: `${schema}.${key}`, text },
  ]);
  return Object.fromEntries(entries);
}

/** Returns the schema as an identifier. Its pattern allows no quotes. Pure. */
export function quoted(schema: string): string {
  return `"${schema}"`;
}

/** Returns the channel that the triggers of the schema tell on, as an identifier. Pure. */
export function channelOf(schema: string): string {
  return `"${schema}.pipelines"`;
}
