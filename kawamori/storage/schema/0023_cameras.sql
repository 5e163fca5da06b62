-- Cameras that look at rivers, and their stills: the pictures lie on disk, a row tells of each.

CREATE TABLE cameras (
  camera_id text PRIMARY KEY CHECK (camera_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  network text NOT NULL DEFAULT 'city',
  recorded_at timestamptz NOT NULL DEFAULT now()
);

-- Facts about a camera are versions. interval_s is the time between its stills; a camera without a place of
-- its own stands where its station does. One that is withdrawn is shown nowhere; its stills stay.
CREATE TABLE camera_facts (
  camera_id text NOT NULL REFERENCES cameras,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  author text NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  name_en text NOT NULL DEFAULT '',
  device_id text NOT NULL,
  station_id text REFERENCES stations,
  lat float8 CHECK (lat BETWEEN -90 AND 90),
  lon float8 CHECK (lon BETWEEN -180 AND 180),
  bearing_deg smallint CHECK (bearing_deg BETWEEN 0 AND 359),
  interval_s int NOT NULL CHECK (interval_s > 0),
  withdrawn boolean NOT NULL DEFAULT false,
  PRIMARY KEY (camera_id, recorded_at)
);
CREATE VIEW current_cameras AS
SELECT * FROM (
  SELECT DISTINCT ON (f.camera_id) c.network, f.*
  FROM cameras c JOIN camera_facts f USING (camera_id)
  WHERE f.valid_from <= now()
  ORDER BY f.camera_id, f.valid_from DESC, f.recorded_at DESC
) newest
WHERE NOT withdrawn;

-- sha256 is of what was sent; bytes, width and height are of the picture that is kept. taken_at and
-- received_at are by the run's clock, stored_at by the wall's.
CREATE TABLE camera_stills (
  still_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  camera_id text NOT NULL REFERENCES cameras,
  taken_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  sha256 bytea NOT NULL,
  bytes int NOT NULL,
  width smallint NOT NULL,
  height smallint NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (run_no, camera_id, taken_at, sha256),
  UNIQUE (still_id, run_no, camera_id)
);
CREATE INDEX camera_stills_by_age ON camera_stills (stored_at);

-- How the river looks on a quiet day and a quiet night, chosen by a person; the newest choice holds.
CREATE TABLE camera_normals (
  run_no int NOT NULL,
  camera_id text NOT NULL,
  light text NOT NULL CHECK (light IN ('day', 'night')),
  chosen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  still_id bigint NOT NULL,
  author text NOT NULL,
  PRIMARY KEY (run_no, camera_id, light, chosen_at),
  FOREIGN KEY (still_id, run_no, camera_id) REFERENCES camera_stills (still_id, run_no, camera_id)
);
CREATE INDEX camera_normals_by_still ON camera_normals (still_id);

-- What a device shows to hand over stills: its hash alone is kept, and one at a time holds.
CREATE TABLE device_keys (
  key_sha256 bytea PRIMARY KEY,
  device_id text NOT NULL,
  rehearsals_only boolean NOT NULL DEFAULT false,
  author text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz
);
CREATE UNIQUE INDEX one_key_a_device ON device_keys (device_id) WHERE ended_at IS NULL;

-- Which devices have spoken for which stations, so that a station's page can say how its device is.
CREATE TABLE device_stations (
  run_no int NOT NULL REFERENCES runs,
  device_id text NOT NULL,
  station_id text NOT NULL REFERENCES stations,
  PRIMARY KEY (run_no, station_id, device_id)
);

-- A year's chart finds what ingest flagged without reading the year.
CREATE INDEX observations_flagged ON observations (run_no, datastream_id, observed_at)
  WHERE flags <> 0;

ALTER TABLE stream_events DROP CONSTRAINT IF EXISTS stream_events_kind_check;
ALTER TABLE stream_events ADD CONSTRAINT stream_events_kind_check CHECK (kind ~ '^[a-z_]{1,40}$');
