// Heights of somebody's own on gauges. They stay on this phone until somebody asks to be told.
import { signal } from "@preact/signals";

import type { OwnMark } from "./wishes";

const KEPT_AS = "kawamori.own";
export const MOST_MARKS = 20;
const FURTHEST_M = 1000;

const isMark = (found: unknown): found is OwnMark => {
  const { station_id, stage_m } = (found ?? {}) as Partial<Record<keyof OwnMark, unknown>>;
  return typeof station_id === "string" && typeof stage_m === "number" && Math.abs(stage_m) < FURTHEST_M;
};

/** What was kept, whatever an older version or a hand left there. */
export function readMarks(kept: string | null): OwnMark[] {
  try {
    const found: unknown = JSON.parse(kept ?? "[]");
    return Array.isArray(found) ? found.filter(isMark).slice(0, MOST_MARKS) : [];
  } catch {
    return [];
  }
}

/** A height as somebody types it, in metres to the centimetre; null where it is none. */
export function readHeight(typed: string): number | null {
  const plain = typed.normalize("NFKC").replace(/[\s]|m$/gi, "").replace(",", ".").replace("−", "-");
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return null;
  const stage_m = Math.round(Number(plain) * 100) / 100;
  return Math.abs(stage_m) < FURTHEST_M ? stage_m : null;
}

export const ownMarks = signal<OwnMark[]>(
  readMarks(typeof localStorage === "undefined" ? null : localStorage.getItem(KEPT_AS)),
);

function keep(marks: OwnMark[]): void {
  ownMarks.value = marks;
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(marks));
  } catch {
    // A phone that keeps nothing has them as long as the page is open.
  }
}

const isSame = (a: OwnMark, b: OwnMark): boolean => a.station_id === b.station_id && a.stage_m === b.stage_m;

export function addMark(mark: OwnMark): void {
  keep([...ownMarks.peek().filter((each) => !isSame(each, mark)), mark]);
}

export function dropMark(mark: OwnMark): void {
  keep(ownMarks.peek().filter((each) => !isSame(each, mark)));
}
