// What is asked of one station: its past, its neighbours, its devices, its readings to take away.
import { ask, query, type Window } from "./client";
import type { Device, Neighbours, Past, ThresholdsVersion } from "./shapes";

const of = (stationId: string, what: string) => `/hq/stations/${encodeURIComponent(stationId)}/${what}`;

export const getPast = (run: string, id: string) => ask<Past>(`${of(id, "past")}?${query({ run })}`);
export const getNeighbours = (run: string, id: string) =>
  ask<Neighbours>(`${of(id, "neighbours")}?${query({ run })}`);
export const getDevices = (run: string, id: string) =>
  ask<Device[]>(`${of(id, "devices")}?${query({ run })}`);
export const getThresholdsVersions = (run: string, id: string) =>
  ask<ThresholdsVersion[]>(`${of(id, "thresholds")}?${query({ run })}`);

/** Where every reading of a window is to be had, for a spreadsheet. */
export const seriesCsv = (run: string, id: string, { start, end }: Window) =>
  `${of(id, "series.csv")}?${query({ run, start: start.toISOString(), end: end.toISOString() })}`;
