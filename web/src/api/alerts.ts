// What is asked and done about alerts: who has one, why it stands, what is kept back, what a person rules.
import { ask, query, send } from "./client";
import type { AlertCollection, AlertFeature } from "./shapes";
import type { AlertWhy, Assignee, AssignmentAsked, Ruling, Silence, SilenceAsked, Verdict } from "./shapes";

export const assignAlert = (alertId: number, wanted: AssignmentAsked) =>
  send<AlertFeature>(`/hq/alerts/${alertId}/assign`, wanted);
export const getAssignees = () => ask<Assignee[]>("/hq/assignees");
export const getAlertWhy = (alertId: number) => ask<AlertWhy>(`/hq/alerts/${alertId}/why`);
export const ruleAlert = (alertId: number, verdict: Verdict, reason: string) =>
  send<Ruling>(`/hq/alerts/${alertId}/rulings`, { verdict, reason });

export interface Past {
  since?: string;
  until?: string;
  station_id?: string;
}

export const getClosedAlerts = (run: string, past: Past) =>
  ask<AlertCollection>(`/hq/alerts/closed?${query({ run, ...past })}`);

export const getSilences = (run: string) => ask<Silence[]>(`/hq/silences?${query({ run })}`);
export const silence = (run: string, wanted: SilenceAsked) =>
  send<Silence>(`/hq/silences?${query({ run })}`, wanted);
export const liftSilence = (silenceId: number) =>
  ask<Silence>(`/hq/silences/${silenceId}`, { method: "DELETE" });
