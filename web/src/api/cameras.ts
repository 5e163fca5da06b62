// What is asked and done about a camera's stills: those of the last hours, which is normal, what is public.
import { ask, fetchPicture, query, send } from "./client";
import type { FrameShown, Light, PublicView, PublicViewAsked, Still } from "./shapes";

const path = (cameraId: string, rest: string) => `/hq/cameras/${encodeURIComponent(cameraId)}/${rest}`;

export const getStills = (run: string, cameraId: string, limit = 200) =>
  ask<Still[]>(`${path(cameraId, "stills")}?${query({ run, limit })}`);
export const getTimeLapse = (run: string, cameraId: string, hours: number, frames: number) =>
  ask<FrameShown[]>(`${path(cameraId, "time-lapse")}?${query({ run, hours, frames })}`);
export const setNormal = (run: string, cameraId: string, still_id: number, light: Light) =>
  send<undefined>(`${path(cameraId, "normal")}?${query({ run })}`, { still_id, light });

export const getPublicView = (run: string, cameraId: string) =>
  ask<PublicView>(`${path(cameraId, "public-view")}?${query({ run })}`);
export const setPublicView = (run: string, cameraId: string, wanted: PublicViewAsked) =>
  ask<PublicView>(`${path(cameraId, "public-view")}?${query({ run })}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
  });
export const endPublicView = (run: string, cameraId: string) =>
  ask<PublicView>(`${path(cameraId, "public-view")}?${query({ run })}`, { method: "DELETE" });

/** The newest still as everybody sees it, or would see it by another view. */
export function getPublicStill(run: string, cameraId: string, trial: PublicViewAsked | null): Promise<Blob> {
  const asked = new URLSearchParams({ run });
  if (trial !== null) {
    for (const rectangle of trial.rectangles) asked.append("rectangle", rectangle.join(","));
    asked.set("metres_across", String(trial.metres_across));
  }
  return fetchPicture(`${path(cameraId, "public-still")}?${asked}`);
}
