-- The rules that judging goes by, as the text of their file: the newest row holds, and none is ever changed.

CREATE TABLE policies (
  policy_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version text NOT NULL UNIQUE CHECK (version <> ''),
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  author text NOT NULL CHECK (author <> ''),
  reason text NOT NULL CHECK (reason <> ''),
  rules text NOT NULL
);
