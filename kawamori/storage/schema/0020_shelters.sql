-- Where people may flee to (指定緊急避難場所), and whether each is open, in every run apart.

-- Facts about a shelter are versions, as an area's are. hazards: what it was designated for (災害対策基本法
-- 49条の4); one that isn't designated for floods isn't safe in one. A retired shelter is shown nowhere.
CREATE TABLE shelters (
  shelter_id text PRIMARY KEY CHECK (shelter_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE shelter_facts (
  shelter_id text NOT NULL REFERENCES shelters,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  author text NOT NULL CHECK (author <> ''),
  name text NOT NULL CHECK (name <> ''),
  name_en text NOT NULL DEFAULT '',
  reading text NOT NULL DEFAULT '',
  address text NOT NULL DEFAULT '',
  lat double precision NOT NULL CHECK (lat BETWEEN -90 AND 90),
  lon double precision NOT NULL CHECK (lon BETWEEN -180 AND 180),
  capacity int CHECK (capacity > 0),
  hazards text[] NOT NULL DEFAULT '{}',
  note text NOT NULL DEFAULT '',
  retired boolean NOT NULL DEFAULT false,
  PRIMARY KEY (shelter_id, recorded_at)
);
CREATE VIEW current_shelters AS
SELECT * FROM (
  SELECT DISTINCT ON (shelter_id) * FROM shelter_facts ORDER BY shelter_id, recorded_at DESC
) newest
WHERE NOT retired;

-- Appended, never changed. Nothing said of a shelter means closed; people null is: nobody has counted.
-- at is by the run's clock.
CREATE TABLE shelter_states (
  state_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  shelter_id text NOT NULL REFERENCES shelters,
  state text NOT NULL CHECK (state IN ('open', 'full', 'closed')),
  people int CHECK (people >= 0),
  note text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  CHECK (state <> 'closed' OR coalesce(people, 0) = 0)
);
CREATE INDEX states_of_shelter ON shelter_states (run_no, shelter_id, state_no DESC);

-- What kinds of change there are is told by api/frames.py: a list here would be changed with each of them.
ALTER TABLE stream_events DROP CONSTRAINT stream_events_kind_check;
ALTER TABLE stream_events ADD CONSTRAINT stream_events_kind_check CHECK (kind ~ '^[a-z_]{1,40}$');
