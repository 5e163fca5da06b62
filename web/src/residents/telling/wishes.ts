// What somebody wants to be told of, as it is chosen in the app and as the server takes it.
import type { Language } from "../contracts";

export const FROM_LEVELS = ["caution", "evacuation", "danger"] as const;
export type FromLevel = (typeof FROM_LEVELS)[number];

/** A height of one's own on a gauge, metres above its zero. */
export interface OwnMark {
  station_id: string;
  stage_m: number;
}

export interface Wishes {
  language: Language;
  areas: string[];
  stations: string[];
  own_marks: OwnMark[];
  from_level: FromLevel;
  /** Such as 22:00-07:00, by Japan's clock; null: at any hour. */
  quiet_hours: string | null;
}

/** What is chosen elsewhere in the app, and what is chosen where somebody asks to be told. */
export type Chosen = Pick<Wishes, "language" | "areas" | "stations" | "own_marks">;
export type Choice = Pick<Wishes, "from_level" | "quiet_hours">;

export const FIRST_CHOICE: Choice = { from_level: "evacuation", quiet_hours: null };

/** Whether there is nothing to tell of. */
export const isEmpty = ({ areas, stations, own_marks }: Chosen): boolean =>
  areas.length + stations.length + own_marks.length === 0;

/** The gauge's step that a name stands for, as the numbers of the ladder. */
export const stepOf = (level: FromLevel): 2 | 3 | 4 => ({ caution: 2, evacuation: 3, danger: 4 } as const)[level];

/** Quiet hours as two times of the clock, and back. */
export function hours(begins: string, ends: string): string | null {
  return begins === ends ? null : `${begins}-${ends}`;
}

export function clocks(quiet: string): [string, string] {
  const [begins = "22:00", ends = "07:00"] = quiet.split("-");
  return [begins, ends];
}
