-- What judging remembers of a gauge's past between two readings, as bytes of its own layout: written with every
-- judgement, so that whoever judges after a crash goes on as if nothing had been.

CREATE TABLE memories (
  run_no int NOT NULL REFERENCES runs,
  datastream_id int NOT NULL REFERENCES datastreams,
  memory bytea NOT NULL,
  PRIMARY KEY (run_no, datastream_id)
) WITH (fillfactor = 50);
