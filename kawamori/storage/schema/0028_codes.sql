-- 照合番号: by the code at its end whoever got a message finds it on the page, and so that it is genuine.

-- Six of 25 characters, without vowels and look-alikes, at random: neither a message's number nor the code
-- before it tells the next. The first 48 bits of a version 4 UUID are all from the secure source.
CREATE FUNCTION new_message_code() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  characters constant text := '23456789CDFGHJKLMNPQRTVWX';
  drawn bigint;
  drawn_code text;
BEGIN
  LOOP
    drawn := ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint;
    drawn_code := '';
    FOR nth IN 1..6 LOOP
      drawn_code := drawn_code || substr(characters, (drawn % 25)::int + 1, 1);
      drawn := drawn / 25;
    END LOOP;
    EXIT WHEN NOT EXISTS (SELECT FROM messages WHERE code = drawn_code)
      AND NOT EXISTS (SELECT FROM told_notices WHERE code = drawn_code);
  END LOOP;
  RETURN drawn_code;
END $$;

-- What was sent before has none; what waits to be put into words gets one.
ALTER TABLE messages
  ADD COLUMN code text UNIQUE CHECK (code ~ '^[2-9CDFGHJKLMNPQRTVWX]{6}$');

-- A gauge's notice is put into words as it is routed: here they are kept, by language, in the form of a push
-- message. One that tells of several messages at once has a code of its own; the newest message is the last.
CREATE TABLE told_notices (
  code text PRIMARY KEY CHECK (code ~ '^[2-9CDFGHJKLMNPQRTVWX]{6}$'),
  message_ids bigint[] NOT NULL UNIQUE CHECK (message_ids <> '{}'),
  told_at timestamptz NOT NULL,
  texts jsonb NOT NULL
);

UPDATE messages SET code = new_message_code()
WHERE routed_at IS NULL AND transition_id IS NOT NULL AND audience = 'public';
ALTER TABLE messages ALTER COLUMN code SET DEFAULT new_message_code();
