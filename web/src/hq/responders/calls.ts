// Temporary responders, asked of the API. Who is sent somewhere or called back is so now, or not at all.
import type { components } from "../../api/generated";
import { ask, query, send } from "../../api/client";
import type {
  Callout, CalloutAsked, CalloutWhole, CoverAsked, Emergency, Interlock, PassAsked, Readiness, Responder, ResponderWhole,
  Skill, Task, TaskAsked, WithdrawOrder,
} from "./contracts";

type Schemas = components["schemas"];
type Place = Pick<TaskAsked, "lat" | "lon" | "route">;

const NOW_OR_NEVER_MS = 15_000;

/** Post what sends people somewhere: a link that wakes up later sends none of it. */
const sendNow = <T>(path: string, wanted: object) =>
  ask<T>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
    signal: AbortSignal.timeout(NOW_OR_NEVER_MS),
  });

export const getReadiness = () => ask<Readiness>("/hq/readiness");
export const getResponders = () => ask<Responder[]>("/hq/responders");
export const getResponder = (id: number) => ask<ResponderWhole>(`/hq/responders/${id}`);

export type Decision = "approve" | "refuse" | "withdraw";
export const decide = (id: number, decision: Decision, note: string) =>
  send<unknown>(`/hq/responders/${id}/${decision}`, { note });
export const checkSkill = (id: number, skill: Skill, certificate: string) =>
  send<unknown>(`/hq/responders/${id}/skills/${skill}/check`, { certificate });
export const recordCover = (id: number, cover: CoverAsked) => send<unknown>(`/hq/responders/${id}/covers`, cover);
export const givePass = (id: number, pass: PassAsked) => send<unknown>(`/hq/responders/${id}/passes`, pass);
export const withdrawPass = (passId: number, reason: string) =>
  send<unknown>(`/hq/responders/passes/${passId}/withdraw`, { reason });
export const readEmergency = (id: number, reason: string) => send<Emergency>(`/hq/responders/${id}/emergency`, { reason });

export const getCallouts = (run: string) => ask<Callout[]>(`/hq/callouts?${query({ run })}`);
export const getCallout = (run: string, id: number) => ask<CalloutWhole>(`/hq/callouts/${id}?${query({ run })}`);
export const callOut = (run: string, wanted: CalloutAsked) => sendNow<Callout>(`/hq/callouts?${query({ run })}`, wanted);
export const cancelCallout = (run: string, id: number, note: string) =>
  sendNow<Callout>(`/hq/callouts/${id}/cancel?${query({ run })}`, { note });

export const getTasks = (run: string) => ask<Task[]>(`/hq/tasks?${query({ run })}`);
export const giveTask = (run: string, wanted: TaskAsked) => sendNow<Task>(`/hq/tasks?${query({ run })}`, wanted);
export const revokeTask = (run: string, id: number, note: string) =>
  sendNow<Task>(`/hq/tasks/${id}/revoke?${query({ run })}`, { note });
export const accountTask = (run: string, id: number, note: string) =>
  sendNow<Task>(`/hq/tasks/${id}/account?${query({ run })}`, { note });

export const checkInterlock = (run: string, where: Place) =>
  send<Interlock>(`/hq/interlock/check?${query({ run })}`, where);
export const override = (run: string, areaId: string, reason: string, minutes: number) =>
  sendNow<Interlock>(`/hq/interlock/${encodeURIComponent(areaId)}/override?${query({ run })}`, { reason, minutes });

export const getWithdrawOrders = (run: string) => ask<WithdrawOrder[]>(`/hq/withdraw-orders?${query({ run })}`);
export const orderOut = (run: string, geometry: object, reason: string) =>
  sendNow<WithdrawOrder[]>(`/hq/withdraw-orders?${query({ run })}`, { geometry, reason });
export const accountPerson = (run: string, withdrawId: number, id: number, note: string) =>
  sendNow<WithdrawOrder[]>(`/hq/withdraw-orders/${withdrawId}/people/${id}/account?${query({ run })}`, { note });

export const getOnDuty = (run: string) => ask<Schemas["RespondersOnMap"]>(`/hq/responders/map?${query({ run })}`);
export const getIncidents = (run: string) => ask<Schemas["Incidents"]>(`/hq/incidents?${query({ run })}`);
export const incidentPicture = (run: string, id: string) => `/hq/incidents/${id}/picture?${query({ run })}`;
export const hoursCsv = (run: string) => `/hq/responders/hours.csv?${query({ run })}`;
