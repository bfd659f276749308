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

/** The pipelines that a statement writes: their names, texts, if they are due, and versions. */
const given = `given AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[])
        AS given (name, pipeline, due, version)
    )`;

/** Locks the rows by name: two statements that lock the same rows in two orders would deadlock. */
const locked = (schema: string) => `locked AS MATERIALIZED (
      SELECT name FROM ${schema}.pipelines WHERE name = ANY ($1::text[]) ORDER BY name FOR UPDATE
    )`;

/** The columns that every write of a pipeline sets. */
const written = `pipeline = given.pipeline::json, version = DEFAULT, written_at = now(),
      due = given.due, not_before = NULL,
      due_since = CASE WHEN pipelines.due THEN due_since ELSE now() END`;

/** The workers that have claims: one row of the index is read for each. */
const claimers = (schema: string) => `claimers (id) AS (
      (SELECT claimed_by FROM ${schema}.pipelines
        WHERE claimed_by IS NOT NULL ORDER BY claimed_by LIMIT 1)
      UNION ALL
      SELECT (SELECT claimed_by FROM ${schema}.pipelines
        WHERE claimed_by > claimers.id ORDER BY claimed_by LIMIT 1)
      FROM claimers WHERE claimers.id IS NOT NULL
    )`;

/**
 * Reads the leases of the workers other than that of the first value once, ends those of the dead,
 * and releases their claims; if there are none, no lease is read again. A lease that is renewed
 * meanwhile is not ended: the row is locked, and its time is compared again. A claim that began
 * before its lease was over may be written after the worker was removed, so those of workers that
 * are not there are released, too.
 */
const freed = (schema: string) => `others AS MATERIALIZED (
      SELECT ctid, id, lease_until FROM ${schema}.workers WHERE id <> $1
    ), dead AS (
      DELETE FROM ${schema}.workers
      WHERE EXISTS (SELECT FROM others WHERE lease_until <= now())
        AND ctid = ANY (ARRAY(SELECT ctid FROM others WHERE lease_until <= now()))
        AND lease_until <= now() RETURNING id
    ), ${claimers(schema)}, freed AS (
      UPDATE ${schema}.pipelines SET claimed_by = NULL
      WHERE claimed_by = ANY (ARRAY(SELECT id FROM dead UNION ALL SELECT id FROM claimers
        WHERE id <> $1 AND id NOT IN (SELECT id FROM others)))
    )`;

/** Milliseconds until the next of the other leases ends. */
const nextEnd = `(SELECT extract(epoch FROM min(lease_until) - now())::float8 * 1000
      FROM others WHERE lease_until > now()) AS next_end`;

const textsOf = (schema: string) => ({
  read: `SELECT name, pipeline::text, version::text FROM ${schema}.pipelines
    WHERE name = ANY ($1::text[])`,
  list: `SELECT pipeline::text FROM ${schema}.pipelines WHERE name > $1 ORDER BY name LIMIT $2`,
  insert: `INSERT INTO ${schema}.pipelines (name, pipeline, due) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING`,
  replace: `WITH ${given}, ${locked(schema)}
    UPDATE ${schema}.pipelines SET ${written} FROM given JOIN locked USING (name)
    WHERE pipelines.name = given.name AND pipelines.version = given.version
    RETURNING pipelines.name`,
  remove: `DELETE FROM ${schema}.pipelines WHERE name = $1 AND version = $2`,
  // Of a gap in listening: its length comes from the machine that has listened.
  missed: `SELECT name FROM ${schema}.pipelines
    WHERE due OR written_at > now() - $1::float8 * interval '1 millisecond'`,

  // Renewals release what the dead have claimed, and are made in time for it.
  acquire: `WITH next AS MATERIALIZED (
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
  replaceClaimed: `WITH ${given}, claims AS (
      SELECT * FROM unnest($1::text[], $5::uuid[], $6::bigint[]) AS claims (name, worker, fence)
    ), ${locked(schema)}
    UPDATE ${schema}.pipelines
    SET ${written}, claimed_by = CASE WHEN given.due THEN claimed_by END
    FROM given JOIN locked USING (name) JOIN claims USING (name)
    WHERE pipelines.name = given.name AND pipelines.version = given.version
      AND claimed_by = claims.worker AND pipelines.fence = claims.fence
      AND ${isAlive(schema, 'claims.worker')}
    RETURNING pipelines.name, pipelines.version::text`,
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

  join: `WITH RECURSIVE ${freed(schema)}
    INSERT INTO ${schema}.workers (id, lease_until)
    VALUES ($1, now() + $2::float8 * interval '1 millisecond') RETURNING ${nextEnd}`,
  // Whoever renews a lease also ends those of the dead: their pipelines are told as due, and can be
  // claimed. This is most of what workers at rest ask for, so it reads few rows.
  renew: `WITH RECURSIVE renewed AS (
      UPDATE ${schema}.workers SET lease_until = now() + $2::float8 * interval '1 millisecond'
      WHERE id = $1 AND lease_until > now() RETURNING id
    ), ${freed(schema)}
    SELECT EXISTS (SELECT FROM renewed) AS renewed, ${nextEnd}`,
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
