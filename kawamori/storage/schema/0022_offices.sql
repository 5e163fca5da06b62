-- What offices hand over to one another and ask of one another, and situation reports as they were issued.

-- All of it is appended, never changed. Times are by the run's clock, wall_* by the wall. An office that is null is
-- headquarters; to_all is for every office and headquarters.
CREATE TABLE hand_overs (
  note_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  shift text NOT NULL CHECK (shift <> ''),
  to_all boolean NOT NULL,
  to_office text REFERENCES offices,
  from_office text REFERENCES offices,
  body text NOT NULL CHECK (body <> ''),
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  written_at timestamptz NOT NULL,
  wall_written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (NOT to_all OR to_office IS NULL)
);
CREATE INDEX hand_overs_of_run ON hand_overs (run_no, note_id DESC);
CREATE TABLE hand_over_reads (
  note_id bigint NOT NULL REFERENCES hand_overs,
  person text NOT NULL CHECK (person <> ''),
  office text REFERENCES offices,
  read_at timestamptz NOT NULL,
  wall_read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (note_id, person)
);

CREATE TABLE office_requests (
  request_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  from_office text REFERENCES offices,
  to_office text REFERENCES offices,
  what text NOT NULL CHECK (what <> ''),
  needed_by timestamptz,
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  asked_at timestamptz NOT NULL,
  wall_asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (from_office IS DISTINCT FROM to_office)
);
CREATE INDEX office_requests_of_run ON office_requests (run_no, request_id DESC);
-- asked → taken → done, or refused with a reason before it is done.
CREATE TABLE office_request_steps (
  step_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id bigint NOT NULL REFERENCES office_requests,
  step text NOT NULL CHECK (step IN ('take', 'done', 'refuse')),
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  office text REFERENCES offices,
  at timestamptz NOT NULL,
  wall_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  note text NOT NULL DEFAULT '',
  CHECK (step <> 'refuse' OR note <> '')
);
CREATE UNIQUE INDEX request_taken_once ON office_request_steps (request_id) WHERE step = 'take';
CREATE UNIQUE INDEX request_ended_once ON office_request_steps (request_id) WHERE step <> 'take';

-- 状況報告 第N報, counted in each run for headquarters and for each office apart. facts: all that it says, as it
-- stood when it was issued.
CREATE TABLE situation_reports (
  report_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  office text REFERENCES offices,
  number int NOT NULL CHECK (number > 0),
  as_of timestamptz NOT NULL,
  issued_by text NOT NULL CHECK (issued_by <> ''),
  role text NOT NULL,
  wall_issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  facts jsonb NOT NULL
);
CREATE UNIQUE INDEX one_report_a_number ON situation_reports (run_no, office, number) NULLS NOT DISTINCT;

CREATE TRIGGER hand_overs_append_only BEFORE UPDATE OR DELETE ON hand_overs
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER office_requests_append_only BEFORE UPDATE OR DELETE ON office_requests
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER office_request_steps_append_only BEFORE UPDATE OR DELETE ON office_request_steps
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER situation_reports_append_only BEFORE UPDATE OR DELETE ON situation_reports
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
