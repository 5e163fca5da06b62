// The chart shows any part of time, and what ends now goes on with the clock.
import { describe, expect, it } from "vitest";

import { endOf, named, pan, SPANS, START, startOf, zoom } from "../src/hq/station/span";

const NOW = Date.parse("2026-09-01T05:00:00Z");
const HOUR_MS = 3_600_000;

describe("the time on show", () => {
  it("ends now at first, and goes on", () => {
    expect(endOf(START, NOW)).toBe(NOW);
    expect(endOf(START, NOW + HOUR_MS)).toBe(NOW + HOUR_MS);
  });

  it("stands still once somebody has moved it back, and goes on again when it comes to now", () => {
    const back = pan(START, -0.5, NOW);

    expect(endOf(back, NOW + HOUR_MS)).toBe(NOW - 6 * HOUR_MS);
    expect(pan(back, 0.5, NOW)).toEqual(START);
    expect(pan(START, 5, NOW)).toEqual(START);
  });

  it("is zoomed about the time under the pointer", () => {
    const anchor = NOW - 3 * HOUR_MS;

    const closer = zoom(START, 0.5, NOW, anchor);

    const before = (anchor - startOf(START, NOW)) / (START.span_s * 1000);
    const after = (anchor - startOf(closer, NOW)) / (closer.span_s * 1000);
    expect(closer.span_s).toBe(START.span_s / 2);
    expect(after).toBeCloseTo(before);
  });

  it("goes on with the clock while it is zoomed by keys from now", () => {
    expect(zoom(START, 0.5, NOW)).toEqual({ span_s: START.span_s / 2, end_ms: null });
  });

  it("is never shorter than ten minutes", () => {
    expect(zoom({ span_s: 700, end_ms: null }, 0.1, NOW).span_s).toBe(600);
  });

  it("goes back to the first reading when all is asked for", () => {
    const first = NOW - 400 * 24 * HOUR_MS;

    expect(startOf(named("all", first, NOW), NOW)).toBeLessThanOrEqual(first);
    expect(named("all", null, NOW).span_s).toBeCloseTo(SPANS.y1 * 1.02);
  });
});
