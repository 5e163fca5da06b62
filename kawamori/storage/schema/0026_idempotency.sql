-- What was answered to a request that carries a key of its sender's making: the same request, sent again
-- because its answer was lost, is not done again but answered as before. Kept for a week.

CREATE TABLE answered_requests (
  person text NOT NULL,
  key text NOT NULL CHECK (key ~ '^[A-Za-z0-9_-]{16,64}$'),
  digest bytea NOT NULL, -- of method, path, query and body: a key stands for one request alone
  answered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  status smallint NOT NULL DEFAULT 0,
  media_type text NOT NULL DEFAULT '',
  body bytea NOT NULL DEFAULT '',
  PRIMARY KEY (person, key)
);
CREATE INDEX answered_requests_by_age ON answered_requests (answered_at);
