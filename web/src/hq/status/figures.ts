// The figures of a check, as people read them.
import type { Check } from "../../api/status";
import { duration } from "../../words/formats";
import { language, words } from "../../words/language";

const GIB = 2 ** 30;

const UNITS: Record<string, (value: number) => string> = {
  battery_v: (value) => `${value.toFixed(1)} V`,
  size_bytes: (value) => `${(value / GIB).toFixed(2)} GiB`,
  free_bytes: (value) => `${(value / GIB).toFixed(1)} GiB`,
  total_bytes: (value) => `${(value / GIB).toFixed(1)} GiB`,
  apart_s: (value) => `${Math.abs(value).toFixed(1)} s`,
};
/** Figures that are worth a place even when there are none. */
const ALWAYS = new Set(["stations", "waiting", "judges", "due", "claimed", "sent", "consoles", "apart_s"]);

/** What a check counted: what is zero and says nothing is left out. */
export function figuresOf({ figures }: Check): string {
  const said = words.value.status.figures;
  return Object.entries(figures)
    .filter(([name, value]) => value !== null && value !== "" && (value !== 0 || ALWAYS.has(name)))
    .map(([name, value]) => {
      if (name === "time_ok") return value === 1 ? "" : said["time_wrong"];
      const shown = typeof value === "number" ? (UNITS[name]?.(value) ?? String(value)) : value;
      return `${said[name] ?? name} ${shown}`;
    })
    .filter((each) => each !== "")
    .join("・");
}

export const every = (seconds: number): string => duration(seconds, language.value);
