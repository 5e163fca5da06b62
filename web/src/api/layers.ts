// What the map shows besides stations, asked of the API.
import { ask, query } from "./client";
import type { Cameras, OfficialList, Passage, Shelters, ShelterSaid } from "./shapes";

export const getShelters = (run: string) => ask<Shelters>(`/hq/shelters?${query({ run })}`);
export const getShelterHistory = (run: string, id: string) =>
  ask<ShelterSaid[]>(`/hq/shelters/${encodeURIComponent(id)}/history?${query({ run })}`);
export const shelterPath = (run: string, id: string) =>
  `/hq/shelters/${encodeURIComponent(id)}/state?${query({ run })}`;
export const getCameras = (run: string) => ask<Cameras>(`/hq/cameras?${query({ run })}`);
export const getOfficial = (run: string) => ask<OfficialList>(`/hq/official?${query({ run })}`);
export const getPassages = (run: string) => ask<Passage[]>(`/hq/passages?${query({ run })}`);
