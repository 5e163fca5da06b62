-- What is published to other systems (CAP 1.2), kept as it was sent, byte for byte.

-- published_at: when it was looked at, whether or not there was anything to publish of it.
ALTER TABLE messages ADD COLUMN published_at timestamptz;
UPDATE messages SET published_at = created_at;
CREATE INDEX messages_to_publish ON messages (created_at)
  WHERE published_at IS NULL AND audience = 'public';

-- serial 0 tells of its message; the others say again what of it still stands: before it would end, or when
-- a part of its areas was lifted or replaced. sent and expires are by the run's clock.
CREATE TABLE cap_messages (
  identifier text PRIMARY KEY CHECK (identifier ~ '^[^ ,<&]+$'),
  run_no int NOT NULL,
  message_id bigint NOT NULL,
  serial smallint NOT NULL DEFAULT 0,
  family text NOT NULL,
  thread text NOT NULL,
  deed text NOT NULL CHECK (deed IN ('issue', 'change', 'lift', 'retract')),
  scope text NOT NULL CHECK (scope IN ('Public', 'Restricted')),
  area_ids text[] NOT NULL,
  sender text NOT NULL,
  sent timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  title text NOT NULL,
  summary text NOT NULL,
  xml bytea NOT NULL,
  published_at timestamptz NOT NULL,
  FOREIGN KEY (message_id, run_no) REFERENCES messages (message_id, run_no),
  CHECK (scope = 'Restricted' OR run_no = 0),
  CHECK (expires > sent),
  UNIQUE (message_id, serial)
);
CREATE INDEX cap_messages_of_run ON cap_messages (run_no, expires);

CREATE TABLE cap_references (
  identifier text NOT NULL REFERENCES cap_messages,
  replaced text NOT NULL REFERENCES cap_messages,
  PRIMARY KEY (replaced, identifier)
);
