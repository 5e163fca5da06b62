// The one line that says how it stands here.
import { say, termText } from "../words/spoken";
import type { Verdict } from "./choose";

export function headline({ ground, level, someUnknown }: Verdict): string {
  if (ground === "order") return `${termText(`alert_level_${level}`)} ${termText(`order_${level}`)}`;
  if (ground === "gauge") return say(`verdict.gauge_${level}`);
  if (ground === "no_data") return say("verdict.no_data");
  return say(someUnknown ? "verdict.some_data" : "verdict.calm");
}
