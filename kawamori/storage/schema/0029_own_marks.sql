-- 自分で決めた高さ: residents name heights of their own on a gauge, and are told when its confirmed stage reaches one.

CREATE TABLE own_marks (
  subscriber_id bigint NOT NULL REFERENCES subscribers,
  station_id text NOT NULL REFERENCES stations,
  stage_m float8 NOT NULL CHECK (stage_m BETWEEN -1000 AND 10000),
  PRIMARY KEY (subscriber_id, station_id, stage_m)
);
CREATE INDEX own_marks_by_height ON own_marks (station_id, stage_m);

-- Up to which height the marks of a gauge have been reached in a run. It rises with the stage, and falls once
-- that has stood clearly below for a while: so each mark is told once, and again only after the river had left it.
CREATE TABLE own_mark_lines (
  run_no int NOT NULL REFERENCES runs,
  station_id text NOT NULL REFERENCES stations,
  reached_m float8 NOT NULL,
  observed_at timestamptz NOT NULL,
  PRIMARY KEY (run_no, station_id)
) WITH (fillfactor = 50);

-- A height that was reached by a reading, for all whose own it is: what a message of the family own tells.
CREATE TABLE own_reaches (
  own_reach_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  station_id text NOT NULL REFERENCES stations,
  mark_m float8 NOT NULL,
  stage_m float8 NOT NULL,
  observed_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  wall_recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (stage_m >= mark_m),
  UNIQUE (run_no, station_id, observed_at, mark_m),
  UNIQUE (own_reach_id, run_no)
);
ALTER TABLE messages
  ADD COLUMN own_reach_id bigint UNIQUE,
  ADD FOREIGN KEY (own_reach_id, run_no) REFERENCES own_reaches (own_reach_id, run_no),
  DROP CONSTRAINT messages_family_check,
  ADD CONSTRAINT messages_family_check
    CHECK (family IN ('gauge', 'official', 'order', 'canary', 'duty', 'own')),
  ADD CHECK (family <> 'own' OR num_nonnulls(own_reach_id, corrects) = 1),
  ADD CHECK (own_reach_id IS NULL OR family = 'own');

-- The browser that a number takes the place of, once it is shown to be somebody's own.
ALTER TABLE phone_verifications ADD COLUMN replaces bigint REFERENCES subscribers;
