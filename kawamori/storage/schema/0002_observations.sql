-- What was observed. run_no stands for status and run in every key (runs.run_no determines both).

CREATE TABLE observations (
  run_no int NOT NULL,
  datastream_id int NOT NULL,
  observed_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  result float8 NOT NULL,
  flags smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (run_no, datastream_id, observed_at)
);

-- What judging or a person found out later; the newest row of an observation holds.
CREATE TABLE observation_flags (
  run_no int NOT NULL,
  datastream_id int NOT NULL,
  observed_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  flags smallint NOT NULL,
  reason text NOT NULL,
  author text NOT NULL DEFAULT 'judging',
  PRIMARY KEY (run_no, datastream_id, observed_at, recorded_at)
);

-- A camera's reading: how sure it is, and where the still is kept.
CREATE TABLE stills (
  run_no int NOT NULL,
  datastream_id int NOT NULL,
  observed_at timestamptz NOT NULL,
  confidence real,
  still text,
  PRIMARY KEY (run_no, datastream_id, observed_at)
);

CREATE TABLE latest_observations (
  run_no int NOT NULL REFERENCES runs,
  datastream_id int NOT NULL REFERENCES datastreams,
  observed_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  result float8 NOT NULL,
  flags smallint NOT NULL,
  PRIMARY KEY (run_no, datastream_id)
) WITH (fillfactor = 50);

-- A commit's readings, left for judging, which deletes the row in the transaction that records
-- its findings: the durable cursor. Parallel arrays, one element a reading.
CREATE TABLE arrivals (
  arrival_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  run_no int[] NOT NULL,
  datastream_id int[] NOT NULL,
  observed_at timestamptz[] NOT NULL,
  result float8[] NOT NULL,
  flags smallint[] NOT NULL,
  set_aside_because text -- judging failed on it: kept for a person, and out of the way
);

-- What could not be stored as an observation: its bytes, and why. The same bytes on the same topic
-- are one row while it is open, so that a device repeating itself fills no disk.
CREATE TABLE quarantine (
  quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  times int NOT NULL DEFAULT 1,
  topic text NOT NULL,
  payload bytea NOT NULL,
  reason text NOT NULL,
  replayed_at timestamptz
);
CREATE UNIQUE INDEX quarantine_open ON quarantine (sha256(payload), md5(topic))
  WHERE replayed_at IS NULL;

-- What of a device's boot is committed: its watermark is the end of the first range, if that begins at 1.
CREATE TABLE device_progress (
  run_no int NOT NULL REFERENCES runs,
  device_id text NOT NULL,
  boot int NOT NULL,
  stored int8multirange NOT NULL DEFAULT '{}',
  started_at timestamptz,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (run_no, device_id, boot)
) WITH (fillfactor = 50);

CREATE TABLE device_statuses (
  run_no int NOT NULL REFERENCES runs,
  device_id text NOT NULL,
  received_at timestamptz NOT NULL,
  online boolean NOT NULL,
  boot int NOT NULL,
  payload jsonb NOT NULL,
  PRIMARY KEY (run_no, device_id, received_at)
);

-- Roll-ups of a datastream by hour and by day (UTC); late data mark their hour stale and it is made anew.
CREATE TABLE hourly_rollups (
  run_no int NOT NULL,
  datastream_id int NOT NULL,
  hour timestamptz NOT NULL,
  n int NOT NULL,
  min_result float8 NOT NULL,
  mean_result float8 NOT NULL,
  max_result float8 NOT NULL,
  PRIMARY KEY (run_no, datastream_id, hour)
);
CREATE TABLE daily_rollups (
  run_no int NOT NULL,
  datastream_id int NOT NULL,
  day timestamptz NOT NULL,
  n int NOT NULL,
  min_result float8 NOT NULL,
  mean_result float8 NOT NULL,
  max_result float8 NOT NULL,
  PRIMARY KEY (run_no, datastream_id, day)
);
CREATE TABLE stale_rollups (
  run_no int NOT NULL,
  datastream_id int NOT NULL,
  hour timestamptz NOT NULL,
  PRIMARY KEY (run_no, datastream_id, hour)
);
