// What is asked and done about a camera's stills: those of the last hours, and which is normal.
import { ask, query, send } from "./client";
import type { Light, Still } from "./shapes";

export const getStills = (run: string, cameraId: string, limit = 200) =>
  ask<Still[]>(`/hq/cameras/${encodeURIComponent(cameraId)}/stills?${query({ run, limit })}`);
export const setNormal = (run: string, cameraId: string, still_id: number, light: Light) =>
  send<undefined>(`/hq/cameras/${encodeURIComponent(cameraId)}/normal?${query({ run })}`, { still_id, light });
