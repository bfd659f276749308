/**
 * The tables, as steps from one version to the next. A step that was released is never changed: add
 * another one. Processes are upgraded one by one, so each version of the library must be able to
 * work with the tables of the next one.
 */

/** Marks a file as one of this library: "plcy" in ASCII. */
export const applicationId = 0x70_6c_63_79;

/** How many changes are remembered for those who listen. */
const rememberedChanges = 10_000;

/** Each step as SQL. The version of the tables is the number of steps taken. */
export const sqliteMigrations: readonly string[] = [
  `
-- Fences rise over all pipelines, so that none comes back with a pipeline of the same name.
CREATE TABLE fences (last INTEGER NOT NULL) STRICT;
INSERT INTO fences (last) VALUES (0);

-- The living workers. Moments are milliseconds since the machine was started, and every end is
-- stored with its duration: an end that is further away than that is of an earlier start.
CREATE TABLE workers (
  id          TEXT PRIMARY KEY,
  lease       INTEGER NOT NULL,
  lease_until INTEGER NOT NULL
) STRICT;

CREATE TABLE pipelines (
  -- Compared by its bytes, which for the letters of names is by code unit.
  name         TEXT PRIMARY KEY,
  pipeline     TEXT NOT NULL,
  -- Not settled: a worker has something to do. Whoever writes by hand sets 1.
  due          INTEGER NOT NULL DEFAULT 1,
  -- The version of the change before it became due: an order, not a time.
  due_since    INTEGER NOT NULL DEFAULT 0,
  -- Set if no worker could read the pipeline: it must not be claimed in vain all the time.
  pause        INTEGER NOT NULL DEFAULT 0,
  paused_until INTEGER NOT NULL DEFAULT 0,
  claimed_by   TEXT,
  fence        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX pipelines_to_claim ON pipelines (due_since, name) WHERE due AND claimed_by IS NULL;
CREATE INDEX pipelines_claimed ON pipelines (claimed_by) WHERE claimed_by IS NOT NULL;

-- Every write of a pipeline, whoever made it, for those who listen. A version never comes back.
CREATE TABLE changes (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT NOT NULL
) STRICT;
${['INSERT', 'UPDATE OF pipeline', 'DELETE'].map(triggerOn).join('\n')}
`,
];

function triggerOn(event: string): string {
  const [verb = ''] = event.toLowerCase().split(' ');
  return `CREATE TRIGGER pipelines_${verb} AFTER ${event} ON pipelines BEGIN
  INSERT INTO changes (name) VALUES (${verb === 'delete' ? 'OLD' : 'NEW'}.name);
  DELETE FROM changes WHERE version <= last_insert_rowid() - ${rememberedChanges};
END;`;
}
