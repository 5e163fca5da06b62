-- What providers limit and say beside status: how fast they send, what people answer, whose number it is.

-- One row a sender, whoever dispatches: next_free_at is moved on by whatever is claimed.
CREATE TABLE channel_pace (
  sender text PRIMARY KEY,
  next_free_at timestamptz NOT NULL
);
-- Reality goes before rehearsals, and neither is looked for among the other's.
CREATE INDEX deliveries_due_actual ON deliveries (channel, level DESC, risk DESC, due_at)
  WHERE state = 'due' AND run_no = 0;
CREATE INDEX deliveries_due_rehearsed ON deliveries (channel, level DESC, risk DESC, due_at)
  WHERE state = 'due' AND run_no <> 0;

-- What people answered, and what was made of it. Whoever is not subscribed has an address here alone. What
-- a rehearsal's provider told of is rehearsed: nobody is in need, and nothing real is stopped by it.
CREATE TABLE inbound_messages (
  inbound_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider_id text NOT NULL UNIQUE,
  received_at timestamptz NOT NULL,
  subscriber_id bigint REFERENCES subscribers,
  address_encrypted bytea NOT NULL,
  address_hash bytea NOT NULL,
  body text NOT NULL,
  rehearsed boolean NOT NULL DEFAULT false,
  meaning text NOT NULL CHECK (meaning IN ('stop', 'start', 'help', 'take', 'other')),
  closed_at timestamptz,
  closed_by text
);
CREATE INDEX inbound_by_address ON inbound_messages (address_hash, received_at);
CREATE INDEX inbound_newest ON inbound_messages (received_at);

-- A number that somebody says is theirs. The code is made as it is sent and kept as a keyed hash; wishes are
-- what becomes a subscription once it comes back.
CREATE TABLE phone_verifications (
  verification_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  channel text NOT NULL CHECK (channel IN ('sms', 'voice')),
  address_encrypted bytea NOT NULL,
  address_hash bytea NOT NULL,
  language text NOT NULL,
  wishes jsonb NOT NULL,
  asked_at timestamptz NOT NULL,
  claimed_at timestamptz,
  code_hash bytea,
  expires_at timestamptz NOT NULL,
  tries smallint NOT NULL DEFAULT 0,
  answer text, -- the provider's
  verified_at timestamptz
);
CREATE INDEX verifications_to_send ON phone_verifications (asked_at) WHERE claimed_at IS NULL;
CREATE INDEX verifications_by_address ON phone_verifications (address_hash, asked_at);
CREATE INDEX verifications_newest ON phone_verifications (asked_at);

-- Whose word it is that an address is somebody's own: a list's owner, or a code that came back.
ALTER TABLE subscribers
  ADD COLUMN verified_by text NOT NULL DEFAULT 'list' CHECK (verified_by IN ('list', 'code'));

-- Reality reaches a verified address only, whoever writes the row.
CREATE FUNCTION refuse_unverified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM subscribers WHERE subscriber_id = NEW.subscriber_id AND verified_at IS NULL) THEN
    RAISE EXCEPTION 'subscriber % has not shown that the address is theirs', NEW.subscriber_id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER only_verified BEFORE INSERT ON reachable FOR EACH ROW WHEN (NEW.run_no = 0)
EXECUTE FUNCTION refuse_unverified();
