-- What everybody may see of a camera. Versions: of a run's own and reality's the newest holds, so that a
-- rehearsal changes nothing in reality, and what is taken off in reality is off in rehearsals too.
-- rectangles: left, top, right, bottom in shares of the picture, which hold only water and staff gauge;
-- null shows nothing. metres_across: how wide the whole picture is, nearest to the camera, in them.
CREATE TABLE camera_public_views (
  view_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  camera_id text NOT NULL REFERENCES cameras,
  run_no int NOT NULL REFERENCES runs,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  author text NOT NULL CHECK (author <> ''),
  rectangles float8[],
  metres_across float8,
  CHECK ((rectangles IS NULL) = (metres_across IS NULL)),
  CHECK (cardinality(rectangles) > 0 AND array_length(rectangles, 2) = 4),
  CHECK (metres_across > 0)
);
CREATE INDEX public_views_of_camera ON camera_public_views (camera_id, view_no DESC);
