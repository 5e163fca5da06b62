-- Messages that are more than a gauge's notice, their texts as they were released, and who comes first.

-- A gauge's notice has its transition; everything else has its texts and whom it is for. thread is what a
-- message goes on telling of, so that a phone that was off shows the last word alone.
ALTER TABLE messages
  ALTER COLUMN transition_id DROP NOT NULL,
  ADD COLUMN family text NOT NULL DEFAULT 'gauge'
    CHECK (family IN ('gauge', 'official', 'order', 'canary')),
  ADD COLUMN order_id bigint,
  ADD COLUMN official_id bigint REFERENCES official_information,
  ADD COLUMN corrects bigint REFERENCES messages,
  ADD COLUMN thread text NOT NULL DEFAULT '',
  ADD CHECK (family <> 'gauge' OR num_nonnulls(transition_id, corrects) = 1),
  ADD CHECK (family <> 'order' OR order_id IS NOT NULL),
  ADD CHECK (family <> 'official' OR official_id IS NOT NULL);
CREATE INDEX messages_of_order ON messages (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX corrections_of_message ON messages (corrects) WHERE corrects IS NOT NULL;

-- What was previewed is what is sent: the words by channel and language, stored with the message.
CREATE TABLE message_texts (
  message_id bigint NOT NULL REFERENCES messages,
  channel text NOT NULL,
  language text NOT NULL,
  body text NOT NULL CHECK (body <> ''),
  PRIMARY KEY (message_id, channel, language)
);

CREATE TABLE message_areas (
  message_id bigint NOT NULL REFERENCES messages,
  area_id text NOT NULL,
  PRIMARY KEY (message_id, area_id)
);

-- Within a level whoever is at higher risk is told first. withheld: quiet hours, never sent. canceled:
-- taken back before it was sent. opened_at and acknowledged_at are what a person did with it.
ALTER TABLE deliveries
  ADD COLUMN risk smallint NOT NULL DEFAULT 0,
  ADD COLUMN opened_at timestamptz,
  ADD COLUMN acknowledged_at timestamptz,
  DROP CONSTRAINT deliveries_state_check,
  ADD CONSTRAINT deliveries_state_check CHECK (state IN (
    'due', 'claimed', 'accepted', 'delivered', 'refused', 'unknown', 'handed_over', 'withheld',
    'canceled'));
DROP INDEX deliveries_due;
CREATE INDEX deliveries_due ON deliveries (channel, level DESC, risk DESC, due_at)
  WHERE state = 'due';
CREATE INDEX deliveries_of_message ON deliveries (message_id, state);
