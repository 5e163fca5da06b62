// What the alert panel knows beside the alerts: what is kept back, whom an alert may be given to, where it opens.
import { computed, signal } from "@preact/signals";

import { getAssignees, getSilences } from "../../api/alerts";
import type { Alert, Assignee, Silence } from "../../api/shapes";
import { keptAcknowledgement } from "../offline/acts";
import { liveOpenAlerts, now_ms, runName } from "../state";

export const URGENT_FROM = 4; // 氾濫危険: nobody may overlook it

export const silences = signal<Silence[]>([]);
export const assignees = signal<Assignee[]>([]);

/** The silences that are not over by the run's clock: an end that comes by itself announces nothing. */
export const keptBack = computed(() =>
  silences.value.filter(({ ends_at, lifted_at }) => lifted_at === null && Date.parse(ends_at) > now_ms.value),
);

/** Dangerous, and nobody has said yet that it is seen: the highest first, then the newest. */
export const unseen = computed<Alert[]>(() =>
  liveOpenAlerts.value.filter(
    ({ alert_id, level, acknowledged_at }) =>
      level >= URGENT_FROM && acknowledged_at === null && keptAcknowledgement(alert_id) === undefined,
  ),
);

export function takeSilences(all: Silence[]): void {
  silences.value = all;
}

/** Load what is kept back in the run on show. Throws `Refused`. */
export async function loadSilences(): Promise<void> {
  const name = runName.value;
  const found = await getSilences(name);
  if (name === runName.value) silences.value = found;
}

/** Load whom an alert may be given to. Throws `Refused`. */
export async function loadAssignees(): Promise<void> {
  assignees.value = await getAssignees();
}
