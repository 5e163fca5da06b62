-- What JMA and river administrators announce. Appended, never changed: a correction and a lifting are rows
-- that supersede. control_status is the issuer's own mark; a rehearsal holds nothing that is marked as real.

CREATE TABLE official_information (
  official_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL,
  status text NOT NULL,
  control_status text NOT NULL CHECK (control_status IN ('通常', '訓練', '試験')),
  supersedes bigint UNIQUE REFERENCES official_information,
  issuer text NOT NULL CHECK (issuer <> ''),
  kind text NOT NULL CHECK (kind IN ('flood', 'heavy_rain', 'landslide', 'storm_surge', 'early_notice')),
  name text NOT NULL,
  alert_level smallint NOT NULL CHECK (alert_level BETWEEN 1 AND 5), -- 警戒レベル, never a gauge level
  rivers text[] NOT NULL DEFAULT '{}',
  areas text[] NOT NULL DEFAULT '{}',
  issued_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  wall_recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_until timestamptz,
  lifted_at timestamptz,
  source_text text NOT NULL DEFAULT '',
  source_url text NOT NULL DEFAULT '',
  entered_by text NOT NULL CHECK (entered_by <> ''),
  FOREIGN KEY (run_no, status) REFERENCES runs (run_no, status),
  CHECK (cardinality(rivers) + cardinality(areas) > 0),
  CHECK (status = 'actual' OR control_status <> '通常'),
  CHECK (supersedes <> official_id),
  CHECK (lifted_at >= issued_at)
);
CREATE INDEX official_information_of_run ON official_information (run_no, issued_at DESC);

-- Where a station stands, as official information names places: a municipality or a part of one.
-- A station without a row here is held to be in every area that is announced.
CREATE TABLE station_areas (
  station_id text NOT NULL REFERENCES stations,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  author text NOT NULL,
  areas text[] NOT NULL,
  PRIMARY KEY (station_id, recorded_at)
);
CREATE VIEW current_station_areas AS
SELECT DISTINCT ON (station_id) * FROM station_areas
WHERE valid_from <= now()
ORDER BY station_id, valid_from DESC, recorded_at DESC;

-- The newest of its mark, kind and place, one row a place: it replaces whatever was issued before it.
CREATE VIEW standing_official_information AS
SELECT DISTINCT ON (run_no, control_status, kind, by_river, place) o.*, by_river, place
FROM official_information o
CROSS JOIN LATERAL (
  SELECT true, unnest(rivers) UNION ALL SELECT false, unnest(areas)
) AS p (by_river, place)
WHERE NOT EXISTS (
  SELECT FROM official_information newer WHERE newer.supersedes = o.official_id
)
ORDER BY run_no, control_status, kind, by_river, place, issued_at DESC, official_id DESC;

ALTER TABLE stream_events DROP CONSTRAINT stream_events_kind_check;
ALTER TABLE stream_events ADD CONSTRAINT stream_events_kind_check
  CHECK (kind IN ('stations', 'alerts', 'deliveries', 'runs', 'official'));
