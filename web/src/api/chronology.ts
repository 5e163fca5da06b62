// The chronology: pages of it, what is written by hand, and where its files are.
import type { components } from "./generated";
import { ask, query, send } from "./client";

type Schemas = components["schemas"];

export type Entry = Schemas["EntryShown"];
export type EntryKind = NonNullable<Entry["entry_kind"]>;
export type Kind = Entry["kind"];
export type Page = Schemas["ChronologyPage"];
export type Way = Schemas["EntryAsked"]["way"];
export type EntryAsked = Pick<Schemas["EntryAsked"], "entry_key" | "kind" | "body"> &
  Partial<Omit<Schemas["EntryAsked"], "entry_key" | "kind" | "body">>;

/** What narrows the line down, as the address of a call has it; several kinds are several values. */
export type Narrowed = [string, string][];

const path = (file: string, run: string, narrowed: Narrowed) =>
  `/hq/chronology${file}?${new URLSearchParams([["run", run], ...narrowed])}`;

export const getPage = (run: string, narrowed: Narrowed, more: Narrowed) =>
  ask<Page>(path("", run, [...narrowed, ...more]));

export const fileOf = (file: ".csv" | ".geojson" | ".pdf", run: string, narrowed: Narrowed) =>
  path(file, run, narrowed);

export const writingPath = (run: string) => `/hq/chronology?${query({ run })}`;

export type Pack = Schemas["PackShown"];

export const getPacks = (run: string) => ask<Pack[]>(`/hq/chronology/packs?${query({ run })}`);
export const askPack = (run: string, since: string, until: string | null) =>
  send<Pack>(`/hq/chronology/packs?${query({ run })}`, { since, until });
export const packFile = (pack: Pack) => `/hq/chronology/packs/${pack.pack_id}/pack.zip`;
