CREATE SCHEMA "pipeline_lifecycle";
CREATE TABLE "pipeline_lifecycle".migrations (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);
CREATE SEQUENCE "pipeline_lifecycle".fences;

-- The living workers. A worker whose lease is over, by the clock of the database, never comes back.
CREATE TABLE "pipeline_lifecycle".workers (
  id          uuid PRIMARY KEY,
  lease_until timestamptz NOT NULL
);

CREATE TABLE "pipeline_lifecycle".pipelines (
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
CREATE INDEX pipelines_to_claim ON "pipeline_lifecycle".pipelines (due_since, name)
  WHERE due AND claimed_by IS NULL;
CREATE INDEX pipelines_claimed ON "pipeline_lifecycle".pipelines (claimed_by) WHERE claimed_by IS NOT NULL;

-- Tells every process of every write, whoever made it: the name of the pipeline.
CREATE FUNCTION "pipeline_lifecycle".tell_of_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_TABLE_SCHEMA || '.pipelines',
    CASE TG_OP WHEN 'DELETE' THEN OLD.name ELSE NEW.name END);
  RETURN NULL;
END $$;
CREATE TRIGGER pipelines_written AFTER INSERT OR DELETE ON "pipeline_lifecycle".pipelines
  FOR EACH ROW EXECUTE FUNCTION "pipeline_lifecycle".tell_of_change();
CREATE TRIGGER pipelines_rewritten AFTER UPDATE ON "pipeline_lifecycle".pipelines
  FOR EACH ROW WHEN (OLD.version IS DISTINCT FROM NEW.version)
  EXECUTE FUNCTION "pipeline_lifecycle".tell_of_change();

-- Tells every worker that there is something to claim: no name, so many at once are told once.
CREATE FUNCTION "pipeline_lifecycle".tell_of_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_TABLE_SCHEMA || '.pipelines', '');
  RETURN NULL;
END $$;
CREATE TRIGGER pipelines_due_at_once AFTER INSERT ON "pipeline_lifecycle".pipelines
  FOR EACH ROW WHEN (NEW.due) EXECUTE FUNCTION "pipeline_lifecycle".tell_of_due();
CREATE TRIGGER pipelines_due AFTER UPDATE ON "pipeline_lifecycle".pipelines
  FOR EACH ROW WHEN (NEW.due AND NEW.claimed_by IS NULL AND NEW.not_before IS NULL
    AND NOT (OLD.due AND OLD.claimed_by IS NULL AND OLD.not_before IS NULL))
  EXECUTE FUNCTION "pipeline_lifecycle".tell_of_due();

INSERT INTO "pipeline_lifecycle".migrations (version) VALUES (1);
SELECT setval('"pipeline_lifecycle".fences', 7);
INSERT INTO "pipeline_lifecycle".pipelines (name, pipeline, due, fence)
  VALUES ('orders', '{"format":2,"name":"orders","id":"5e0e5d5e-6f5c-4b0e-8d1a-3f0f6a1d9a11","revision":2,"createdAt":"2026-11-29T12:00:00.000Z","deployment":{"status":"Stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"await_approval","bootstrapApproved":false,"error":null,"checkpoint":null,"generation":1},"since":{"deployment_status":"2026-11-29T12:00:00.000Z","deployment_desired_status":"2026-11-29T12:00:01.000Z","deployment_resources_status":"2026-11-29T12:00:00.000Z","deployment_resources_desired_status":"2026-11-29T12:00:01.000Z","deployment_error":"2026-11-29T12:00:00.000Z","deployment_initial":"2026-11-29T12:00:01.000Z","bootstrap_policy":"2026-11-29T12:00:01.000Z"}}', true, 7);
INSERT INTO "pipeline_lifecycle".pipelines (name, pipeline, due, fence)
  VALUES ('settled', '{"format":2,"name":"settled","id":"0b7f4f0e-2f43-4a0c-9e53-8e0f7f6f2b22","revision":1,"createdAt":"2026-11-29T12:00:00.000Z","deployment":{"status":"Stopped","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false,"error":null,"checkpoint":null,"generation":0},"since":{"deployment_status":"2026-11-29T12:00:00.000Z","deployment_desired_status":"2026-11-29T12:00:00.000Z","deployment_resources_status":"2026-11-29T12:00:00.000Z","deployment_resources_desired_status":"2026-11-29T12:00:00.000Z","deployment_error":"2026-11-29T12:00:00.000Z","deployment_initial":"2026-11-29T12:00:00.000Z","bootstrap_policy":"2026-11-29T12:00:00.000Z"}}', false, 0);
