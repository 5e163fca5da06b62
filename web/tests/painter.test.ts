// A map under a storm of readings: what changes its look is drawn at once, words wait a moment.
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Marker } from "../src/map/markers";
import { APART_MS, NEWS_MS, painter, WORDS_MS } from "../src/map/painter";
import { ALL_MARKS, type Mark } from "../src/rivers/marks";

const [CALM, RISEN] = ALL_MARKS as [Mark, Mark];

const marker = (id: string, mark: number, detail: string): Marker => ({
  id,
  at: [139, 35],
  mark: mark === 0 ? CALM : RISEN,
  trend: "steady",
  name: id,
  detail,
  urgency: mark,
  standing: 1,
});

const drawn: Marker[][] = [];
const told: string[][] = [];
const view = {
  show: (all: Iterable<Marker>) => void drawn.push([...all]),
  change: (some: Marker[]) => void drawn.push(some),
  tell: (news: Marker[]) => void told.push(news.map(({ id }) => id)),
};

beforeEach(() => {
  vi.useFakeTimers();
  drawn.length = 0;
  told.length = 0;
});
afterEach(() => vi.useRealTimers());

test("a mark that looks different is drawn at once, with all that waited", () => {
  const on = painter(view);
  on.show([marker("a", 0, "1.00 m"), marker("b", 0, "1.00 m")]);
  on.change([marker("a", 0, "1.01 m")]);
  expect(drawn).toHaveLength(1);
  on.change([marker("b", 1, "4.20 m")]);
  expect(drawn[1]?.map(({ id, detail }) => [id, detail])).toEqual([["a", "1.01 m"], ["b", "4.20 m"]]);
  vi.advanceTimersByTime(WORDS_MS * 2);
  expect(drawn).toHaveLength(2);
});

test("in a storm drawings stand apart, and a mark that changes meanwhile is told at once", () => {
  const on = painter(view);
  on.show([marker("a", 0, "1.00 m"), marker("b", 0, "1.00 m")]);
  on.change([marker("a", 1, "4.20 m")]);
  vi.advanceTimersByTime(APART_MS / 2);
  on.change([marker("b", 1, "4.20 m")]);
  expect(drawn).toHaveLength(2);
  expect(told.at(-1)).toEqual(["a", "b"]);
  vi.advanceTimersByTime(APART_MS / 2);
  expect(drawn[2]?.map(({ id }) => id)).toEqual(["b"]);
});

test("what was told is seen until the mark below it has been drawn anew", () => {
  const on = painter(view);
  on.show([marker("a", 0, "1.00 m"), marker("b", 0, "1.00 m")]);
  on.change([marker("a", 1, "4.20 m")]);
  on.change([marker("b", 1, "4.20 m")]);
  vi.advanceTimersByTime(APART_MS);
  expect(drawn.at(-1)?.map(({ id }) => id)).toEqual(["b"]);
  expect(told.at(-1)).toEqual(["a", "b"]);
});

test("a mark is not kept waiting by words that wait since before it changed", () => {
  const on = painter(view);
  on.show([marker("a", 0, "1.00 m")]);
  on.change([marker("a", 1, "4.20 m")]);
  vi.advanceTimersByTime(APART_MS - 100);
  on.change([marker("a", 1, "4.21 m")]);
  vi.advanceTimersByTime(50);
  on.change([marker("a", 0, "1.00 m")]);
  expect(drawn).toHaveLength(2);
  vi.advanceTimersByTime(50);
  expect(drawn.at(-1)?.map(({ detail }) => detail)).toEqual(["1.00 m"]);
});

test("words alone are drawn once for a whole storm, as they were last", () => {
  const on = painter(view);
  on.show([marker("a", 0, "1.00 m")]);
  for (let n = 0; n < 9; n += 1) {
    on.change([marker("a", 0, `1.0${String(n)} m`)]);
    vi.advanceTimersByTime(200);
  }
  vi.advanceTimersByTime(WORDS_MS);
  expect(drawn.slice(1).map(([only]) => only?.detail)).toEqual(["1.08 m"]);
});

test("a station that was never drawn is news", () => {
  const on = painter(view);
  on.show([]);
  on.change([marker("new", 0, "")]);
  expect(drawn[1]?.[0]?.id).toBe("new");
});

test("what waited when the map went is not drawn on it", () => {
  const on = painter(view);
  on.show([marker("a", 0, "1.00 m")]);
  on.change([marker("a", 0, "1.01 m")]);
  on.stop();
  vi.advanceTimersByTime(WORDS_MS * 2);
  expect(drawn).toHaveLength(1);
});

test("only a mark that has changed is news, until it has been seen for a while", () => {
  const on = painter(view);
  on.show([marker("a", 0, "1.00 m"), marker("b", 0, "1.00 m")]);
  on.change([marker("a", 1, "4.20 m"), marker("b", 0, "1.01 m"), marker("new", 0, "")]);
  expect(told).toEqual([["a"]]);
  vi.advanceTimersByTime(NEWS_MS / 2);
  on.change([marker("b", 1, "4.20 m")]);
  expect(told[1]).toEqual(["a", "b"]);
  vi.advanceTimersByTime(NEWS_MS / 2);
  expect(told[2]).toEqual(["b"]);
  vi.advanceTimersByTime(APART_MS);
  expect(told[3]).toEqual([]);
});

test("what is drawn anew as a whole is no news", () => {
  const on = painter(view);
  on.show([marker("a", 0, "")]);
  on.change([marker("a", 1, "")]);
  on.show([marker("a", 1, "")]);
  expect(told.at(-1)).toEqual([]);
  on.stop();
  vi.advanceTimersByTime(NEWS_MS);
  expect(told).toHaveLength(2);
});
