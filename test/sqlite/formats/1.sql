-- A file of the first release, as the shell of SQLite dumps it.
PRAGMA application_id = 1886151545;
PRAGMA user_version = 1;
CREATE TABLE fences (last INTEGER NOT NULL) STRICT;
INSERT INTO fences (last)
  VALUES (7);
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
INSERT INTO pipelines (name, pipeline, due, due_since, pause, paused_until, claimed_by, fence)
  VALUES ('orders', '{"format":2,"name":"orders","id":"5e0e5d5e-6f5c-4b0e-8d1a-3f0f6a1d9a11","revision":2,"createdAt":"2026-11-29T12:00:00.000Z","deployment":{"status":"Stopped","desiredStatus":"Running","initial":"running","bootstrapPolicy":"await_approval","bootstrapApproved":false,"error":null,"checkpoint":null,"generation":1},"since":{"deployment_status":"2026-11-29T12:00:00.000Z","deployment_desired_status":"2026-11-29T12:00:01.000Z","deployment_resources_status":"2026-11-29T12:00:00.000Z","deployment_resources_desired_status":"2026-11-29T12:00:01.000Z","deployment_error":"2026-11-29T12:00:00.000Z","deployment_initial":"2026-11-29T12:00:01.000Z","bootstrap_policy":"2026-11-29T12:00:01.000Z"}}', 1, 2, 0, 0, NULL, 0);
INSERT INTO pipelines (name, pipeline, due, due_since, pause, paused_until, claimed_by, fence)
  VALUES ('settled', '{"format":2,"name":"settled","id":"0b7f4f0e-2f43-4a0c-9e53-8e0f7f6f2b22","revision":1,"createdAt":"2026-11-29T12:00:00.000Z","deployment":{"status":"Stopped","desiredStatus":"Stopped","initial":null,"bootstrapPolicy":null,"bootstrapApproved":false,"error":null,"checkpoint":null,"generation":0},"since":{"deployment_status":"2026-11-29T12:00:00.000Z","deployment_desired_status":"2026-11-29T12:00:00.000Z","deployment_resources_status":"2026-11-29T12:00:00.000Z","deployment_resources_desired_status":"2026-11-29T12:00:00.000Z","deployment_error":"2026-11-29T12:00:00.000Z","deployment_initial":"2026-11-29T12:00:00.000Z","bootstrap_policy":"2026-11-29T12:00:00.000Z"}}', 0, 1, 0, 0, NULL, 0);
CREATE TABLE changes (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT NOT NULL
) STRICT;
INSERT INTO changes (version, name)
  VALUES (1, 'orders');
INSERT INTO changes (version, name)
  VALUES (2, 'settled');
INSERT INTO changes (version, name)
  VALUES (3, 'orders');
CREATE INDEX pipelines_to_claim ON pipelines (due_since, name) WHERE due AND claimed_by IS NULL;
CREATE INDEX pipelines_claimed ON pipelines (claimed_by) WHERE claimed_by IS NOT NULL;
CREATE TRIGGER pipelines_insert AFTER INSERT ON pipelines BEGIN
  INSERT INTO changes (name) VALUES (NEW.name);
  DELETE FROM changes WHERE version <= last_insert_rowid() - 10000;
END;
CREATE TRIGGER pipelines_update AFTER UPDATE OF pipeline ON pipelines BEGIN
  INSERT INTO changes (name) VALUES (NEW.name);
  DELETE FROM changes WHERE version <= last_insert_rowid() - 10000;
END;
CREATE TRIGGER pipelines_delete AFTER DELETE ON pipelines BEGIN
  INSERT INTO changes (name) VALUES (OLD.name);
  DELETE FROM changes WHERE version <= last_insert_rowid() - 10000;
END;
