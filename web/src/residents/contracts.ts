// What the residents' pages are told, and what the app's parts hand one another.
//
// now.json, places.json and terms/<language>.json are made by the residents' program. Times are
// UTC, ISO 8601; stages are metres above gauge zero.
import type { MultiPolygon, Polygon } from "geojson";

import type { components } from "../api/generated";

type Schemas = components["schemas"];

export const LANGUAGES = ["ja", "ja-easy", "en", "zh", "zh-hant", "ko", "vi", "pt"] as const;
export type Language = (typeof LANGUAGES)[number];
/** What a page says of its language where that is not the code itself (BCP 47). */
export const TAGS: Partial<Record<string, string>> = { "ja-easy": "ja", zh: "zh-Hans", "zh-hant": "zh-Hant" };

/** A step of a gauge's ladder; never a 警戒レベル. */
export type GaugeLevel = 0 | 1 | 2 | 3 | 4 | 5;
/** 警戒レベル: of an order 3 to 5, of official information 1 to 5; never a gauge's. */
export type AlertLevel = 1 | 2 | 3 | 4 | 5;
export type OrderLevel = 3 | 4 | 5;
export type Status = "actual" | "exercise" | "test";
export type Trend = "rising" | "steady" | "falling" | "unknown";
export type Freshness = "live" | "late" | "dead" | "dormant" | "blind";
export type ShelterState = "open" | "full" | "closed";
export type Lon = number;
export type Lat = number;

/** An order as it was announced; `lifted_at` is null while it stands. */
export type Order = Schemas["PublicOrder"] & { alert_level: OrderLevel };

export type Official = Schemas["OfficialQuoted"] & { alert_level: AlertLevel };

export interface StationNow {
  level: GaugeLevel | null;
  stage_m: number | null;
  observed_at: string | null;
  trend: Trend;
  /** Null: it has never reported. */
  freshness: Freshness | null;
}

export interface ShelterNow {
  state: ShelterState;
  /** Null: nothing was said of it yet. */
  changed_at: string | null;
}

export interface CameraNow {
  taken_at: string;
  url: string;
}

/** now.json: what changes, in no language. */
export interface Now {
  made_at: string;
  run: string;
  status: Status;
  city: { name: string; name_en: string; reading: string };
  orders: Order[];
  official: Official[];
  stations: Record<string, StationNow>;
  shelters: Record<string, ShelterNow>;
  cameras: Record<string, CameraNow>;
}

export type Thresholds = Schemas["Thresholds"];

export interface Area {
  area_id: string;
  name: string;
  name_en: string;
  reading: string;
  kind: "district" | "zone";
  station_ids: string[];
  geometry: Polygon | MultiPolygon;
}

export interface Station {
  station_id: string;
  name: string;
  name_en: string;
  river: string;
  lon: Lon | null;
  lat: Lat | null;
  thresholds: Thresholds;
  usual: { p05: number; p95: number } | null;
  record: { stage_m: number; at: string } | null;
}

export interface Shelter {
  shelter_id: string;
  name: string;
  name_en: string;
  reading: string;
  address: string;
  lon: Lon;
  lat: Lat;
  capacity: number | null;
  /** What it is designated for, and nothing else. */
  hazards: string[];
  note: string;
}

export interface Camera {
  camera_id: string;
  name: string;
  station_id: string | null;
}

/** places.json: what seldom changes. */
export interface Places {
  version: string;
  areas: Area[];
  stations: Station[];
  shelters: Shelter[];
  cameras: Camera[];
  /** Owed to those whose readings are shown. */
  credits: string[];
}

/** One official term, as it may be shown in earnest: Japanese where nobody confirmed the language. */
export interface Term {
  text: string;
  /** What the text is written in (BCP 47), so that fonts and voices are right. */
  lang: string;
  /** The Japanese term behind a translation; null where the text is Japanese itself. */
  ja: string | null;
  /** How a Japanese text is read; null where nobody wrote it down. */
  reading: string | null;
}

/** terms/<language>.json: names as in kawamori/messages/terms.toml, such as order_4 and gauge_3. */
export interface Terms {
  language: Language;
  terms: Record<string, Term>;
}

/**
 * Say a sentence: its key in kawamori/messages/residents/<part>/<language>.json, and what stands in
 * its {places}. The text may carry readings, 漢字《かんじ》: show it through <Said>, or plain() in an
 * attribute.
 */
export type Say = (key: string, values?: Record<string, string | number>) => string;

/** What telling/view.tsx is given; its default export is a component of these, loaded as the tab. */
export interface TellingProps {
  language: Language;
  places: Places;
  /** Null until it was heard once on this phone. */
  now: Now | null;
  /** The words of the part `now`; of its own part: loadWords("telling", language). */
  words: Say;
}
