// A station's mark, drawn once as SVG for the map and the lists alike.
//
// Level is carried by shape, digit and colour together; data that is not current loses its
// colour and is hatched grey. Every mark has a dark outline and a white one around it, so
// that white stands out on a pale map and black on a dark one.
import type { Level } from "../api/shapes";
import { PAINT } from "./levels";
import type { Look } from "./standing";

export interface Mark {
  level: Level | null;
  look: Look;
  unconfirmed: boolean;
}

export const MARK_PX = 40;

interface Shape {
  path: string;
  digitY: number;
}

const CIRCLE = "M20 7a13 13 0 1 0 .01 0z";
const SHAPES: Readonly<Record<Level, Shape>> = {
  0: { path: "M20 9a11 11 0 1 0 .01 0z", digitY: 26 },
  1: { path: CIRCLE, digitY: 26 },
  2: { path: "M8 8h24v24h-24z", digitY: 26.5 },
  3: { path: "M20 3.5L37 33.5H3z", digitY: 30 },
  4: { path: "M20 2L38 20L20 38L2 20z", digitY: 26.5 },
  5: { path: "M13 3h14l10 10v14l-10 10h-14l-10-10v-14z", digitY: 27 },
};
const SILENT: Shape = { path: "M20 6.5a13.5 13.5 0 1 0 .01 0z", digitY: 26 };

/** What stands in the mark: the digit, with a question mark where it is only the last one known. */
function signOf({ level, look }: Mark): string {
  if (look === "dormant") return "–";
  if (look === "never" || level === null) return "?";
  if (look === "dead") return "×";
  return look === "live" ? String(level) : `${level}?`;
}

function shapeOf({ level, look }: Mark): Shape {
  if (look === "dormant" || look === "never" || look === "dead" || level === null) return SILENT;
  return SHAPES[level];
}

const HATCH =
  '<pattern id="h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="7" height="7" fill="#d5d9de"/><rect width="3" height="7" fill="#737b84"/></pattern>';
const INK = "#14181d";

/** White around a sign on hatching, so that it can be read. */
const KNOCKOUT = ' stroke="#fff" stroke-width="5" stroke-linejoin="round" paint-order="stroke"';

const BADGE =
  '<circle cx="32.5" cy="7.5" r="7" fill="#fff" stroke="#14181d" stroke-width="1.8"/>' +
  '<path d="M32.5 3.2v5M32.5 10.2v1.8" stroke="#14181d" stroke-width="2.4"/>';

function outline(path: string, look: Look): string {
  const dash = look === "dormant" || look === "never" ? ' stroke-dasharray="3.5 2.5"' : "";
  const heavy = look === "blind" ? 4.5 : 2.6;
  return (
    `<path d="${path}" fill="none" stroke="#fff" stroke-width="${heavy + 3.4}" stroke-linejoin="round"/>` +
    `<path d="${path}" fill="#fff" stroke="${INK}" stroke-width="${heavy}" stroke-linejoin="round"${dash}/>`
  );
}

/** Draw a mark as an SVG document of 40 × 40 units. */
export function drawMark(mark: Mark): string {
  const { path, digitY } = shapeOf(mark);
  const sign = signOf(mark);
  const live = mark.look === "live" && mark.level !== null ? PAINT[mark.level] : null;
  const hatched = mark.look === "late" || mark.look === "dead" || mark.look === "blind";
  const asleep = mark.look === "dormant" ? "#939ca6" : "#fff"; // one is known to be well, of the other nothing is
  const fill = live?.fill ?? (hatched ? "url(#h)" : asleep);
  const badge = mark.unconfirmed || mark.look === "blind" ? BADGE : "";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${MARK_PX}" height="${MARK_PX}" viewBox="-2 -2 44 44">` +
    `<defs>${HATCH}</defs>${outline(path, mark.look)}<path d="${path}" fill="${fill}"/>` +
    `<text x="20" y="${digitY}" text-anchor="middle" font-family="system-ui,'Noto Sans JP','Noto Sans CJK JP',sans-serif" ` +
    `font-size="${sign.length > 1 ? 14 : 17}" font-weight="700" fill="${live?.text ?? INK}"${hatched ? KNOCKOUT : ""}>${sign}</text>${badge}</svg>`
  );
}

export function markName({ level, look, unconfirmed }: Mark): string {
  return `${level ?? "none"}-${look}${unconfirmed ? "-unconfirmed" : ""}`;
}

const LOOKS: readonly Look[] = ["live", "late", "dead", "blind", "dormant", "never"];
const STEPS: readonly (Level | null)[] = [null, 0, 1, 2, 3, 4, 5];

/** Every mark there can be: few enough to be drawn before the first station comes. */
export const ALL_MARKS: readonly Mark[] = STEPS.flatMap((level) =>
  LOOKS.flatMap((look) => [true, false].map((unconfirmed) => ({ level, look, unconfirmed }))),
);

const pictures = new Map<string, string>();

/** A mark as the address of an image. */
export function pictureOf(mark: Mark): string {
  const name = markName(mark);
  const known = pictures.get(name);
  if (known !== undefined) return known;
  const picture = `data:image/svg+xml,${encodeURIComponent(drawMark(mark))}`;
  pictures.set(name, picture);
  return picture;
}
