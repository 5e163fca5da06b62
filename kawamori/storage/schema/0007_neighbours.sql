-- Which stations the same water passes, in what time. Versions: appended, never changed; withdrawn ends one.

CREATE TABLE neighbours (
  upstream_id text NOT NULL REFERENCES stations,
  downstream_id text NOT NULL REFERENCES stations,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  author text NOT NULL,
  basis text NOT NULL CHECK (basis IN ('given', 'learned')),
  travel_s int CHECK (travel_s > 0),
  spread_s int CHECK (spread_s >= 0),
  evidence text NOT NULL DEFAULT '',
  withdrawn boolean NOT NULL DEFAULT false,
  PRIMARY KEY (upstream_id, downstream_id, recorded_at),
  CHECK (upstream_id <> downstream_id),
  CHECK (spread_s IS NULL OR travel_s IS NOT NULL)
);
CREATE INDEX neighbours_by_downstream ON neighbours (downstream_id);

CREATE VIEW current_neighbours AS
SELECT * FROM (
  SELECT DISTINCT ON (upstream_id, downstream_id) * FROM neighbours
  WHERE valid_from <= now()
  ORDER BY upstream_id, downstream_id, valid_from DESC, recorded_at DESC
) AS newest
WHERE NOT withdrawn;

-- Which water is on its way to a station that rises upstream: {as_of, station_id, expected_in_s, spread_s}.
ALTER TABLE assessments ADD COLUMN upstream jsonb;
ALTER TABLE latest_assessments ADD COLUMN upstream jsonb;
