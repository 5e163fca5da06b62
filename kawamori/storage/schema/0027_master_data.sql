-- What is proposed of stations, thresholds, sensors, neighbours, areas, phrases and policies, tried, published or dropped.

-- A retired station keeps its history and is judged no more. Where an alert of it is open, judging goes on until
-- that has ended: nothing that was raised is left without anybody who could clear it.
ALTER TABLE station_facts ADD COLUMN retired boolean NOT NULL DEFAULT false;
CREATE INDEX retired_stations ON station_facts (station_id) WHERE retired;
CREATE OR REPLACE VIEW current_stations AS
SELECT DISTINCT ON (f.station_id) s.network, f.*
FROM stations s JOIN station_facts f USING (station_id)
WHERE f.valid_from <= now()
ORDER BY f.station_id, f.valid_from DESC, f.recorded_at DESC;
CREATE VIEW gone_stations AS
SELECT DISTINCT f.station_id FROM station_facts f
WHERE f.retired AND f.valid_from <= now()
  AND NOT EXISTS (
    SELECT FROM station_facts n WHERE n.station_id = f.station_id AND n.valid_from <= now()
      AND (n.valid_from, n.recorded_at) > (f.valid_from, f.recorded_at))
  AND NOT EXISTS (
    SELECT FROM alerts al WHERE al.station_id = f.station_id AND al.closed_at IS NULL);

-- current_areas names every area that there ever was, for what was told; offered_areas those one may still tell.
ALTER TABLE area_facts ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;
CREATE OR REPLACE VIEW current_areas AS
SELECT DISTINCT ON (area_id) * FROM area_facts
WHERE valid_from <= now()
ORDER BY area_id, valid_from DESC, recorded_at DESC;
CREATE VIEW offered_areas AS SELECT * FROM current_areas WHERE NOT withdrawn;

-- 定型文: what people choose from while they write; texts are by language, Japanese always.
CREATE TABLE phrases (
  phrase_id text NOT NULL CHECK (phrase_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  author text NOT NULL CHECK (author <> ''),
  kind text NOT NULL CHECK (kind IN ('order_reason', 'shelter', 'hand_over', 'chronology')),
  texts jsonb NOT NULL CHECK (texts ->> 'ja' <> ''),
  withdrawn boolean NOT NULL DEFAULT false,
  PRIMARY KEY (phrase_id, recorded_at)
);
CREATE VIEW current_phrases AS
SELECT DISTINCT ON (phrase_id) * FROM phrases
WHERE valid_from <= now()
ORDER BY phrase_id, valid_from DESC, recorded_at DESC;

-- A file that came in as drafts, one for each thing that it would change; same is how many it leaves as they are.
CREATE TABLE master_files (
  file_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('stations', 'areas')),
  author text NOT NULL CHECK (author <> ''),
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  same int NOT NULL DEFAULT 0 CHECK (same >= 0)
);

-- standing is what held when it was drafted: if that is no longer so, the draft is not published.
CREATE TABLE master_drafts (
  draft_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  what text NOT NULL CHECK (what IN ('station', 'retirement', 'thresholds', 'sensor', 'plausible',
                                     'neighbour', 'area', 'voices', 'phrase', 'policy')),
  subject text NOT NULL CHECK (subject <> ''),
  proposed jsonb NOT NULL,
  standing jsonb,
  note text NOT NULL DEFAULT '',
  author text NOT NULL CHECK (author <> ''),
  role text NOT NULL,
  drafted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  file_id bigint REFERENCES master_files
);
CREATE INDEX drafts_of_subject ON master_drafts (what, subject);
CREATE INDEX drafts_of_file ON master_drafts (file_id) WHERE file_id IS NOT NULL;

-- How a draft ended. because is the written reason for what was not tried, or was done over an open alert.
CREATE TABLE master_draft_ends (
  draft_id bigint PRIMARY KEY REFERENCES master_drafts,
  state text NOT NULL CHECK (state IN ('published', 'dropped')),
  ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  because text NOT NULL DEFAULT '',
  valid_from timestamptz,
  CHECK (state = 'published' OR valid_from IS NULL)
);

-- ladders: the proposed thresholds by station id, held against those in force; null where policies alone differ.
ALTER TABLE backtests ADD COLUMN ladders jsonb;
CREATE TABLE master_tries (
  draft_id bigint NOT NULL REFERENCES master_drafts,
  backtest_id bigint NOT NULL REFERENCES backtests,
  PRIMARY KEY (draft_id, backtest_id)
);
