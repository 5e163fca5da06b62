-- Who is on duty, who was called to which alert, what is silenced, and why somebody was told.

-- Staff are reached as everybody is: a subscriber's row holds the number, a reachable row lets a run use it.
-- Hours are Japan's, over midnight where until_time is not later; none: always. River none: the whole network.
CREATE TABLE duty (
  duty_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  network text NOT NULL,
  river text,
  position smallint NOT NULL CHECK (position >= 1),
  person text NOT NULL CHECK (person <> ''),
  subscriber_id bigint NOT NULL REFERENCES subscribers,
  from_time time,
  until_time time,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  removed_at timestamptz,
  CHECK ((from_time IS NULL) = (until_time IS NULL))
);
CREATE UNIQUE INDEX one_person_a_position ON duty (network, river, position, from_time, until_time)
  NULLS NOT DISTINCT WHERE removed_at IS NULL;

-- A silence keeps messages from leaving, never judging from going on. starts_at and ends_at are by the
-- run's clock, wall_* the same moments by the wall. A maintenance window also covers a station's silence.
CREATE TABLE silences (
  silence_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  kind text NOT NULL CHECK (kind IN ('silence', 'maintenance')),
  station_id text REFERENCES stations,
  river text,
  network text,
  upto_level smallint NOT NULL CHECK (upto_level BETWEEN 2 AND 5),
  reason text NOT NULL CHECK (reason <> ''),
  author text NOT NULL CHECK (author <> ''),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  wall_starts_at timestamptz NOT NULL,
  wall_ends_at timestamptz NOT NULL,
  lifted_at timestamptz,
  lifted_by text,
  CHECK (num_nonnulls(station_id, river, network) = 1),
  CHECK (ends_at > starts_at)
);
CREATE INDEX silences_of_run ON silences (run_no, wall_ends_at);

-- A message is the public's, at most one for each step, or the staff's. silence_id is what kept it back;
-- river is noted as it is routed, so that what was just told of a river is found at once.
ALTER TABLE messages
  ADD COLUMN audience text NOT NULL DEFAULT 'public' CHECK (audience IN ('public', 'staff')),
  ADD COLUMN silence_id bigint REFERENCES silences,
  ADD COLUMN river text,
  DROP CONSTRAINT messages_transition_id_key;
CREATE UNIQUE INDEX one_public_message ON messages (transition_id) WHERE audience = 'public';
CREATE INDEX messages_of_transition ON messages (transition_id);
CREATE INDEX messages_of_river ON messages (run_no, river, routed_at)
  WHERE audience = 'public' AND kind IN ('raise', 'escalate');

-- link is sent behind the body and shown to nobody else: whoever has it may take the call.
ALTER TABLE deliveries
  ADD COLUMN link text NOT NULL DEFAULT '',
  ADD COLUMN asked_again_at timestamptz,
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN closed_by text;
CREATE UNIQUE INDEX deliveries_by_link ON deliveries (link) WHERE link <> '';
CREATE INDEX deliveries_handed_over ON deliveries (message_id)
  WHERE state = 'handed_over' AND closed_at IS NULL;
CREATE INDEX deliveries_of_subscriber ON deliveries (subscriber_id, created_at);

-- A delivery that waited a moment and tells of further stations of the river, by their messages.
CREATE TABLE delivery_covers (
  delivery_id uuid NOT NULL REFERENCES deliveries,
  message_id bigint NOT NULL REFERENCES messages,
  PRIMARY KEY (delivery_id, message_id)
);
CREATE INDEX covers_of_message ON delivery_covers (message_id);

-- A reason to call whoever is on duty. subject tells two of one cause apart: the step, the last reading
-- before the silence, the message that did not arrive. due_at and told_at are by the wall.
CREATE TABLE calls (
  call_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL,
  alert_id bigint NOT NULL,
  transition_id bigint NOT NULL REFERENCES transitions,
  cause text NOT NULL CHECK (cause IN ('level', 'unconfirmed', 'blind', 'handed_over')),
  subject text NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 5),
  opened_at timestamptz NOT NULL,
  tries smallint NOT NULL DEFAULT 0, -- how far down the roster
  times_told smallint NOT NULL DEFAULT 0,
  told_at timestamptz,
  due_at timestamptz NOT NULL DEFAULT 'epoch',
  silence_id bigint REFERENCES silences,
  taken_at timestamptz,
  taken_by text,
  ended_at timestamptz,
  ended_because text,
  FOREIGN KEY (alert_id, run_no) REFERENCES alerts (alert_id, run_no),
  UNIQUE (alert_id, cause, subject)
);
CREATE INDEX calls_open ON calls (run_no) WHERE taken_at IS NULL AND ended_at IS NULL;

CREATE TABLE call_messages (
  call_id bigint NOT NULL REFERENCES calls,
  nth smallint NOT NULL,
  message_id bigint NOT NULL REFERENCES messages,
  PRIMARY KEY (call_id, nth)
);
CREATE INDEX call_messages_by_message ON call_messages (message_id);

-- Everything that became of a delivery, for "why was I told?": written here, whoever changes the row.
CREATE TABLE delivery_steps (
  step_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery_id uuid NOT NULL REFERENCES deliveries,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  tries smallint NOT NULL,
  state text NOT NULL,
  provider_id text,
  provider_status text,
  provider_code text
);
CREATE INDEX steps_of_delivery ON delivery_steps (delivery_id, step_id);

CREATE FUNCTION note_delivery_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO delivery_steps (delivery_id, tries, state, provider_id, provider_status, provider_code)
  VALUES (NEW.delivery_id, NEW.tries, NEW.state, NEW.provider_id, NEW.provider_status, NEW.provider_code);
  RETURN NULL;
END $$;
CREATE TRIGGER delivery_step AFTER UPDATE ON deliveries FOR EACH ROW
WHEN ((OLD.state, OLD.tries, OLD.provider_status, OLD.provider_code)
      IS DISTINCT FROM (NEW.state, NEW.tries, NEW.provider_status, NEW.provider_code))
EXECUTE FUNCTION note_delivery_step();
