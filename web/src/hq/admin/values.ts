// Values of drafts: as they are typed, and as a person reads them.
import type { Values, What } from "../../api/admin";
import type { AdminWords } from "../../words/admin.ja";

export type Typed = Record<string, string | boolean>;
export type FieldKind = "text" | "number" | "yes" | "long" | { choices: readonly string[] };
export type Field = readonly [name: string, kind: FieldKind];

export const RUNGS = ["standby_m", "caution_m", "evacuation_m", "danger_m", "overflow_m"] as const;
export const LADDER: readonly Field[] = [...RUNGS, "release_m"].map((name) => [name, "number"] as const);
const FACTS: readonly Field[] = [
  ["name", "text"],
  ["name_en", "text"],
  ["river", "text"],
  ["lat", "number"],
  ["lon", "number"],
  ["mode", { choices: ["regular", "crisis"] }],
  ["tidal", "yes"],
  ["interval_min", "number"],
  ["burst_min", "number"],
  ["dormant_h", "number"],
  ["gauge_zero_tp_m", "number"],
  ["datum", "text"],
];
export const NEW_STATION: readonly Field[] = [
  ...FACTS,
  ["reference", { choices: ["gauge_zero", "bank_top"] }],
  ...LADDER,
];
export const PHRASE_KINDS = ["order_reason", "shelter", "hand_over", "chronology"] as const;

export const FIELDS: Partial<Record<What, readonly Field[]>> = {
  station: FACTS,
  thresholds: LADDER,
  sensor: [
    ["kind", { choices: ["stage", "depth", "distance"] }],
    ["unit", { choices: ["m", "cm", "mm", "ft"] }],
    ["offset_m", "number"],
    ["scale", "number"],
  ],
  plausible: [
    ["min_plausible", "number"],
    ["max_plausible", "number"],
  ],
  neighbour: [
    ["travel_min", "number"],
    ["spread_min", "number"],
    ["evidence", "text"],
    ["withdrawn", "yes"],
  ],
  area: [
    ["name", "text"],
    ["reading", "text"],
    ["name_en", "text"],
    ["kind", { choices: ["district", "zone"] }],
    ["municipality", "text"],
    ["population", "number"],
    ["households", "number"],
    ["risk", "number"],
    ["withdrawn", "yes"],
  ],
  phrase: [
    ["kind", { choices: PHRASE_KINDS }],
    ...(["ja", "ja-easy", "en", "zh", "zh-hant", "ko", "vi", "pt"] as const).map((name) => [name, "text"] as const),
    ["withdrawn", "yes"],
  ],
  policy: [["rules", "long"]],
};

/** What stands, as the fields of a form show it. */
export function typedOf(fields: readonly Field[], standing: Values | null): Typed {
  return Object.fromEntries(
    fields.map(([name, kind]): [string, string | boolean] => {
      const value = standing?.[name] ?? null;
      if (kind === "yes") return [name, value === true];
      if (typeof kind === "object") return [name, typeof value === "string" ? value : (kind.choices[0] ?? "")];
      if (typeof value === "number") return [name, String(Number(value.toFixed(6)))];
      return [name, typeof value === "string" ? value : ""];
    }),
  );
}

/** A value as a person reads it in a table. */
export function shown(field: string, value: unknown, said: AdminWords): string {
  if (value === null || value === undefined || value === "") return said.none;
  if (field === "geometry") return said.moved;
  if (typeof value === "boolean") return value ? said.yes : said.no;
  if (typeof value === "number") return field.endsWith("_m") ? `${value.toFixed(2)} m` : String(value);
  if (Array.isArray(value)) return value.length === 0 ? said.none : value.join("、");
  return typeof value === "string" ? (said.choices[value] ?? value) : JSON.stringify(value);
}

export const labelOf = (field: string, said: AdminWords): string => said.fields[field] ?? field;
