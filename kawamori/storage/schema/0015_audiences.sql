-- Where people live, which stations speak for it, and what is kept of those who asked to be told.

-- An area is a district (町丁・大字), or a zone that lies over districts (浸水想定区域). Facts about it are
-- versions, as a station's are. risk puts the people of an area first among those told of the same level.
CREATE TABLE areas (
  area_id text PRIMARY KEY CHECK (area_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE area_facts (
  area_id text NOT NULL REFERENCES areas,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  valid_from timestamptz NOT NULL DEFAULT '-infinity',
  author text NOT NULL CHECK (author <> ''),
  name text NOT NULL CHECK (name <> ''),
  name_en text NOT NULL DEFAULT '',
  reading text NOT NULL DEFAULT '',
  kind text NOT NULL DEFAULT 'district' CHECK (kind IN ('district', 'zone')),
  municipality text NOT NULL DEFAULT '' CHECK (municipality ~ '^([0-9]{5,6})?$'),
  population int CHECK (population >= 0),
  households int CHECK (households >= 0),
  risk smallint NOT NULL DEFAULT 0 CHECK (risk BETWEEN 0 AND 9),
  geometry jsonb NOT NULL, -- GeoJSON, Polygon or MultiPolygon, WGS 84 longitude and latitude
  PRIMARY KEY (area_id, recorded_at)
);
CREATE VIEW current_areas AS
SELECT DISTINCT ON (area_id) * FROM area_facts
WHERE valid_from <= now()
ORDER BY area_id, valid_from DESC, recorded_at DESC;
ALTER TABLE message_areas ADD FOREIGN KEY (area_id) REFERENCES areas;

-- Whose river it is: what these stations show is told to the people of the area. Removed, never deleted.
CREATE TABLE area_stations (
  area_id text NOT NULL REFERENCES areas,
  station_id text NOT NULL REFERENCES stations,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  added_by text NOT NULL CHECK (added_by <> ''),
  removed_at timestamptz,
  removed_by text
);
CREATE UNIQUE INDEX one_voice_an_area ON area_stations (station_id, area_id) WHERE removed_at IS NULL;

CREATE TABLE subscriber_areas (
  subscriber_id bigint NOT NULL REFERENCES subscribers,
  area_id text NOT NULL REFERENCES areas,
  from_level smallint NOT NULL DEFAULT 3 CHECK (from_level BETWEEN 2 AND 4), -- of gauge notices alone
  PRIMARY KEY (subscriber_id, area_id)
);
CREATE INDEX subscribers_by_area ON subscriber_areas (area_id);

-- verified_at null: nobody has shown yet that the address is theirs, and nothing is sent to it. Quiet hours
-- are Japan's, over midnight where the end is not later; they never hold back alert levels 4 and 5, nor gauge
-- levels from gauge_quiet_below on. An erased subscriber keeps a row, for the ledger's counts, and no address.
ALTER TABLE subscribers
  ADD COLUMN verified_at timestamptz,
  ADD COLUMN reading_need text NOT NULL DEFAULT 'none'
    CHECK (reading_need IN ('none', 'screen_reader', 'no_smartphone')),
  ADD COLUMN quiet_from time,
  ADD COLUMN quiet_until time,
  ADD COLUMN gauge_quiet_below smallint NOT NULL DEFAULT 4 CHECK (gauge_quiet_below BETWEEN 2 AND 5),
  ADD COLUMN erased_at timestamptz,
  ADD CONSTRAINT quiet_hours_have_both_ends CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
  ADD CONSTRAINT an_erased_subscriber_is_stopped CHECK (erased_at IS NULL OR stopped_at IS NOT NULL);
UPDATE subscribers SET verified_at = created_at;
ALTER TABLE subscribers ALTER COLUMN verified_at SET DEFAULT now();
CREATE INDEX subscribers_to_erase ON subscribers (stopped_at) WHERE erased_at IS NULL;

-- People who ask for a visit (戸別訪問): the only ones of whom a name and an address are kept, under a key of
-- their own. phone_hash is that of a subscriber, so that a visit can be told from a number reached.
CREATE TABLE visit_requests (
  visit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  area_id text NOT NULL REFERENCES areas,
  person_encrypted bytea NOT NULL,
  phone_hash bytea,
  asked_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  recorded_by text NOT NULL CHECK (recorded_by <> ''),
  CHECK (ends_at > asked_at)
);
CREATE INDEX visit_requests_of_area ON visit_requests (area_id);
CREATE INDEX visit_requests_by_phone ON visit_requests (phone_hash);
