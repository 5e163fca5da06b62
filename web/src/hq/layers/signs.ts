// The layers' signs: each a shape of its own, outlined dark and white, that no gauge's mark has.
import { picture } from "../../map/overlay";
import { PAINT } from "../../rivers/levels";
import type { Level } from "../../api/shapes";

const INK = "#14181d";
const FONT = "system-ui,'Noto Sans JP','Noto Sans CJK JP',sans-serif";
const HATCH =
  '<pattern id="h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="7" height="7" fill="#e4e8ec"/><rect width="3" height="7" fill="#98a1aa"/></pattern>';

function sign(path: string, fill: string, inside: string, dash = ""): string {
  return picture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="-2 -2 44 44">' +
      `<defs>${HATCH}</defs><path d="${path}" fill="none" stroke="#fff" stroke-width="6" stroke-linejoin="round"/>` +
      `<path d="${path}" fill="${fill}" stroke="${INK}" stroke-width="2.4" stroke-linejoin="round"${dash}/>${inside}</svg>`,
  );
}

function letter(text: string, y: number, size: number, fill: string): string {
  return `<text x="20" y="${y}" text-anchor="middle" font-family="${FONT}" font-size="${size}" font-weight="700" fill="${fill}">${text}</text>`;
}

const HOUSE = "M20 3L37 16H33V36H7V16H3z";
/** A bar across: not for floods. */
const STRUCK = `<path d="M6 35L34 9" stroke="#fff" stroke-width="6"/><path d="M6 35L34 9" stroke="#a8071a" stroke-width="3"/>`;

export type ShelterState = "open" | "full" | "closed";
const HOUSES: Record<ShelterState, { fill: string; ink: string; dash: string }> = {
  open: { fill: "#005ea8", ink: "#fff", dash: "" },
  full: { fill: "#fff", ink: INK, dash: "" },
  closed: { fill: "#e4e8ec", ink: "#4c5661", dash: ' stroke-dasharray="3.5 2.5"' },
};

/** A house: filled when open, white with a bar below its word when full, dashed when closed. */
export function shelterSign(state: ShelterState, word: string, forFloods: boolean): string {
  const { fill, ink, dash } = HOUSES[state];
  const bar = state === "full" ? `<path d="M9 33h22" stroke="${INK}" stroke-width="5"/>` : "";
  return sign(HOUSE, fill, bar + letter(word, 28, 15, ink) + (forFloods ? "" : STRUCK), dash);
}

const CAMERA = "M4 11h20v18h-20z M24 17l12-6v18l-12-6z";

export type CameraLook = "live" | "late" | "dead" | "never";

export function cameraSign(look: CameraLook): string {
  const fill = look === "live" ? "#0b3d5c" : look === "never" ? "#eef0f3" : "url(#h)";
  const lens =
    look === "live"
      ? '<circle cx="14" cy="20" r="5" fill="#fff"/>'
      : `<g stroke="#fff" stroke-width="5" stroke-linejoin="round" paint-order="stroke">${letter(look === "dead" ? "×" : "?", 26, 17, INK)}</g>`;
  return sign(CAMERA, fill, lens, look === "never" ? ' stroke-dasharray="3.5 2.5"' : "");
}

const FLAG = "M5 3h30v24H18L5 37z";

/** What JMA or a river administrator has announced: a flag with the alert level's digit. */
export function officialSign(level: Level): string {
  const { fill, text } = PAINT[level];
  return sign(FLAG, fill, letter(String(level), 22, 19, text));
}

/** A mayor's order: a framed plate with the alert level's digit. */
export function orderSign(level: Level): string {
  const { fill, text } = PAINT[level];
  const frame = `<path d="M7 7h26v26h-26z" fill="none" stroke="${text}" stroke-width="1.6"/>`;
  return sign("M3 3h34v34h-34z", fill, frame + letter(String(level), 27, 20, text));
}

/** The ground of an order's areas: each level a pattern of its own in its official colour. */
export function orderPattern(level: 3 | 4 | 5): string {
  const { fill } = PAINT[level];
  const lines = {
    3: '<path d="M-4 20L20 -4M4 28L28 4" stroke-width="3.4"/>',
    4: '<path d="M-4 20L20 -4M4 28L28 4M-4 4L20 28M4 -4L28 20" stroke-width="3.2"/>',
    5: '<path d="M0 6h24M0 18h24M6 0v24M18 0v24" stroke-width="5"/>',
  }[level];
  return picture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">' +
      `<rect width="24" height="24" fill="${fill}" fill-opacity="0.16"/>` +
      `<g fill="none" stroke="#fff" stroke-opacity="0.75" transform="translate(1.2 1.2)">${lines}</g>` +
      `<g fill="none" stroke="${fill}">${lines}</g></svg>`,
  );
}

/** The way the water goes. */
export function flowSign(): string {
  const path = "M5 20h26M21 10l11 10-11 10";
  return picture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40">' +
      `<g fill="none" stroke-linecap="round" stroke-linejoin="round"><path d="${path}" stroke="#fff" stroke-width="9"/>` +
      `<path d="${path}" stroke="#0b4f80" stroke-width="4.6"/></g></svg>`,
  );
}
