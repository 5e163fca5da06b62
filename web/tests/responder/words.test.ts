// The responders' words say the same in eight languages, each in its own letters.
import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { LANGUAGES } from "../../src/residents/contracts";
import { plain } from "../../src/residents/words/ruby";
import { languageOf } from "../../src/responder/words/choosing";

const FOLDER = new URL("../../../kawamori/messages/responder/", import.meta.url);
const textsOf = (language: string) =>
  JSON.parse(readFileSync(new URL(`${language}.json`, FOLDER), "utf-8")) as Record<string, string>;
const JAPANESE = textsOf("ja");
const placesOf = (text = "") => (text.match(/\{\w+\}/g) ?? []).sort();
const HAN_OR_KANA = /[\u3041-\u30ff\u3400-\u9fff]/;

const SOURCES = new URL("../../src/responder/", import.meta.url);
const sources = readdirSync(SOURCES, { recursive: true, encoding: "utf-8" })
  .filter((name) => name.endsWith(".tsx"))
  .map((name) => readFileSync(new URL(name, SOURCES), "utf-8"))
  .join("\n");

describe.each(LANGUAGES)("in %s", (language) => {
  const texts = textsOf(language);

  it("everything is said, with the same places", () => {
    expect(Object.keys(texts)).toEqual(Object.keys(JAPANESE));
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe("");
      expect(placesOf(text), key).toEqual(placesOf(JAPANESE[key]));
      expect(plain(text), key).not.toMatch(/[《》｜]/);
    }
  });

  it("it is said in the language's own letters", () => {
    for (const [key, text] of Object.entries(texts)) {
      const words = text.replace(/\{\w+\}/g, "");
      if (["en", "vi", "pt", "ko"].includes(language)) expect(words, key).not.toMatch(HAN_OR_KANA);
      if (language.startsWith("zh")) expect(words, key).not.toMatch(/[\u3041-\u30fa]/);
      if (language === "ja-easy") expect(words.replace(/[\u3400-\u9fff々]+《[ぁ-ゖー]+》/g, ""), key).not.toMatch(/[\u3400-\u9fff]/);
    }
  });
});

it("every key that a screen names is there", () => {
  const named = [...sources.matchAll(/\b(?:of|hint)="([a-z_]+\.[\w.]+)"/g)].map((found) => found[1] ?? "");

  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((key) => !(key in JAPANESE))).toEqual([]);
});

describe("the language", () => {
  it.each([
    ["en", ["ja"], "en"],
    [null, ["pt-BR", "ja"], "pt"],
    [null, ["zh-TW"], "zh-hant"],
    [null, ["zh-CN"], "zh"],
    [null, ["fr"], "ja"],
    ["klingon", ["ko-KR"], "ko"],
  ] as const)("chosen %s on a phone of %s is %s", (chosen, phones, found) => {
    expect(languageOf(chosen, phones)).toBe(found);
  });
});
