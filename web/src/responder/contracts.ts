// What a responder's page asks of the API and is told. Times are UTC, ISO 8601.
//
// Times of people and passes are the wall's; those of call-outs and tasks are by the run's clock.

/** The wording of the consent and of the briefing whose words this page carries. */
export const CONSENT = "2026-11";
export const BRIEFING = "2026-11";

export const SKILLS = [
  "general", "boat", "drone", "nurse", "first_aid", "heavy_machinery", "driver", "interpreter", "sandbag", "evacuation_guide",
] as const;
export type Skill = (typeof SKILLS)[number];
export const CATEGORIES = ["volunteer", "fire_corps", "part_time_official", "ordered_resident"] as const;
export type Category = (typeof CATEGORIES)[number];
export type RegistrationState = "waiting" | "approved" | "refused" | "withdrawn" | "left" | "erased";
export type Reason =
  | "not_approved" | "withdrawn" | "under_18" | "no_cover" | "no_briefing" | "no_pass" | "skill_not_checked"
  | "skill_not_on_pass" | "outside_area";
export type Status = "actual" | "exercise" | "test";

export interface Asked {
  number: string;
  language: string;
  name: string;
  reading: string;
  born: string;
  category: Category;
  emergency: { name: string; number: string };
  languages: string[];
  equipment: string[];
  home_area: string | null;
  work_area: string | null;
  skills: { skill: Skill; certificate: string }[];
  consent: string;
}

export interface Own {
  responder_id: number;
  state: RegistrationState;
  name: string;
  language: string;
  category: Category;
  law: string;
  cover: string;
  covered: boolean;
  home_area: string | null;
  work_area: string | null;
  skills: { skill: Skill; checked: boolean }[];
  briefing: { version: string; acknowledged: boolean };
  holds: { pass_id: number; skills: Skill[]; area_ids: string[]; valid_until: string } | null;
  reasons: Reason[];
}

export interface Card {
  code: string;
  expires_at: string;
  skills: Skill[];
  area_ids: string[];
  valid_until: string;
}

export interface PublicKey {
  kty: "EC";
  crv: "P-256";
  x: string;
  y: string;
  kid: string;
  alg: "ES256";
  use: "sig";
}

export type Answer = "yes" | "later" | "no";

export interface Ask {
  callout_id: number;
  status: Status;
  run: string;
  what: string;
  skill: Skill;
  place: string;
  lat: number;
  lon: number;
  starts_at: string;
  ends_at: string;
  asked_at: string;
  answer: Answer | "unclear" | null;
  answered_at: string | null;
  coming_at: string | null;
  stood_down_at: string | null;
  moved_to: number | null;
  closed_because: "filled" | "ended" | "canceled" | "exhausted" | null;
}

/** What a responder says of a task; the other steps are headquarters' and the program's. */
export type OwnStep = "accept" | "decline" | "on_the_way" | "there" | "done" | "check_in" | "safe" | "withdraw";
export type Step = OwnStep | "ask" | "escalate" | "block" | "revoke" | "account";

export interface Area {
  area_id: string;
  name: string;
  name_en: string;
  reading: string;
  kind: "district" | "zone";
}

export const REPORT_KINDS = ["flooding", "overflow", "road", "bridge", "debris", "person", "other"] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export interface Point {
  at: string;
  lat: number;
  lon: number;
  accuracy_m: number;
}

export interface Report {
  report_id: string;
  task_id: number | null;
  kind: ReportKind;
  body: string;
  lat: number;
  lon: number;
  accuracy_m: number | null;
  /** JPEG, base64; null: none. */
  picture: string | null;
  at: string;
}
