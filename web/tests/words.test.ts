// What the screen may say: nothing of ours is called a warning or a forecast (Meteorological Service Act).
import { expect, it } from "vitest";

import { en } from "../src/words/en";
import { ja } from "../src/words/ja";

const spoken = (words: object): string[] =>
  Object.values(words).flatMap((word) => (typeof word === "string" ? [word] : spoken(word as object)));

it("no Japanese word on the screen claims to be 警報 or 予報", () => {
  expect(spoken(ja).filter((word) => /警報|予報/.test(word))).toEqual([]);
});

it("no English word on the screen claims to be a warning or a forecast", () => {
  expect(spoken(en).filter((word) => /warning|forecast/i.test(word))).toEqual([]);
});

it("nothing is left unsaid in either language", () => {
  expect([...spoken(ja), ...spoken(en)].filter((word) => word === "")).toEqual(["", ""]); // level 0 has no rung
  expect(spoken(en)).toHaveLength(spoken(ja).length);
});
