// Alerts laid together by river or by area: the group with the worst alert first.
import type { Alert, HqArea } from "../../api/shapes";

export type Grouping = "worst" | "river" | "area";

export interface Group {
  name: string;
  alerts: Alert[];
}

/** Lay alerts, the worst of them first, into groups; one that belongs to several stands in each. */
export function groupsOf(alerts: Alert[], by: Grouping, areas: HqArea[], otherwise: string): Group[] {
  if (by === "worst") return [{ name: "", alerts }];
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    for (const name of namesOf(alert, by, areas, otherwise)) {
      groups.set(name, [...(groups.get(name) ?? []), alert]);
    }
  }
  return Array.from(groups, ([name, found]) => ({ name, alerts: found }));
}

function namesOf(alert: Alert, by: "river" | "area", areas: HqArea[], otherwise: string): string[] {
  if (by === "river") return [alert.river];
  const names = areas
    .filter(({ station_ids }) => station_ids.includes(alert.station_id))
    .map(({ name }) => name);
  return names.length > 0 ? names : [otherwise];
}
