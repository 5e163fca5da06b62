// Numbers and times as people read them: heights to the centimetre, times in Japan.
import { type Language, type Say, TAGS } from "../contracts";
import { distance_m, direction, type Point } from "../geo/distance";

const MINUTE_MS = 60_000;
const ZONE = "Asia/Tokyo";

/** A height, to the centimetre a staff gauge can show. */
export function metres(value_m: number): string {
  const rounded = value_m.toFixed(2);
  return Number(rounded) === 0 ? "0.00" : rounded.replace("-", "−");
}

/** How long ago something was, in words; what is ahead by a clock that is wrong was just now. */
export function age(since: string, now_ms: number, say: Say): string {
  const minutes = Math.floor((now_ms - Date.parse(since)) / MINUTE_MS);
  if (minutes < 1) return say("age.now");
  if (minutes < 60) return say("age.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return say("age.days", { n: Math.floor(hours / 24) });
  if (hours >= 10 || minutes % 60 === 0) return say("age.hours", { n: hours });
  return say("age.hours_minutes", { h: hours, n: minutes % 60 });
}

export interface Times {
  /** The clock's time, with the day where that is not today. */
  clock: (time: string, now_ms: number) => string;
  date: (time: string) => string;
}

/** How a language writes times. */
export function timesOf(language: Language): Times {
  const locale = TAGS[language] ?? language;
  const made = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
  const hour = made({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = made({ month: "numeric", day: "numeric" });
  const spoken = made({ month: "short", day: "numeric" });
  const whole = made({ year: "numeric", month: "short", day: "numeric" });
  const today = (ms: number) => whole.format(ms);
  const ofDay = locale === "ja" ? day : spoken;
  return {
    clock: (time, now_ms) => {
      const ms = Date.parse(time);
      return today(ms) === today(now_ms) ? hour.format(ms) : `${ofDay.format(ms)} ${hour.format(ms)}`;
    },
    date: (time) => whole.format(Date.parse(time)),
  };
}

/** A distance, as finely as it can be meant. */
export function far(metres_: number, say: Say): string {
  if (metres_ < 950) return say("distance.m", { n: Math.max(50, Math.round(metres_ / 50) * 50) });
  const km = metres_ / 1000;
  return say("distance.km", { n: km < 9.95 ? km.toFixed(1) : Math.round(km) });
}

/** How far a place is and which way. */
export function whereTo(from: Point, to: Point, say: Say): string {
  return say("shelter.where", {
    distance: far(distance_m(from, to), say),
    direction: say(`direction.${direction(from, to)}`),
  });
}
