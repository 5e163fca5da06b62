-- 市民の一時職員化: people who step in for a while. Who they are, what they may do, who is called, what they do.

-- A responder is one person. person_sealed: name, reading and date of birth; emergency_sealed: whom to ring for them,
-- under a key of its own purpose. key_hash: SHA-256 of the key that their phone keeps. erased_at: the row stays, and
-- nothing that tells who it was. Times of this block are the wall's.
CREATE TABLE responders (
  responder_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  registered_at timestamptz NOT NULL,
  category text NOT NULL
    CHECK (category IN ('part_time_official', 'ordered_resident', 'fire_corps', 'volunteer')),
  person_sealed bytea,
  emergency_sealed bytea,
  language text NOT NULL,
  languages text[] NOT NULL DEFAULT '{}',
  equipment text[] NOT NULL DEFAULT '{}',
  home_area text REFERENCES areas,
  work_area text REFERENCES areas,
  consent text NOT NULL CHECK (consent <> ''), -- the wording that was agreed to, by its version
  consented_at timestamptz NOT NULL,
  is_adult_from date NOT NULL, -- the day they turn 18: what the rules ask, without the date of birth
  key_hash bytea UNIQUE,
  erased_at timestamptz,
  CHECK (erased_at IS NULL OR (person_sealed IS NULL AND emergency_sealed IS NULL AND key_hash IS NULL))
);
-- How they are reached: by text, and by the browser of their page.
CREATE TABLE responder_addresses (
  responder_id bigint NOT NULL REFERENCES responders,
  subscriber_id bigint NOT NULL REFERENCES subscribers,
  PRIMARY KEY (responder_id, subscriber_id)
);
CREATE INDEX responders_by_address ON responder_addresses (subscriber_id);

-- A number that somebody registers by, until the code that was sent to it comes back. asked_sealed: what they wrote.
CREATE TABLE responder_registrations (
  verification_id uuid PRIMARY KEY REFERENCES phone_verifications ON DELETE CASCADE,
  asked_sealed bytea NOT NULL
);

-- checked_by null: they say so themselves, and nothing is given to them for it yet.
CREATE TABLE responder_skills (
  responder_id bigint NOT NULL REFERENCES responders,
  skill text NOT NULL,
  certificate text NOT NULL DEFAULT '',
  checked_by text CHECK (checked_by <> ''),
  checked_at timestamptz,
  PRIMARY KEY (responder_id, skill),
  CHECK ((checked_by IS NULL) = (checked_at IS NULL))
);

-- What happened to a registration: the newest of approve, refuse and withdraw holds. brief: the responder
-- acknowledged the safety briefing of that version (note). Appended; when the person is erased other notes are too.
CREATE TABLE responder_steps (
  step_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  responder_id bigint NOT NULL REFERENCES responders,
  step text NOT NULL CHECK (step IN ('register', 'approve', 'refuse', 'withdraw', 'brief', 'leave')),
  person text NOT NULL, -- '': the responder
  role text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  note text NOT NULL DEFAULT '',
  CHECK (step NOT IN ('refuse', 'withdraw') OR note <> '')
);
CREATE INDEX steps_of_responder ON responder_steps (responder_id, step_id DESC);

-- What covers them if they are hurt (公務災害補償, 84条条例, 公務災害補償等共済, ボランティア活動保険), as a named officer
-- recorded it. document: of the appointment or order; insurance: its reference.
CREATE TABLE responder_covers (
  cover_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  responder_id bigint NOT NULL REFERENCES responders,
  legal_basis text NOT NULL CHECK (legal_basis <> ''),
  document text NOT NULL CHECK (document <> ''),
  insurance text NOT NULL DEFAULT '',
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  recorded_by text NOT NULL CHECK (recorded_by <> ''),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK (valid_until > valid_from)
);
CREATE INDEX covers_of_responder ON responder_covers (responder_id, valid_until DESC);

-- What a responder may do, where and until when. Ends by itself; withdrawn at once, and offline within the half hour
-- that a signed code lives. area_ids empty: the whole city.
CREATE TABLE responder_passes (
  pass_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  responder_id bigint NOT NULL REFERENCES responders,
  skills text[] NOT NULL,
  area_ids text[] NOT NULL DEFAULT '{}',
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  issued_by text NOT NULL CHECK (issued_by <> ''),
  issued_as text NOT NULL,
  issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawn_because text,
  CHECK (valid_until > valid_from),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)
     AND (withdrawn_at IS NULL) = (coalesce(withdrawn_because, '') = ''))
);
CREATE INDEX passes_of_responder ON responder_passes (responder_id, valid_until DESC);

