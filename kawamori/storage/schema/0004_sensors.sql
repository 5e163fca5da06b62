-- What each datastream's sensor measures, and from when on. The newest version that is valid at observed_at
-- turns a result into the stage; before the first, and where there is none, a result is taken as it comes.

CREATE TABLE sensor_facts (
  datastream_id int NOT NULL REFERENCES datastreams,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  author text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('stage', 'depth', 'distance')),
  unit text NOT NULL CHECK (unit IN ('m', 'cm', 'mm', 'ft')),
  offset_m float8 NOT NULL DEFAULT 0,
  scale float8 NOT NULL DEFAULT 1 CHECK (scale > 0),
  PRIMARY KEY (datastream_id, recorded_at)
);

-- What the sensor itself said, where a conversion made observations.result of it.
CREATE TABLE raw_results (
  run_no int NOT NULL,
  datastream_id int NOT NULL,
  observed_at timestamptz NOT NULL,
  raw float8 NOT NULL,
  PRIMARY KEY (run_no, datastream_id, observed_at)
);
