// What people read: how old something is, how high, and how it is read aloud.
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { LANGUAGES } from "../../src/residents/contracts";
import { readChosen } from "../../src/residents/places/mine";
import { folded, search } from "../../src/residents/places/search";
import { age, far, metres, timesOf } from "../../src/residents/words/formats";
import { sayer } from "../../src/residents/words/load";
import { pieces, plain, read } from "../../src/residents/words/ruby";

const NOW = Date.parse("2026-09-01T03:00:00Z");
const textsOf = (language: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../kawamori/messages/residents/now/${language}.json`, import.meta.url), "utf-8"),
  ) as Record<string, string>;
const say = sayer(textsOf("en"));
const ago = (minutes: number) => age(new Date(NOW - minutes * 60_000).toISOString(), NOW, say);

describe("an age", () => {
  it("is told as finely as it matters, and never as more than it is", () => {
    expect([0.5, 1, 59.9, 60, 95, 600, 2879, 2880].map(ago)).toEqual([
      "within the last minute",
      "1 min ago",
      "59 min ago",
      "1 h ago",
      "1 h 35 min ago",
      "10 h ago",
      "47 h ago",
      "2 days ago",
    ]);
  });

  it("of what is ahead, by a phone whose clock is behind, is nothing", () => {
    expect(ago(-30)).toBe("within the last minute");
  });
});

describe("a height", () => {
  it.each([
    [3.215, "3.21"],
    [-0.004, "0.00"],
    [-1.5, "−1.50"],
  ])("of %d m is told to the centimetre", (value, expected) => {
    expect(metres(value)).toBe(expected);
  });
});

describe("a time", () => {
  it("is that of Japan's clocks, with its day when that is not today, in every language", () => {
    for (const language of LANGUAGES) {
      const { clock } = timesOf(language);
      expect(clock("2026-09-01T02:05:00Z", NOW)).toBe("11:05");
      expect(clock("2026-08-31T02:05:00Z", NOW)).toMatch(/31.*11:05$/);
    }
  });
});

describe("a distance", () => {
  it("is no finer than it can be known", () => {
    expect([12, 430, 1234, 15_600].map((metres_) => far(metres_, say))).toEqual(["50 m", "450 m", "1.2 km", "16 km"]);
  });
});

describe("a reading", () => {
  it("stands over its characters, or falls away", () => {
    expect(pieces("川《かわ》の 水《みず》")).toEqual([
      { text: "川", reading: "かわ" },
      { text: "の ", reading: null },
      { text: "水", reading: "みず" },
    ]);
    expect(plain(`${read("警戒レベル4", "けいかいレベルよん")}です`)).toBe("警戒レベル4です");
  });

  it("is marked the same way in every text: none is left over when they fall away", () => {
    for (const language of LANGUAGES) {
      for (const text of Object.values(textsOf(language))) expect(plain(text)).not.toMatch(/[《》｜]/);
    }
  });
});

describe("a search", () => {
  const places = [
    { name: "川原町", name_en: "Kawaramachi", reading: "かわらまち" },
    { name: "本川原", name_en: "Honkawara", reading: "ほんかわら" },
    { name: "港町", name_en: "Minatomachi", reading: "みなとまち" },
  ];

  it.each(["川原", "かわら", "カワラ", "ｶﾜﾗ", "kawara", " KAWARA "])("finds by 「%s」, first what begins so", (typed) => {
    expect(search(places, typed).map(({ name }) => name)).toEqual(["川原町", "本川原"]);
  });

  it("tells が from か, as it is another sound", () => {
    expect(folded("がわ")).not.toBe(folded("かわ"));
  });

  it("for nothing shows everything", () => {
    expect(search(places, "　")).toHaveLength(3);
  });
});

describe("what was chosen before", () => {
  it.each([null, "", "{", "null", '{"areas":3}', '{"areas":["a",1]}'])("is read whatever was left there: %s", (kept) => {
    expect(readChosen(kept).areas.every((each) => typeof each === "string")).toBe(true);
  });
});
