/**
 * The statements. Each write reads in the same transaction, so nothing changes in between. The
 * parameter `now` is the time of the machine.
 */

/** True for a worker whose lease lasts. An end further away than a lease is of an earlier start. */
const isAlive = '(lease_until > :now AND lease_until - lease <= :now)';

/** True for a pipeline that is not put off. */
const isReady = '(paused_until <= :now OR paused_until - pause > :now)';

/** True for a pipeline that can be claimed. */
const isClaimable = `due AND claimed_by IS NULL AND ${isReady}`;

/** The columns that every write of a pipeline sets. */
const written = `pipeline = :pipeline, due = :due, pause = 0, paused_until = 0,
  due_since = CASE WHEN due THEN due_since ELSE (SELECT ifnull(max(version), 0) FROM changes) END`;

const dead = `SELECT id FROM workers WHERE NOT ${isAlive}`;

/** The texts of the statements, by their keys. */
export const sqliteStatements = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  savepoint: 'SAVEPOINT work',
  release: 'RELEASE work',
  undo: 'ROLLBACK TO work',

  useWal: 'PRAGMA journal_mode = WAL',
  dataVersion: 'PRAGMA data_version',
  // In one statement, because another process may make the tables at this very moment.
  identity: `SELECT (SELECT application_id FROM pragma_application_id) AS application,
    (SELECT user_version FROM pragma_user_version) AS version,
    EXISTS (SELECT 1 FROM sqlite_schema) AS has_tables`,

  read: 'SELECT name, pipeline FROM pipelines WHERE name = :name',
  list: 'SELECT name, pipeline FROM pipelines WHERE name > :after ORDER BY name LIMIT :limit',
  names: 'SELECT name FROM pipelines',
  insert: `INSERT INTO pipelines (name, pipeline, due, due_since)
    VALUES (:name, :pipeline, :due, (SELECT ifnull(max(version), 0) FROM changes))
    ON CONFLICT DO NOTHING`,
  replace: `UPDATE pipelines SET ${written} WHERE name = :name`,
  remove: 'DELETE FROM pipelines WHERE name = :name',

  lastChange: 'SELECT ifnull(max(version), 0) AS version FROM changes',
  changesSince: 'SELECT version, name FROM changes WHERE version > :version ORDER BY version',

  // What a dead worker has claimed is due for another one.
  isAnyDue: `SELECT EXISTS (SELECT 1 FROM pipelines WHERE ${isClaimable})
    OR EXISTS (${dead}) AS holds`,
  due: `SELECT name, pipeline FROM pipelines WHERE ${isClaimable}
    ORDER BY due_since, name LIMIT :limit`,
  nextFence: 'UPDATE fences SET last = last + 1 RETURNING last AS fence',
  claim: 'UPDATE pipelines SET claimed_by = :worker, fence = :fence WHERE name = :name',
  settle: 'UPDATE pipelines SET due = 0 WHERE name = :name',
  putOff: 'UPDATE pipelines SET pause = :pause, paused_until = :now + :pause WHERE name = :name',
  readClaimed: `SELECT name, pipeline, claimed_by IS :worker AND fence = :fence
      AND EXISTS (SELECT 1 FROM workers WHERE id = :worker AND ${isAlive}) AS holds
    FROM pipelines WHERE name = :name`,
  unclaim: `UPDATE pipelines SET claimed_by = NULL
    WHERE name = :name AND claimed_by = :worker AND fence = :fence`,
  unclaimOthers: `UPDATE pipelines SET claimed_by = NULL
    WHERE claimed_by = :worker AND fence NOT IN (SELECT value FROM json_each(:fences))`,

  isAlive: `SELECT EXISTS (SELECT 1 FROM workers WHERE id = :worker AND ${isAlive}) AS holds`,
  join: 'INSERT INTO workers (id, lease, lease_until) VALUES (:worker, :lease, :now + :lease)',
  renew: `UPDATE workers SET lease = :lease, lease_until = :now + :lease
    WHERE id = :worker AND ${isAlive}`,
  leave: 'DELETE FROM workers WHERE id = :worker',
  unclaimAll: 'UPDATE pipelines SET claimed_by = NULL WHERE claimed_by = :worker',
  unclaimDead: `UPDATE pipelines SET claimed_by = NULL WHERE claimed_by IN (${dead})`,
  removeDead: `DELETE FROM workers WHERE id IN (${dead})`,
  nextEnd: `SELECT min(lease_until) - :now AS pause FROM workers
    WHERE id <> :worker AND ${isAlive}`,
} as const;

/** The key of a statement. */
export type StatementKey = keyof typeof sqliteStatements;
