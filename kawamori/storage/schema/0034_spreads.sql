-- How far apart the answers of a reading's burst lay (their median absolute deviation, in the unit of the result),
-- and from when on the calibration holds that it was made by. Null where the instrument told none; a row without
-- them is as long as before. No checks: TimescaleDB adds no column with one once old chunks are in columns.
ALTER TABLE observations ADD COLUMN spread float8;
ALTER TABLE observations ADD COLUMN calibration timestamptz;
