-- What was judged, what was raised, and who is to be told. Transition, alert and message rows are one transaction.

CREATE TABLE assessments (
  assessment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  station_id text NOT NULL REFERENCES stations,
  recorded_at timestamptz NOT NULL,
  observed_at timestamptz,
  stage_m float8,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 5),
  public_level smallint NOT NULL CHECK (public_level BETWEEN 0 AND 5),
  confirmation text NOT NULL CHECK (confirmation IN ('confirmed', 'unconfirmed')),
  trend text NOT NULL CHECK (trend IN ('rising', 'steady', 'falling', 'unknown')),
  rise_m_per_h float8,
  projection jsonb,
  freshness text NOT NULL CHECK (freshness IN ('live', 'late', 'dead', 'dormant', 'blind')),
  reasons jsonb NOT NULL,
  policy_version text NOT NULL
);
CREATE INDEX assessments_by_station ON assessments (run_no, station_id, recorded_at DESC);

CREATE TABLE latest_assessments (
  run_no int NOT NULL REFERENCES runs,
  station_id text NOT NULL REFERENCES stations,
  recorded_at timestamptz NOT NULL,
  observed_at timestamptz,
  stage_m float8,
  level smallint NOT NULL,
  public_level smallint NOT NULL,
  public_stage_m float8,
  public_observed_at timestamptz,
  confirmation text NOT NULL,
  trend text NOT NULL,
  rise_m_per_h float8,
  projection jsonb,
  freshness text NOT NULL,
  reasons jsonb NOT NULL,
  policy_version text NOT NULL,
  PRIMARY KEY (run_no, station_id)
) WITH (fillfactor = 50);

CREATE TABLE alerts (
  alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL,
  status text NOT NULL,
  station_id text NOT NULL REFERENCES stations,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 5),
  peak_level smallint NOT NULL CHECK (peak_level BETWEEN 0 AND 5),
  acknowledged_at timestamptz,
  acknowledged_by text,
  FOREIGN KEY (run_no, status) REFERENCES runs (run_no, status),
  UNIQUE (alert_id, run_no)
);
CREATE UNIQUE INDEX one_open_alert ON alerts (run_no, station_id) WHERE closed_at IS NULL;

CREATE TABLE transitions (
  transition_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alert_id bigint NOT NULL,
  run_no int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('raise', 'escalate', 'ease', 'clear')),
  from_level smallint NOT NULL,
  to_level smallint NOT NULL,
  observed_at timestamptz NOT NULL,
  stage_m float8 NOT NULL,
  recorded_at timestamptz NOT NULL,
  wall_recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  reasons jsonb NOT NULL,
  FOREIGN KEY (alert_id, run_no) REFERENCES alerts (alert_id, run_no)
);
CREATE INDEX transitions_by_alert ON transitions (alert_id);

CREATE TABLE subscribers (
  subscriber_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL DEFAULT 'sms',
  address_encrypted bytea NOT NULL,
  address_hash bytea NOT NULL,
  language text NOT NULL DEFAULT 'ja',
  created_at timestamptz NOT NULL DEFAULT now(),
  stopped_at timestamptz,
  UNIQUE (channel, address_hash)
);

CREATE TABLE subscriptions (
  subscriber_id bigint NOT NULL REFERENCES subscribers,
  station_id text NOT NULL REFERENCES stations,
  from_level smallint NOT NULL DEFAULT 3,
  PRIMARY KEY (subscriber_id, station_id)
);
CREATE INDEX subscriptions_by_station ON subscriptions (station_id);

-- Whom a run may reach at all: residents in actual, in any other run only those on its allow list.
-- Every delivery refers to a row here, so an exercise can't reach a live recipient even by mistake.
CREATE TABLE reachable (
  run_no int NOT NULL REFERENCES runs,
  subscriber_id bigint NOT NULL REFERENCES subscribers,
  PRIMARY KEY (run_no, subscriber_id)
);

CREATE TABLE messages (
  message_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL,
  status text NOT NULL,
  transition_id bigint NOT NULL UNIQUE REFERENCES transitions,
  kind text NOT NULL,
  level smallint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  routed_at timestamptz,
  FOREIGN KEY (run_no, status) REFERENCES runs (run_no, status),
  UNIQUE (message_id, run_no)
);
CREATE INDEX messages_to_route ON messages (message_id) WHERE routed_at IS NULL;

CREATE TABLE deliveries (
  delivery_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  message_id bigint NOT NULL,
  run_no int NOT NULL,
  subscriber_id bigint NOT NULL,
  channel text NOT NULL,
  level smallint NOT NULL,
  language text NOT NULL,
  body text NOT NULL,
  state text NOT NULL DEFAULT 'due'
    CHECK (state IN ('due', 'claimed', 'accepted', 'delivered', 'refused', 'unknown', 'handed_over')),
  tries smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claimed_by text,
  leased_until timestamptz,
  provider_id text,
  provider_status text,
  provider_code text,
  provider_rank smallint NOT NULL DEFAULT 0,
  answered_at timestamptz,
  settled_at timestamptz,
  resends smallint NOT NULL DEFAULT 0,
  FOREIGN KEY (message_id, run_no) REFERENCES messages (message_id, run_no),
  FOREIGN KEY (run_no, subscriber_id) REFERENCES reachable (run_no, subscriber_id),
  UNIQUE (message_id, subscriber_id, channel)
);
CREATE INDEX deliveries_due ON deliveries (level DESC, due_at) WHERE state IN ('due', 'claimed');
CREATE INDEX deliveries_unknown ON deliveries (answered_at) WHERE state = 'unknown';

-- What changed, in the order it was committed (writers hold an advisory lock): the live stream and its memory.
CREATE TABLE stream_events (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL REFERENCES runs,
  kind text NOT NULL CHECK (kind IN ('stations', 'alerts', 'deliveries', 'runs')),
  subjects text[] NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Every act of a person, for good.
CREATE TABLE acts (
  act_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  acted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  person text NOT NULL,
  role text NOT NULL,
  act text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}'
);