-- A call-out (参集要請): how many, with what skill, where and when. From here on times are by the run's clock.
CREATE TABLE callouts (
  callout_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL,
  status text NOT NULL,
  what text NOT NULL CHECK (what <> ''),
  skill text NOT NULL,
  needed int NOT NULL CHECK (needed BETWEEN 1 AND 500),
  place text NOT NULL CHECK (place <> ''),
  lat float8 NOT NULL CHECK (lat BETWEEN -90 AND 90),
  lon float8 NOT NULL CHECK (lon BETWEEN -180 AND 180),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  opened_by text NOT NULL CHECK (opened_by <> ''),
  opened_as text NOT NULL,
  opened_at timestamptz NOT NULL,
  wall_opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_wave_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_because text CHECK (closed_because IN ('filled', 'ended', 'canceled', 'exhausted')),
  closed_by text,
  FOREIGN KEY (run_no, status) REFERENCES runs (run_no, status),
  UNIQUE (callout_id, run_no),
  CHECK (ends_at > starts_at),
  CHECK ((closed_at IS NULL) = (closed_because IS NULL))
);
CREATE INDEX callouts_of_run ON callouts (run_no, callout_id DESC);
CREATE INDEX callouts_open ON callouts (next_wave_at) WHERE closed_at IS NULL;

