-- Who works here, how they show that it is them, and what they did.

-- Offices of the city besides headquarters (支所); area_ids are the districts that an office speaks for.
CREATE TABLE offices (
  slug text PRIMARY KEY CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text NOT NULL CHECK (name <> ''),
  reading text NOT NULL DEFAULT '',
  area_ids text[] NOT NULL DEFAULT '{}'
);

-- An account is one named person's for good: it is withdrawn, never deleted, and its name is never given
-- anew, since acts are kept under the name. name_key is the name as it is compared (NFKC, case folded, one
-- space). office null: headquarters. password_hash null: signs in by the city's provider or by a link alone.
-- totp_sealed is sealed with the people's key; totp_since null: shown to its owner, not yet confirmed;
-- totp_step is the last time step whose code was taken, so that none is taken twice.
CREATE TABLE staff (
  staff_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> ''),
  name_key text NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('commander', 'operator', 'branch', 'viewer')),
  office text REFERENCES offices,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  withdrawn_at timestamptz,
  password_hash text,
  password_at timestamptz,
  must_change boolean NOT NULL DEFAULT false,
  totp_sealed bytea,
  totp_since timestamptz,
  totp_step bigint,
  subject text UNIQUE,
  CHECK (role <> 'branch' OR office IS NOT NULL OR withdrawn_at IS NOT NULL)
);

-- What was changed of an account, by whom; what is secret is named, never told.
CREATE TABLE staff_changes (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  staff_id int NOT NULL REFERENCES staff,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  author text NOT NULL CHECK (author <> ''),
  change text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX staff_changes_of ON staff_changes (staff_id, changed_at);

-- Everything below that lets somebody in is stored as its SHA-256 alone.
CREATE TABLE recovery_codes (
  staff_id int NOT NULL REFERENCES staff,
  code_hash bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (staff_id, code_hash)
);

CREATE TABLE sessions (
  session_hash bytea PRIMARY KEY,
  staff_id int NOT NULL REFERENCES staff,
  opened_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_because text,
  way text NOT NULL CHECK (way IN ('password', 'link', 'provider')),
  address text,
  agent text NOT NULL DEFAULT ''
);
CREATE INDEX sessions_open ON sessions (staff_id) WHERE ended_at IS NULL;

-- What a program shows instead of signing in; it acts as the person whose key it is.
CREATE TABLE access_keys (
  key_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  key_hash bytea NOT NULL UNIQUE,
  staff_id int NOT NULL REFERENCES staff,
  label text NOT NULL CHECK (label <> ''),
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  used_at timestamptz,
  withdrawn_at timestamptz
);
CREATE INDEX access_keys_of ON access_keys (staff_id);

CREATE TABLE sign_in_links (
  link_hash bytea PRIMARY KEY,
  staff_id int NOT NULL REFERENCES staff,
  made_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  used_at timestamptz
);

-- Refusals that count towards a lock-out. The name is kept as a hash: people type passwords into it.
CREATE TABLE sign_in_refusals (
  refused_at timestamptz NOT NULL,
  name_hash bytea NOT NULL,
  address text
);
CREATE INDEX sign_in_refusals_of_name ON sign_in_refusals (name_hash, refused_at);
CREATE INDEX sign_in_refusals_of_address ON sign_in_refusals (address, refused_at);

-- A way to the city's provider that a browser has been sent on; taken once.
CREATE TABLE provider_starts (
  state_hash bytea PRIMARY KEY,
  browser_hash bytea NOT NULL,
  nonce text NOT NULL,
  verifier text NOT NULL,
  started_at timestamptz NOT NULL
);

-- Acts: from where too, and beyond changing. Retention says so before it deletes what is due.
ALTER TABLE acts ADD COLUMN office text, ADD COLUMN address text;
CREATE INDEX acts_by_time ON acts (acted_at);
CREATE INDEX acts_by_person ON acts (person, acted_at);

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('kawamori.retention', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only: a row is never changed, and only retention deletes', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER acts_append_only BEFORE UPDATE OR DELETE ON acts
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER staff_changes_append_only BEFORE UPDATE OR DELETE ON staff_changes
  FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
