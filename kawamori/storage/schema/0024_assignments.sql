-- Who has an alert in hand, calls about what is no alert, answers that somebody took, corrections by two persons.

-- Appended, never changed: the newest holds. assignee null: it was given back. assigned_at is by the run's clock.
CREATE TABLE assignments (
  assignment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id bigint NOT NULL,
  run_no int NOT NULL,
  assignee text CHECK (assignee <> ''),
  is_office boolean NOT NULL DEFAULT false,
  note text NOT NULL DEFAULT '',
  assigned_by text NOT NULL CHECK (assigned_by <> ''),
  assigned_at timestamptz NOT NULL,
  wall_assigned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  FOREIGN KEY (alert_id, run_no) REFERENCES alerts (alert_id, run_no)
);
CREATE INDEX assignments_of_alert ON assignments (alert_id, assignment_id DESC);

-- A call is about an alert, or about an order, a quotation or a correction that could not be delivered.
ALTER TABLE calls
  ALTER COLUMN alert_id DROP NOT NULL,
  ALTER COLUMN transition_id DROP NOT NULL,
  ADD COLUMN about_message bigint REFERENCES messages,
  ADD CHECK (num_nonnulls(alert_id, about_message) = 1),
  ADD CHECK ((alert_id IS NULL) = (transition_id IS NULL)),
  ADD CHECK (about_message IS NULL OR cause = 'handed_over');
CREATE UNIQUE INDEX one_call_a_message ON calls (about_message, subject)
  WHERE about_message IS NOT NULL;

-- duty: a call to staff that no gauge is behind.
ALTER TABLE messages
  DROP CONSTRAINT messages_family_check,
  ADD CONSTRAINT messages_family_check
    CHECK (family IN ('gauge', 'official', 'order', 'canary', 'duty')),
  ADD CHECK (family <> 'duty' OR audience = 'staff');

-- What somebody answered is taken by a named person, who may hand it on, and closed with a note.
ALTER TABLE inbound_messages
  ADD COLUMN taken_at timestamptz,
  ADD COLUMN taken_by text CHECK (taken_by <> ''),
  ADD COLUMN note text NOT NULL DEFAULT '',
  ADD CHECK ((taken_at IS NULL) = (taken_by IS NULL));
CREATE INDEX inbound_waiting ON inbound_messages (rehearsed) WHERE closed_at IS NULL;

-- The correction of a notice or of a quotation, as one person composed it and another released it. Times are
-- the wall's. alone_because: why one person was enough.
CREATE TABLE corrections (
  correction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id bigint NOT NULL REFERENCES messages,
  kind text NOT NULL CHECK (kind IN ('correct', 'retract')),
  how_it_is text NOT NULL DEFAULT '',
  because text NOT NULL DEFAULT '',
  composed_by text NOT NULL CHECK (composed_by <> ''),
  composed_as text NOT NULL,
  composed_at timestamptz NOT NULL,
  withdrawn_by text,
  withdrawn_at timestamptz,
  released_by text,
  released_at timestamptz,
  alone_because text NOT NULL DEFAULT '',
  correcting bigint UNIQUE REFERENCES messages,
  CHECK ((released_at IS NULL) = (correcting IS NULL)),
  CHECK ((released_at IS NULL) = (released_by IS NULL)),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
  CHECK (num_nonnulls(withdrawn_at, released_at) <= 1)
);
CREATE UNIQUE INDEX one_correction_waits ON corrections (message_id)
  WHERE withdrawn_at IS NULL AND released_at IS NULL;

-- From where a code was asked for, as a keyed hash: nobody spends the city's money from one place.
ALTER TABLE phone_verifications ADD COLUMN caller_hash bytea;
CREATE INDEX verifications_by_caller ON phone_verifications (caller_hash, asked_at)
  WHERE caller_hash IS NOT NULL;
