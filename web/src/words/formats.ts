// Numbers and times as people read them. Heights in metres to the centimetre, times in Japan.
import type { Language } from "./language";

const MINUS = "−";
const NONE = "—";

function signed(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  if (Number(rounded) === 0) return `±${rounded.replace("-", "")}`;
  return value < 0 ? `${MINUS}${rounded.slice(1)}` : `+${rounded}`;
}

/** A stage, to the centimetre a staff gauge can show. */
export function metres(value_m: number | null): string {
  if (value_m === null) return NONE;
  const rounded = value_m.toFixed(2);
  return `${Number(rounded) === 0 ? "0.00" : rounded.replace("-", MINUS)} m`;
}

/** A rate of rise by the hour. */
export function metresPerHour(rise_m_per_h: number | null): string {
  return rise_m_per_h === null ? NONE : `${signed(rise_m_per_h, 2)} m/h`;
}

/** The same rate as people on a bank speak of it: centimetres in ten minutes. */
export function centimetresPerTenMinutes(rise_m_per_h: number, language: Language): string {
  return `${signed((rise_m_per_h * 100) / 6, 0)} cm/${language === "ja" ? "10分" : "10 min"}`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = {
  ja: { s: "秒", min: "分", h: "時間", d: "日" },
  en: { s: " s", min: " min", h: " h", d: " d" },
} as const;

/** A length of time in its largest unit, two where an hour makes a difference. */
export function duration(seconds: number, language: Language): string {
  const unit = UNITS[language];
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole}${unit.s}`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}${unit.min}`;
  if (whole >= 2 * DAY) return `${Math.floor(whole / DAY)}${unit.d}`;
  const hours = `${Math.floor(whole / HOUR)}${unit.h}`;
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  return whole < 10 * HOUR && minutes > 0 ? `${hours}${language === "en" ? " " : ""}${minutes}${unit.min}` : hours;
}

export function secondsAgo(seconds: number, language: Language): string {
  const span = duration(seconds, language);
  return language === "ja" ? `${span}前` : `${span} ago`;
}

/** How long ago a time was, by the run's clock. */
export function ago(time: string | null, now_ms: number, language: Language): string {
  return time === null ? NONE : secondsAgo((now_ms - Date.parse(time)) / 1000, language);
}

const TIME_ZONE = "Asia/Tokyo";
const part = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("ja-JP", { timeZone: TIME_ZONE, ...options });

const TIME = part({ hour: "2-digit", minute: "2-digit" });
const TIME_S = part({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DATE = part({ month: "numeric", day: "numeric" });
const DATED = part({ year: "numeric", month: "2-digit", day: "2-digit" });

type When = string | number | Date;
const at = (time: When) => new Date(time);

export const clockTime = (time: When) => TIME.format(at(time));
export const clockTimeWithSeconds = (time: When) => TIME_S.format(at(time));
export const dayAndMonth = (time: When) => DATE.format(at(time));
export const fullDate = (time: When) => DATED.format(at(time));

/** A time with its day when that is not today by the run's clock. */
export function dayTime(time: string | null, now_ms: number): string {
  if (time === null) return NONE;
  const same = fullDate(time) === fullDate(now_ms);
  return same ? clockTimeWithSeconds(time) : `${dayAndMonth(time)} ${clockTime(time)}`;
}
