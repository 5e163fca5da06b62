-- What named persons ruled of alerts, for judging to obey: a jump is a surge or a spike, the public may be told
-- of an overflow, an alert may end. Judging says of each whether it was carried out, or why not.

CREATE TABLE rulings (
  ruling_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id bigint NOT NULL,
  run_no int NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('surge', 'spike', 'overflow', 'all_clear')),
  person text NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  made_at timestamptz NOT NULL, -- by the clock of the run
  wall_made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  obeyed_at timestamptz,
  refused_because text,
  FOREIGN KEY (alert_id, run_no) REFERENCES alerts (alert_id, run_no)
);
CREATE INDEX rulings_to_obey ON rulings (ruling_id) WHERE obeyed_at IS NULL;
CREATE INDEX rulings_of_alert ON rulings (alert_id);
