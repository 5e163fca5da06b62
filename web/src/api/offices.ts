// What offices hand over to and ask of one another, and situation reports.
import { ask, query, send } from "./client";
import type { HandOver, Office, OfficeRequest, Report, ReportHead } from "./shapes";

export const getOffices = () => ask<Office[]>("/hq/offices");
export const getNotes = (run: string) => ask<HandOver[]>(`/hq/notes?${query({ run })}`);
export const getRequests = (run: string) => ask<OfficeRequest[]>(`/hq/requests?${query({ run })}`);
export const getReports = (run: string) => ask<ReportHead[]>(`/hq/reports?${query({ run })}`);

export interface NoteWords {
  shift: string;
  body: string;
  to_all: boolean;
  to_office: string | null;
}
export const writeNote = (run: string, note: NoteWords) => send<HandOver>(`/hq/notes?${query({ run })}`, note);
export const readNote = (run: string, id: number) => send<undefined>(`/hq/notes/${id}/read?${query({ run })}`, {});

export interface RequestWords {
  to_office: string | null;
  what: string;
  needed_by: string | null;
}
export const askOffice = (run: string, wanted: RequestWords) =>
  send<OfficeRequest>(`/hq/requests?${query({ run })}`, wanted);
export type RequestStep = "take" | "done" | "refuse";
export const stepRequest = (run: string, id: number, step: RequestStep, note: string) =>
  send<OfficeRequest>(`/hq/requests/${id}/${step}?${query({ run })}`, { note });

export const issueReport = (run: string, office: string | null, note: string) =>
  send<Report>(`/hq/reports?${query({ run })}`, { office, note });
export const reportAs = (id: number, form: "print" | "pdf" | "csv") => `/hq/reports/${id}/${form}`;
