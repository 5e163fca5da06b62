-- TimescaleDB of either edition: observations in weekly chunks. Runs in the transaction that creates the schema.

SELECT create_hypertable('observations', 'observed_at', chunk_time_interval => interval '7 days',
                         create_default_indexes => false, migrate_data => true);
