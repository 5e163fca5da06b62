// What a camera is worth at this moment: its newest still grows older while nobody sends another.
import type { Camera, CameraLook } from "../../api/shapes";

const LATE_AFTER = 3; // intervals, as the server has it
const DEAD_AFTER = 6;
const TRANSIT_MS = 10_000; // by the wall, however fast the run goes

export function lookOfCamera(camera: Camera, now_ms: number, speed = 1): CameraLook {
  if (camera.seen_at === null) return "never";
  const age_ms = now_ms - Date.parse(camera.seen_at) - TRANSIT_MS * speed;
  if (age_ms > DEAD_AFTER * camera.interval_s * 1000) return "dead";
  return age_ms > LATE_AFTER * camera.interval_s * 1000 ? "late" : "live";
}
