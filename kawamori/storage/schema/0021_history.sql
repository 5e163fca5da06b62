-- So that headquarters can be shown as it stood at any moment: what was thinned out or overwritten is kept beside.

-- What judging found of a calm river, kept for some days alone; what matters of it is in assessments, for good.
-- One sequence numbers both: of two findings of one moment the higher number is the later.
CREATE TABLE calm_assessments (
  assessment_id bigint NOT NULL DEFAULT nextval('assessments_assessment_id_seq'),
  run_no int NOT NULL,
  station_id text NOT NULL,
  recorded_at timestamptz NOT NULL,
  observed_at timestamptz,
  stage_m float8,
  level smallint NOT NULL,
  public_level smallint NOT NULL,
  confirmation text NOT NULL,
  trend text NOT NULL,
  rise_m_per_h float8,
  projection jsonb,
  freshness text NOT NULL,
  reasons jsonb NOT NULL,
  policy_version text NOT NULL,
  upstream jsonb
);
CREATE INDEX calm_assessments_by_station ON calm_assessments (run_no, station_id, recorded_at DESC);

-- Which alerts stood at a moment, and what happened in between, without reading all there ever were.
CREATE INDEX transitions_by_time ON transitions (run_no, recorded_at);

CREATE INDEX superseding_alerts ON alerts (supersedes) WHERE supersedes IS NOT NULL;

-- Who had seen an alert, and from when on; acknowledged_by null: it went higher, and was to be seen again.
-- By the clock of the run.
CREATE TABLE acknowledgements (
  alert_id bigint NOT NULL REFERENCES alerts ON DELETE CASCADE,
  recorded_at timestamptz NOT NULL,
  acknowledged_by text
);
CREATE INDEX acknowledgements_of_alert ON acknowledgements (alert_id, recorded_at);
INSERT INTO acknowledgements
SELECT alert_id, acknowledged_at, acknowledged_by FROM alerts WHERE acknowledged_at IS NOT NULL;

CREATE FUNCTION note_acknowledgement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO acknowledgements
  SELECT NEW.alert_id,
         coalesce(NEW.acknowledged_at,
                  r.sim_started_at + (clock_timestamp() - r.wall_started_at) * r.speed),
         NEW.acknowledged_by
  FROM runs r WHERE r.run_no = NEW.run_no;
  RETURN NULL;
END $$;
CREATE TRIGGER acknowledgement AFTER UPDATE OF acknowledged_at ON alerts FOR EACH ROW
WHEN (OLD.acknowledged_at IS DISTINCT FROM NEW.acknowledged_at)
EXECUTE FUNCTION note_acknowledgement();

-- The words of a delivery until they were written anew; they go when the delivery's own go.
CREATE TABLE earlier_bodies (
  delivery_id uuid NOT NULL REFERENCES deliveries ON DELETE CASCADE,
  rewritten_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  body text NOT NULL
);
CREATE INDEX earlier_bodies_of_delivery ON earlier_bodies (delivery_id, rewritten_at);

CREATE FUNCTION note_earlier_body() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.body = '' THEN
    DELETE FROM earlier_bodies WHERE delivery_id = NEW.delivery_id;
  ELSE
    INSERT INTO earlier_bodies (delivery_id, body) VALUES (OLD.delivery_id, OLD.body);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER earlier_body AFTER UPDATE OF body ON deliveries FOR EACH ROW
WHEN (OLD.body <> NEW.body) EXECUTE FUNCTION note_earlier_body();

-- When a provider answered is part of the step that its answer made.
ALTER TABLE delivery_steps ADD COLUMN answered_at timestamptz;
CREATE OR REPLACE FUNCTION note_delivery_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO delivery_steps (delivery_id, tries, state, provider_id, provider_status, provider_code,
                              answered_at)
  VALUES (NEW.delivery_id, NEW.tries, NEW.state, NEW.provider_id, NEW.provider_status, NEW.provider_code,
          NEW.answered_at);
  RETURN NULL;
END $$;

-- By the wall: a silence may begin before, or long after, somebody says so.
ALTER TABLE silences ADD COLUMN recorded_at timestamptz;
UPDATE silences SET recorded_at = wall_starts_at;
ALTER TABLE silences ALTER COLUMN recorded_at SET NOT NULL,
  ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();
