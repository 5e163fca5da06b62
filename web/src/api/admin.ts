// The calls of administration: drafts of master data, files of them, phrases, and history.
import type { components } from "./generated";
import { ask, query, send } from "./client";

type Schemas = components["schemas"];
export type What = Schemas["DraftAsked"]["what"];
export type Values = Record<string, unknown>;
export type Draft = Schemas["DraftShown"];
export type DraftWhole = Schemas["DraftWhole"];
export type Checked = Schemas["CheckShown"];
export type Fault = Schemas["FaultShown"];
export type Difference = Schemas["DifferenceShown"];
export type Effect = Schemas["EffectShown"];
export type Trial = NonNullable<DraftWhole["trial"]>;
export type Found = NonNullable<Trial["found"]>;
export type Timeline = NonNullable<Found["timelines"]>[number];
export type MasterFile = Schemas["FileShown"];
export type FileWhole = Schemas["FileWhole"];
export type Version = Schemas["VersionShown"];
export type Administered = Schemas["AdministeredStation"];
export type Learned = Schemas["LearnedShown"];
export type Phrase = Schemas["PhraseShown"];
export type PhraseKind = Phrase["kind"];

export interface Publishing {
  phrase: string;
  because: string;
  valid_from: string | null;
}

export const getAdministered = (run: string) => ask<Administered[]>(`/hq/admin/stations?${query({ run })}`);
export const getLearned = (stationId: string, run: string) =>
  ask<Learned[]>(`/hq/admin/stations/${encodeURIComponent(stationId)}/learned?${query({ run })}`);
export const getNeighbours = (stationId: string, run: string) =>
  ask<Schemas["Neighbours"]>(`/hq/stations/${encodeURIComponent(stationId)}/neighbours?${query({ run })}`);
export const getStanding = (what: What, subject: string) =>
  ask<Checked>(`/hq/admin/standing?${query({ what, subject })}`);
export const getHistory = (what: What, subject: string) =>
  ask<Version[]>(`/hq/admin/history?${query({ what, subject })}`);
export const checkValues = (what: What, subject: string, values: Values) =>
  send<Checked>("/hq/admin/check", { what, subject, values });

export const getDrafts = (ended: boolean) => ask<Draft[]>(`/hq/admin/drafts?${query({ ended })}`);
export const getDraft = (id: number) => ask<DraftWhole>(`/hq/admin/drafts/${id}`);
export const addDraft = (what: What, subject: string, values: Values, note: string) =>
  send<DraftWhole>("/hq/admin/drafts", { what, subject, values, note });

/** What can be done with one draft, or with all that came in with a file. */
const of = (kind: "drafts" | "files", id: number, act: string) => `/hq/admin/${kind}/${id}/${act}`;
export const tryDraft = (id: number, run: string) =>
  send<DraftWhole>(`${of("drafts", id, "try")}?${query({ run })}`, {});
export const publishDraft = (id: number, said: Publishing) =>
  send<DraftWhole>(of("drafts", id, "publish"), said);
export const dropDraft = (id: number, because: string) =>
  send<DraftWhole>(of("drafts", id, "drop"), { because });
export const tryFile = (id: number, run: string) =>
  send<FileWhole>(`${of("files", id, "try")}?${query({ run })}`, {});
export const publishFile = (id: number, said: Publishing) => send<FileWhole>(of("files", id, "publish"), said);
export const dropFile = (id: number, because: string) => send<FileWhole>(of("files", id, "drop"), { because });

export const getFiles = () => ask<MasterFile[]>("/hq/admin/files");
export const getFile = (id: number) => ask<FileWhole>(`/hq/admin/files/${id}`);
export const takeFile = (file: File, kind: "stations" | "areas", withdrawOthers: boolean) =>
  ask<FileWhole>(`/hq/admin/files?${query({ kind, name: file.name, withdraw_others: withdrawOthers })}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: file,
  });
export const stationsCsv = (run: string) => `/hq/admin/stations.csv?${query({ run })}`;
export const getPhrases = (kind: PhraseKind | "") => ask<Phrase[]>(`/hq/phrases?${query({ kind })}`);
