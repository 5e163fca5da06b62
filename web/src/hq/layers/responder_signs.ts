// The signs of responders: who is out, where something is to be done, what was seen.
import { picture } from "../../map/overlay";
import type { IncidentKind } from "../responders/contracts";

const INK = "#14181d";

function sign(path: string, fill: string, inside: string, dash = ""): string {
  return picture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="-2 -2 44 44">' +
      `<path d="${path}" fill="none" stroke="#fff" stroke-width="6" stroke-linejoin="round"/>` +
      `<path d="${path}" fill="${fill}" stroke="${INK}" stroke-width="2.4" stroke-linejoin="round"${dash}/>${inside}</svg>`,
  );
}

const VEST = "M20 2a7 7 0 0 1 4 12.8c7 1.6 10 6.8 10 14.200v7H6v-7c0-7.4 3-12.6 10-14.200A7 7 0 0 1 20 2z";
const BANDS = '<path d="M9 27h22M9 33h22" stroke="#14181d" stroke-width="2.6"/>';

export type DutyLook = "fresh" | "old" | "silent";
const VESTS: Record<DutyLook, [string, string]> = {
  fresh: ["#f2c500", ""],
  old: ["#e4e8ec", ' stroke-dasharray="3.5 2.5"'],
  silent: ["#d4380d", ""],
};

/** A person in a vest: yellow, grey and dashed when the position is old, red when they are overdue. */
export function dutySign(look: DutyLook): string {
  const [fill, dash] = VESTS[look];
  return sign(VEST, fill, BANDS, dash);
}

const PIN = "M20 38C9 24 6 20 6 14.500a14 13.5 0 0 1 28 0C34 20 31 24 20 38z";

export function taskSign(isSilent: boolean): string {
  const tick = `<path d="M13.5 15l4.5 4.5 9-10" fill="none" stroke="#fff" stroke-width="3.6"/>`;
  return sign(PIN, isSilent ? "#a8071a" : "#5b2a86", tick);
}

const BUBBLE = "M4 5h32v23H22l-9 9v-9H4z";
const MARKS: Record<IncidentKind, string> = { flooding: "浸", overflow: "越", road: "道", bridge: "橋", debris: "木", person: "人", other: "他" };

/** What somebody saw: a bubble with a sign for its kind; a person in need stands out. */
export function incidentSign(kind: IncidentKind): string {
  const [fill, ink] = kind === "person" ? ["#a8071a", "#fff"] : ["#fff", INK];
  const text =
    `<text x="20" y="23" text-anchor="middle" font-family="system-ui,'Noto Sans JP','Noto Sans CJK JP',sans-serif" ` +
    `font-size="17" font-weight="700" fill="${ink}">${MARKS[kind]}</text>`;
  return sign(BUBBLE, fill, text);
}
