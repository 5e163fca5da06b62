-- What a station promises beside its interval: how often when the river is high, and how long it may be silent
-- below its start level.

ALTER TABLE station_facts
  ADD COLUMN burst_interval_s int CHECK (burst_interval_s > 0 AND burst_interval_s <= interval_s),
  ADD COLUMN dormant_s int CHECK (dormant_s > 0);

CREATE OR REPLACE VIEW current_stations AS
SELECT DISTINCT ON (f.station_id) s.network, f.*
FROM stations s JOIN station_facts f USING (station_id)
WHERE f.valid_from <= now()
ORDER BY f.station_id, f.valid_from DESC, f.recorded_at DESC;
