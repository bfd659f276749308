CREATE TABLE pipelines (
  -- "C" sorts by code unit, as lists must be, so they can read the primary key.
  name     text COLLATE "C" PRIMARY KEY,
  -- Not jsonb, which refuses the character 0 in a message.
  pipeline json NOT NULL,
  -- From one sequence for all rows, so that no version ever comes back. Each write sets DEFAULT.
  version  bigint GENERATED ALWAYS AS IDENTITY
);

-- Tells every process of every write, whoever made it.
CREATE FUNCTION notify_of_pipeline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('pipelines', CASE TG_OP WHEN 'DELETE' THEN OLD.name ELSE NEW.name END);
  RETURN NULL;
END $$;

CREATE TRIGGER pipelines_notify AFTER INSERT OR UPDATE OR DELETE ON pipelines
  FOR EACH ROW EXECUTE FUNCTION notify_of_pipeline();