-- Whom it asked, in which wave, and what they said last. coming_at: when they can be there. stood_down_at: they were
-- told that they are not needed. words stay in inbound_messages; here is how they were read.
CREATE TABLE callout_asks (
  callout_id bigint NOT NULL,
  run_no int NOT NULL,
  responder_id bigint NOT NULL REFERENCES responders,
  wave smallint NOT NULL CHECK (wave >= 1),
  asked_at timestamptz NOT NULL,
  answer text CHECK (answer IN ('yes', 'later', 'no', 'unclear')),
  answered_at timestamptz,
  coming_at timestamptz,
  stood_down_at timestamptz,
  moved_to bigint REFERENCES callouts, -- a late yes that another call-out took
  PRIMARY KEY (callout_id, responder_id),
  FOREIGN KEY (callout_id, run_no) REFERENCES callouts (callout_id, run_no),
  CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX asks_of_responder ON callout_asks (responder_id, asked_at DESC);

-- What a responder is to do. area_ids: the districts it lies in or its way leads through, by which the interlock
-- looks at gauges. check_in_minutes: how often they say that they are well.
CREATE TABLE responder_tasks (
  task_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  callout_id bigint REFERENCES callouts,
  responder_id bigint NOT NULL REFERENCES responders,
  what text NOT NULL CHECK (what <> ''),
  instructions text NOT NULL DEFAULT '',
  skill text NOT NULL,
  place text NOT NULL CHECK (place <> ''),
  lat float8 NOT NULL CHECK (lat BETWEEN -90 AND 90),
  lon float8 NOT NULL CHECK (lon BETWEEN -180 AND 180),
  route jsonb, -- GeoJSON LineString, WGS 84
  area_ids text[] NOT NULL DEFAULT '{}',
  check_in_minutes smallint NOT NULL DEFAULT 30 CHECK (check_in_minutes BETWEEN 5 AND 240),
  given_by text NOT NULL CHECK (given_by <> ''),
  given_as text NOT NULL,
  given_at timestamptz NOT NULL,
  wall_given_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX tasks_of_run ON responder_tasks (run_no, task_id DESC);
CREATE INDEX tasks_of_responder ON responder_tasks (responder_id, task_id DESC);

-- ref: made by the phone, so that what is sent again is done once. at: when it was so, by the phone corrected to the
-- run's clock; recorded_at: when we heard of it. escalate: nobody checked in; revoke: headquarters took the task back.
CREATE TABLE responder_task_steps (
  step_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id bigint NOT NULL REFERENCES responder_tasks,
  step text NOT NULL CHECK (step IN ('accept', 'decline', 'on_the_way', 'there', 'done', 'check_in', 'safe',
    'withdraw', 'ask', 'escalate', 'block', 'revoke', 'account')),
  person text NOT NULL DEFAULT '', -- '': the responder, or the program
  role text NOT NULL,
  ref uuid UNIQUE,
  note text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  wall_recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX steps_of_task ON responder_task_steps (task_id, step_id DESC);

-- Tasks that somebody is still out on. withdraw and revoke call them back: it is over when they are heard to be safe,
-- by themselves or by headquarters; before they set out a task that is taken back is over at once.
CREATE VIEW open_responder_tasks AS
SELECT t.* FROM responder_tasks t
WHERE NOT EXISTS (
  SELECT FROM responder_task_steps s
  WHERE s.task_id = t.task_id AND (
    s.step IN ('decline', 'done')
    OR s.step = 'revoke' AND NOT EXISTS (
      SELECT FROM responder_task_steps o
      WHERE o.task_id = t.task_id AND o.step IN ('accept', 'on_the_way', 'there'))
    OR s.step IN ('safe', 'account') AND EXISTS (
      SELECT FROM responder_task_steps back
      WHERE back.task_id = t.task_id AND back.step IN ('withdraw', 'revoke')
        AND back.step_id < s.step_id AND back.at <= s.at)));

-- Where somebody on duty was while their page was open; thinned and deleted on schedule.
CREATE TABLE responder_positions (
  responder_id bigint NOT NULL REFERENCES responders,
  run_no int NOT NULL REFERENCES runs,
  at timestamptz NOT NULL,
  lat float8 NOT NULL CHECK (lat BETWEEN -90 AND 90),
  lon float8 NOT NULL CHECK (lon BETWEEN -180 AND 180),
  accuracy_m float8 NOT NULL CHECK (accuracy_m >= 0),
  PRIMARY KEY (responder_id, run_no, at)
);

-- What a responder saw (IncidentReport). picture: the name of its file on disk, '' for none.
CREATE TABLE incident_reports (
  report_id uuid PRIMARY KEY, -- made by the phone
  run_no int NOT NULL REFERENCES runs,
  responder_id bigint NOT NULL REFERENCES responders,
  task_id bigint REFERENCES responder_tasks,
  kind text NOT NULL CHECK (kind IN ('flooding', 'overflow', 'road', 'bridge', 'debris', 'person', 'other')),
  body text NOT NULL DEFAULT '',
  lat float8 NOT NULL CHECK (lat BETWEEN -90 AND 90),
  lon float8 NOT NULL CHECK (lon BETWEEN -180 AND 180),
  accuracy_m float8 CHECK (accuracy_m >= 0),
  picture text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL
);
CREATE INDEX reports_of_run ON incident_reports (run_no, at DESC);

-- Everybody inside is to leave: the order, and when each said that they are out.
CREATE TABLE withdraw_orders (
  withdraw_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  geometry jsonb NOT NULL, -- GeoJSON Polygon or MultiPolygon, WGS 84
  reason text NOT NULL CHECK (reason <> ''),
  ordered_by text NOT NULL CHECK (ordered_by <> ''),
  ordered_as text NOT NULL,
  ordered_at timestamptz NOT NULL,
  wall_ordered_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX withdraw_orders_of_run ON withdraw_orders (run_no, withdraw_id DESC);
CREATE TABLE withdraw_order_people (
  withdraw_id bigint NOT NULL REFERENCES withdraw_orders,
  responder_id bigint NOT NULL REFERENCES responders,
  task_id bigint REFERENCES responder_tasks,
  safe_at timestamptz, -- when it was so
  heard_at timestamptz, -- when we heard of it
  accounted_by text, -- who at headquarters spoke to them; null: they said so themselves
  PRIMARY KEY (withdraw_id, responder_id),
  CHECK ((safe_at IS NULL) = (heard_at IS NULL))
);

-- Somebody named lets a task go where the interlock says no.
CREATE TABLE interlock_overrides (
  override_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  area_id text NOT NULL REFERENCES areas,
  reason text NOT NULL CHECK (reason <> ''),
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  at timestamptz NOT NULL,
  wall_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ends_at timestamptz NOT NULL,
  CHECK (ends_at > at)
);
CREATE INDEX overrides_of_area ON interlock_overrides (run_no, area_id, ends_at DESC);

CREATE TRIGGER responder_task_steps_append_only BEFORE UPDATE OR DELETE ON responder_task_steps
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER interlock_overrides_append_only BEFORE UPDATE OR DELETE ON interlock_overrides
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- responder: what is told to people who were called out, by name; never to the public.
ALTER TABLE messages
  DROP CONSTRAINT messages_family_check,
  ADD CONSTRAINT messages_family_check
    CHECK (family IN ('gauge', 'official', 'order', 'canary', 'duty', 'own', 'responder')),
  ADD CHECK (family <> 'responder' OR audience = 'staff');
