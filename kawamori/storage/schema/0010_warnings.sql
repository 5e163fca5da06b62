-- What was projected of a level not yet reached, and what became of it. For headquarters alone.

CREATE TABLE warnings (
  warning_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  station_id text NOT NULL REFERENCES stations,
  datastream_id int NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 5),
  threshold_m float8 NOT NULL,
  observed_at timestamptz NOT NULL, -- the reading it was seen from
  recorded_at timestamptz NOT NULL,
  expected_at timestamptz,
  p10_at timestamptz,
  p90_at timestamptz,
  policy_version text NOT NULL,
  outcome text CHECK (outcome IN ('hit', 'false')),
  reached_at timestamptz,
  settled_at timestamptz,
  CHECK ((outcome IS NULL) = (settled_at IS NULL)),
  CHECK ((outcome = 'hit') = (reached_at IS NOT NULL)),
  UNIQUE (run_no, station_id, level, observed_at)
);
CREATE INDEX warnings_to_settle ON warnings (run_no, observed_at) WHERE outcome IS NULL;
