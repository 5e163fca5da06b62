// A mark carries its level by shape and digit as well as colour, and never the colour of what is no longer known.
import { describe, expect, it } from "vitest";

import { LEVELS, PAINT } from "../src/rivers/levels";
import { ALL_MARKS, drawMark, markName } from "../src/rivers/marks";

const live = (level: (typeof LEVELS)[number]) => drawMark({ level, look: "live", unconfirmed: false });
const shapeOf = (svg: string) => /<path d="([^"]+)"/.exec(svg)?.[1];

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe("a live mark", () => {
  it.each(LEVELS)("at level %i shows its official colour and its digit", (level) => {
    expect(live(level)).toContain(`fill="${PAINT[level].fill}"`);
    expect(live(level)).toContain(`>${level}</text>`);
  });

  it("has a shape of its own at every level", () => {
    expect(new Set(LEVELS.map((level) => shapeOf(live(level)))).size).toBe(LEVELS.length);
  });

  it.each(LEVELS)("at level %i has a digit that passes WCAG AA", (level) => {
    expect(contrast(PAINT[level].fill, PAINT[level].text)).toBeGreaterThanOrEqual(4.5);
  });
});

describe("a mark that is not current", () => {
  it("never shows a level's colour as its fill", () => {
    for (const mark of ALL_MARKS.filter(({ look }) => look !== "live")) {
      const body = /<path d="[^"]+" fill="([^"]+)"\/>/.exec(drawMark(mark))?.[1];

      expect(body).toBeDefined();
      expect(LEVELS.filter((level) => level > 0).map((level) => PAINT[level].fill)).not.toContain(body);
    }
  });

  it.each(["late", "dead", "blind"] as const)("is hatched when %s", (look) => {
    expect(drawMark({ level: 3, look, unconfirmed: false })).toContain("url(#h)");
  });

  it("keeps the last digit with a question mark while an alert may stand on it", () => {
    expect(drawMark({ level: 4, look: "blind", unconfirmed: false })).toContain(">4?</text>");
  });
});

it("an unconfirmed surge is marked beside its level", () => {
  const sure = drawMark({ level: 2, look: "live", unconfirmed: false });
  const unsure = drawMark({ level: 2, look: "live", unconfirmed: true });

  expect(unsure.length).toBeGreaterThan(sure.length);
  expect(unsure).toContain(">2</text>");
});

it("no two marks share a name", () => {
  expect(new Set(ALL_MARKS.map(markName)).size).toBe(ALL_MARKS.length);
});
