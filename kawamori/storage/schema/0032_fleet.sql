-- The fleet: which devices the city knows, by which keys they come in, and how headquarters wants them set.

-- battery_floor_v: below it the device stops; null where nobody said. station_ids: what it is to speak for.
CREATE TABLE devices (
  device_id text PRIMARY KEY CHECK (device_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  what text NOT NULL DEFAULT '',
  station_ids text[] NOT NULL DEFAULT '{}',
  battery_floor_v float8 CHECK (battery_floor_v > 0),
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  registered_by text NOT NULL CHECK (registered_by <> '')
);

-- Certificates by the city's own authority; the key of each is on its device alone. ends_at: another took its place,
-- and the two overlap until then. listed_at: when a revocation list that names it was written for the broker.
CREATE TABLE device_certificates (
  serial text PRIMARY KEY CHECK (serial ~ '^[0-9a-f]+$'),
  device_id text NOT NULL REFERENCES devices,
  fingerprint text NOT NULL UNIQUE CHECK (fingerprint ~ '^[0-9a-f]{64}$'), -- SHA-256 of its DER
  not_before timestamptz NOT NULL,
  not_after timestamptz NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  made_by text NOT NULL CHECK (made_by <> ''),
  ends_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  revoked_because text,
  listed_at timestamptz,
  CHECK (not_after > not_before),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)
     AND (revoked_at IS NULL) = (coalesce(revoked_because, '') = ''))
);
CREATE INDEX certificates_of_device ON device_certificates (device_id, made_at DESC);

-- How often a device is to measure, by {station_id}/{datastream}, in seconds; the highest version holds.
CREATE TABLE device_configs (
  device_id text NOT NULL REFERENCES devices,
  version int NOT NULL CHECK (version >= 1),
  intervals_s jsonb NOT NULL,
  set_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  set_by text NOT NULL CHECK (set_by <> ''),
  PRIMARY KEY (device_id, version)
);
