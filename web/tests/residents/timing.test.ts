// When a phone asks again: often enough to be warned, seldom enough for the server to live.
import { describe, expect, it } from "vitest";

import { nextAsk_s, wishes } from "../../src/residents/feed/timing";

const heard = (differs: Partial<Parameters<typeof nextAsk_s>[0]> = {}) => ({
  failures: 0,
  maxAge_s: null,
  retryAfter_s: null,
  ...differs,
});

describe("the next ask", () => {
  it("comes after half a minute, not at the same moment on every phone", () => {
    expect(nextAsk_s(heard(), 0)).toBe(30);
    expect(nextAsk_s(heard(), 1)).toBe(40);
  });

  it("comes later each time that it fails, and within some minutes all the same", () => {
    const waits = [0, 1, 2, 3, 9].map((failures) => nextAsk_s(heard({ failures }), 0));

    expect(waits).toEqual([30, 60, 120, 240, 300]);
  });

  it("waits as long as the server asks for, and no hour longer", () => {
    expect(nextAsk_s(heard({ maxAge_s: 120 }), 0)).toBe(120);
    expect(nextAsk_s(heard({ retryAfter_s: 600 }), 0)).toBe(600);
    expect(nextAsk_s(heard({ retryAfter_s: 86_400 }), 0)).toBe(3600);
    expect(nextAsk_s(heard({ maxAge_s: 86_400 }), 0)).toBe(300);
  });
});

it("an answer says what it wishes", () => {
  const headers = new Headers({ "cache-control": "public, max-age=10, stale-if-error=86400", "retry-after": "soon" });

  expect(wishes(headers)).toEqual({ maxAge_s: 10, retryAfter_s: null });
});
