// The run's cameras as the page knows them: what each sent last, and where the map shows it.
import { signal } from "@preact/signals";

import type { Camera, Cameras } from "../../api/shapes";

export interface SitedCamera {
  camera: Camera;
  at: [number, number] | null;
}

export const cameras = signal<ReadonlyMap<string, SitedCamera>>(new Map());

const taken_ms = (camera: Camera | undefined) => Date.parse(camera?.seen_at ?? "") || 0;

/** Take cameras as they were sent; an older account than the one held is passed over. */
export function takeCameras({ features }: Pick<Cameras, "features">): void {
  const next = new Map(cameras.value);
  for (const { geometry, properties } of features) {
    if (taken_ms(properties) < taken_ms(next.get(properties.camera_id)?.camera)) continue;
    const [lon, lat] = geometry?.coordinates ?? [];
    const at: SitedCamera["at"] = lon === undefined || lat === undefined ? null : [lon, lat];
    next.set(properties.camera_id, { camera: properties, at });
  }
  cameras.value = next;
}

export function forgetCameras(): void {
  cameras.value = new Map();
}

/** The cameras that look at a station. */
export function camerasAt(stationId: string): Camera[] {
  return Array.from(cameras.value.values(), ({ camera }) => camera).filter((each) => each.station_id === stationId);
}
