/**
 * The tables, as steps from one version to the next. A step that was released is never changed:
 * add another one. Servers are upgraded one by one, so each version of the library must be able to
 * work with the tables of the next one.
 *
 * A pipeline is kept as `json`, because `jsonb` refuses the character 0, and sorted by "C", which
 * is by code unit, so that lists read the primary key. Versions come from one sequence over all
 * rows: none ever comes back, not even after a removal.
 */

/** Each step as SQL for a quoted schema. The version of the tables is the number of steps taken. */
export const migrations: readonly ((schema: string) => string)[] = [
  (schema) => `
CREATE SEQUENCE ${schema}.fences;

-- The living workers. A worker whose lease is over, by the clock of the database, never comes back.
CREATE TABLE ${schema}.workers (
  id          uuid PRIMARY KEY,
  lease_until timestamptz NOT NULL
);

CREATE TABLE ${schema}.pipelines (
  name       text COLLATE "C" PRIMARY KEY,
  pipeline   json NOT NULL,
  version    bigint GENERATED ALWAYS AS IDENTITY,
  written_at timestamptz NOT NULL DEFAULT now(),
  -- Not settled: a worker has something to do. Whoever writes by hand sets DEFAULT.
  due        boolean NOT NULL DEFAULT true,
  due_since  timestamptz NOT NULL DEFAULT now(),
  -- Set if no worker could read the pipeline: it must not be claimed in vain all the time.
  not_before timestamptz,
  claimed_by uuid,
  fence      bigint NOT NULL DEFAULT 0
);
CREATE INDEX pipelines_to_claim ON ${schema}.pipelines (due_since, name)
  WHERE due AND claimed_by IS NULL;
CREATE INDEX pipelines_claimed ON ${schema}.pipelines (claimed_by) WHERE claimed_by IS NOT NULL;

-- Tells every process of every write, whoever made it: the name of the pipeline.
CREATE FUNCTION ${schema}.tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_TABLE_SCHEMA || '.pipelines',
    CASE TG_OP WHEN 'DELETE' THEN OLD.name ELSE NEW.name END);
  RETURN NULL;
END $$;
CREATE TRIGGER pipelines_written AFTER INSERT OR DELETE ON ${schema}.pipelines
  FOR EACH ROW EXECUTE FUNCTION ${schema}.tell_of_change();
CREATE TRIGGER pipelines_rewritten AFTER UPDATE ON ${schema}.pipelines
  FOR EACH ROW WHEN (OLD.version IS DISTINCT FROM NEW.version)
  EXECUTE FUNCTION ${schema}.tell_of_change();

-- Tells every worker that there is something to claim: no name, so many at once are told once.
CREATE FUNCTION ${schema}.tell_of_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_TABLE_SCHEMA || '.pipelines', '');
  RETURN NULL;
END $$;
CREATE TRIGGER pipelines_due_at_once AFTER INSERT ON ${schema}.pipelines
  FOR EACH ROW WHEN (NEW.due) EXECUTE FUNCTION ${schema}.tell_of_due();
CREATE TRIGGER pipelines_due AFTER UPDATE ON ${schema}.pipelines
  FOR EACH ROW WHEN (NEW.due AND NEW.claimed_by IS NULL AND NEW.not_before IS NULL
    AND NOT (OLD.due AND OLD.claimed_by IS NULL AND OLD.not_before IS NULL))
  EXECUTE FUNCTION ${schema}.tell_of_due();
`,
];
