-- The chronology: what people write down by hand, what of gauges no other table keeps, and the packs made of it.

-- Appended, never changed: an entry is set right by another. entry_key is made by whoever writes, so that what
-- is sent twice is one entry. Times are by the run's clock. about names another entry of the chronology.
CREATE TABLE entries (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  entry_key uuid NOT NULL UNIQUE,
  happened_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  wall_recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  author text NOT NULL CHECK (author <> ''),
  role text NOT NULL,
  office text,
  kind text NOT NULL CHECK (kind IN (
    'information', 'judgement', 'instruction', 'request', 'response', 'note')),
  body text NOT NULL CHECK (body <> ''),
  source text NOT NULL DEFAULT '',
  way text NOT NULL DEFAULT '' CHECK (way IN ('', 'phone', 'radio', 'face', 'fax', 'mail', 'seen')),
  station_id text REFERENCES stations,
  area_id text REFERENCES areas,
  lat float8 CHECK (lat BETWEEN -90 AND 90),
  lon float8 CHECK (lon BETWEEN -180 AND 180),
  about text CHECK (about <> ''),
  corrects bigint UNIQUE REFERENCES entries,
  CHECK ((lat IS NULL) = (lon IS NULL)),
  CHECK (num_nonnulls(station_id, area_id, lat) <= 1),
  CHECK (corrects < entry_id)
);
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- That a gauge fell silent or was heard again, and that it jumped: written here, whoever judges.
CREATE TABLE station_changes (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  station_id text NOT NULL REFERENCES stations,
  change text NOT NULL CHECK (change IN ('blind', 'dead', 'heard', 'jumped', 'settled')),
  recorded_at timestamptz NOT NULL,
  observed_at timestamptz,
  stage_m float8,
  level smallint NOT NULL
);
CREATE TRIGGER station_changes_append_only BEFORE UPDATE OR DELETE ON station_changes
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

CREATE FUNCTION note_station_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  silent text[] := ARRAY['blind', 'dead'];
BEGIN
  IF OLD.freshness <> NEW.freshness AND (OLD.freshness = ANY (silent) OR NEW.freshness = ANY (silent)) THEN
    INSERT INTO station_changes (run_no, station_id, change, recorded_at, observed_at, stage_m, level)
    VALUES (NEW.run_no, NEW.station_id,
            CASE WHEN NEW.freshness = ANY (silent) THEN NEW.freshness ELSE 'heard' END,
            NEW.recorded_at, NEW.observed_at, NEW.stage_m, NEW.level);
  END IF;
  IF OLD.confirmation <> NEW.confirmation THEN
    INSERT INTO station_changes (run_no, station_id, change, recorded_at, observed_at, stage_m, level)
    VALUES (NEW.run_no, NEW.station_id,
            CASE NEW.confirmation WHEN 'unconfirmed' THEN 'jumped' ELSE 'settled' END,
            NEW.recorded_at, NEW.observed_at, NEW.stage_m, NEW.level);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER station_change AFTER UPDATE ON latest_assessments FOR EACH ROW
WHEN (OLD.confirmation <> NEW.confirmation OR OLD.freshness <> NEW.freshness)
EXECUTE FUNCTION note_station_change();

-- A page of the chronology asks each table for its newest rows before a moment, whatever there is of others.
CREATE INDEX entries_by_time ON entries (run_no, recorded_at, entry_id);
CREATE INDEX station_changes_by_time ON station_changes (run_no, recorded_at, change_id);
CREATE INDEX messages_by_time ON messages (run_no, created_at, message_id) WHERE audience = 'public';
CREATE INDEX official_by_time ON official_information (run_no, recorded_at, official_id);
CREATE INDEX orders_by_time ON orders (run_no, composed_at, order_id);
CREATE INDEX order_steps_by_time ON order_steps (recorded_at, step_id);
CREATE INDEX calls_by_time ON calls (run_no, opened_at, call_id);

-- What was packed up after an event, kept to be fetched; asked for by a person, done by a worker.
CREATE TABLE packs (
  pack_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  person text NOT NULL CHECK (person <> ''),
  since timestamptz NOT NULL,
  until timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
  attempt int NOT NULL DEFAULT 0,
  finished_at timestamptz,
  failed_because text,
  sha256 text,
  content bytea,
  CHECK (until > since),
  CHECK ((state = 'done') = (content IS NOT NULL))
);
ALTER TABLE packs ALTER COLUMN content SET STORAGE EXTERNAL; -- it is compressed already
