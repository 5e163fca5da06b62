-- The mayor's orders (避難情報): composed by one named person, released by another, never by the program.
-- Appended, never changed: what happens to an order is a step, and a change is a newer order.

-- legal_basis is the article of the 災害対策基本法. decided_at null: when it is released. Times are by the run's clock.
CREATE TABLE orders (
  order_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_no int NOT NULL,
  status text NOT NULL,
  alert_level smallint NOT NULL, -- 警戒レベル, never a gauge level
  name text NOT NULL,
  legal_basis text NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  shelter text NOT NULL DEFAULT '',
  url text NOT NULL DEFAULT '',
  decided_at timestamptz,
  composed_at timestamptz NOT NULL,
  wall_composed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  composed_by text NOT NULL CHECK (composed_by <> ''),
  composed_as text NOT NULL,
  FOREIGN KEY (run_no, status) REFERENCES runs (run_no, status),
  CHECK ((alert_level, name, legal_basis) IN (
    (3, '高齢者等避難', '56'), (4, '避難指示', '60-1'), (5, '緊急安全確保', '60-3'))),
  UNIQUE (order_id, run_no)
);
CREATE INDEX orders_of_run ON orders (run_no, order_id DESC);

-- Where it is for, as the areas were called and how many lived there when it was composed.
CREATE TABLE order_areas (
  order_id bigint NOT NULL REFERENCES orders,
  nth smallint NOT NULL,
  area_id text NOT NULL REFERENCES areas,
  name text NOT NULL,
  name_en text NOT NULL,
  reading text NOT NULL,
  population int,
  households int,
  PRIMARY KEY (order_id, area_id)
);
CREATE INDEX orders_of_area ON order_areas (area_id);

-- The orders that it takes over from in one of its areas at least: named by whoever composes it.
CREATE TABLE order_replaces (
  order_id bigint NOT NULL REFERENCES orders,
  replaced_id bigint NOT NULL REFERENCES orders,
  PRIMARY KEY (order_id, replaced_id),
  CHECK (replaced_id < order_id)
);
CREATE INDEX replaced_orders ON order_replaces (replaced_id);

-- at is when it was so: decided, lifted, reported to the governor. A report is of one release or one lifting.
CREATE TABLE order_steps (
  step_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  step text NOT NULL CHECK (step IN ('release', 'withdraw', 'lift', 'retract', 'report')),
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  wall_recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  note text NOT NULL DEFAULT '',
  message_id bigint REFERENCES messages,
  of_step bigint UNIQUE REFERENCES order_steps,
  CHECK ((step IN ('release', 'lift', 'retract')) = (message_id IS NOT NULL)),
  CHECK ((step = 'report') = (of_step IS NOT NULL))
);
CREATE UNIQUE INDEX released_or_withdrawn_once ON order_steps (order_id)
  WHERE step IN ('release', 'withdraw');
CREATE UNIQUE INDEX retracted_once ON order_steps (order_id) WHERE step = 'retract';
CREATE INDEX steps_of_order ON order_steps (order_id, step_id);

CREATE TABLE order_lifted_areas (
  order_id bigint NOT NULL,
  area_id text NOT NULL,
  step_id bigint NOT NULL REFERENCES order_steps,
  PRIMARY KEY (order_id, area_id),
  FOREIGN KEY (order_id, area_id) REFERENCES order_areas (order_id, area_id)
);

-- An area has one order at the most: the newest that was released for it and not retracted, until that is
-- lifted there.
CREATE VIEW standing_order_areas AS
SELECT * FROM (
  SELECT DISTINCT ON (o.run_no, a.area_id) o.run_no, a.area_id, o.order_id, o.alert_level, s.step_id
  FROM orders o
  JOIN order_steps s ON s.order_id = o.order_id AND s.step = 'release'
  JOIN order_areas a ON a.order_id = o.order_id
  WHERE NOT EXISTS (
    SELECT FROM order_steps r WHERE r.order_id = o.order_id AND r.step = 'retract')
  ORDER BY o.run_no, a.area_id, s.step_id DESC
) newest
WHERE NOT EXISTS (
  SELECT FROM order_lifted_areas l WHERE l.order_id = newest.order_id AND l.area_id = newest.area_id
);

-- The texts for what reaches a whole town, as they were released; a person says that one was handed over.
CREATE TABLE hand_offs (
  hand_off_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id bigint NOT NULL REFERENCES messages,
  way text NOT NULL CHECK (way IN ('radio', 'area_mail', 'l_alert')),
  title text NOT NULL DEFAULT '',
  body text NOT NULL CHECK (body <> ''),
  UNIQUE (message_id, way)
);
CREATE TABLE hand_off_ticks (
  hand_off_id bigint PRIMARY KEY REFERENCES hand_offs,
  person text NOT NULL CHECK (person <> ''),
  role text NOT NULL,
  at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  wall_recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  note text NOT NULL DEFAULT ''
);

ALTER TABLE messages
  ADD FOREIGN KEY (order_id, run_no) REFERENCES orders (order_id, run_no);

-- One quotation of a piece of official information, however often it is asked for.
CREATE UNIQUE INDEX official_is_quoted_once ON messages (official_id)
  WHERE official_id IS NOT NULL AND corrects IS NULL;

ALTER TABLE stream_events DROP CONSTRAINT stream_events_kind_check;
ALTER TABLE stream_events ADD CONSTRAINT stream_events_kind_check
  CHECK (kind IN ('stations', 'alerts', 'deliveries', 'runs', 'official', 'orders'));
