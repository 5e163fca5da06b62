-- TimescaleDB Community: old chunks in columns, and aggregates for dashboards that follow the newest reading.
-- Nothing the program reads depends on them: its own roll-ups know what judging found later, these do not.

ALTER TABLE observations SET (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'run_no, datastream_id',
  timescaledb.compress_orderby = 'observed_at'
);
-- After the longest outage a spool bridges; what comes later still is stored, only dearer.
SELECT add_compression_policy('observations', INTERVAL '30 days');

CREATE MATERIALIZED VIEW observed_by_hour
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT run_no, datastream_id, time_bucket(INTERVAL '1 hour', observed_at) AS hour,
       count(*) AS n, min(result) AS min_result, avg(result) AS mean_result,
       max(result) AS max_result
FROM observations
GROUP BY run_no, datastream_id, time_bucket(INTERVAL '1 hour', observed_at)
WITH NO DATA;

CREATE MATERIALIZED VIEW observed_by_day
WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT run_no, datastream_id, time_bucket(INTERVAL '1 day', hour) AS day,
       sum(n) AS n, min(min_result) AS min_result, sum(mean_result * n) / sum(n) AS mean_result,
       max(max_result) AS max_result
FROM observed_by_hour
GROUP BY run_no, datastream_id, time_bucket(INTERVAL '1 day', hour)
WITH NO DATA;

-- No start: late data, and floods recorded long ago, are taken in however old they are.
SELECT add_continuous_aggregate_policy('observed_by_hour', start_offset => NULL,
  end_offset => INTERVAL '1 hour', schedule_interval => INTERVAL '10 minutes');
SELECT add_continuous_aggregate_policy('observed_by_day', start_offset => NULL,
  end_offset => INTERVAL '1 day', schedule_interval => INTERVAL '1 hour');
