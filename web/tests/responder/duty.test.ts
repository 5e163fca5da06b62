// On duty time decides: what lapses, what is due, how a task stands while nothing can be sent.
import { describe, expect, it } from "vitest";

import { forward } from "../../src/responder/clock";
import { left } from "../../src/responder/countdown";
import type { OwnStep, Step } from "../../src/responder/contracts";
import type { Task } from "../../src/responder/duty/contracts";
import { lapsesIn_ms } from "../../src/responder/duty/lapse";
import { standingOf } from "../../src/responder/duty/standing";
import type { Act } from "../../src/responder/kept";
import { nextAsk_s } from "../../src/responder/feed/timing";

const MINUTE = 60_000;
const T0 = Date.parse("2026-11-23T01:00:00Z");
const at = (minutes: number) => new Date(T0 + minutes * MINUTE).toISOString();

describe("what was told lapses", () => {
  const heard = { told: { now: at(0), valid_until: at(30) }, heard_ms: T0 };

  it.each([
    [0, 30],
    [29.5, 0.5],
    [30, 0],
    [600, 0],
  ])("%d min after the last contact %d min are left", (minutes, rest) => {
    expect(lapsesIn_ms(heard, T0 + minutes * MINUTE)).toBe(rest * MINUTE);
  });

  it("by this phone's clock, whatever the run's says", () => {
    const drill = { told: { now: "2020-01-01T00:00:00Z", valid_until: "2020-01-01T00:30:00Z" }, heard_ms: T0 };

    expect(lapsesIn_ms(drill, T0 + 10 * MINUTE)).toBe(20 * MINUTE);
  });

  it("sooner if the server says so, never later", () => {
    expect(lapsesIn_ms({ told: { now: at(0), valid_until: at(5) }, heard_ms: T0 }, T0)).toBe(5 * MINUTE);
    expect(lapsesIn_ms({ told: { now: at(0), valid_until: at(500) }, heard_ms: T0 }, T0)).toBe(30 * MINUTE);
  });

  it("at once where the clock was set back, or the server's word can't be read", () => {
    expect(lapsesIn_ms(heard, T0 - 60 * MINUTE)).toBe(0);
    expect(lapsesIn_ms({ told: { now: "", valid_until: "" }, heard_ms: T0 }, T0)).toBe(0);
  });
});

describe("this page's clock", () => {
  it("counts sleep, and no hand sets it back", () => {
    let wall = T0;
    let counter = 0;
    const now = forward({ wall: () => wall, counter: () => counter });

    wall += 40 * MINUTE; // the phone slept: its counter stood still
    expect(now()).toBe(T0 + 40 * MINUTE);
    wall = T0; // set back
    counter = MINUTE;
    expect(now()).toBe(T0 + 40 * MINUTE);
    counter = 41 * MINUTE;
    expect(now()).toBe(T0 + 41 * MINUTE);
  });
});

describe("a countdown", () => {
  it.each([
    [30, 0, false, "30:00", 30],
    [0.5, 0, false, "0:30", 1],
    [90, 0, false, "1:30:00", 90],
    [0, 0, true, "0:00", 0],
    [0, 6.25, true, "6:15", 6],
  ])("of %d min at %d min: over %s, %s", (until, now, isOver, text, minutes) => {
    expect(left(T0 + until * MINUTE, T0 + now * MINUTE)).toEqual({ isOver, text, minutes });
  });
});

function task(step: Step | null, more: Partial<Task> = {}): Task {
  return {
    task_id: 7, callout_id: null, responder_id: 1, what: "土のう", instructions: "", skill: "sandbag", place: "川原町",
    lat: 35, lon: 139, route: null, area_ids: [], check_in_minutes: 30, given_by: "Aoi", given_at: at(0), is_open: true,
    is_out: step !== null, step, step_at: at(0), heard_at: at(0), due_at: at(30), interlock: { passable: true, findings: [] },
    ...more,
  };
}

const said = (what: OwnStep, minutes: number, more: Partial<Act> = {}): Act => ({
  key: `${what}-${minutes}`, kind: "step", about: 7, what, path: "", body: "", at: at(minutes), refusal: null, ...more,
});

describe("a task", () => {
  it.each([
    [null, "given", "accept"],
    ["accept", "accepted", "on_the_way"],
    ["on_the_way", "on_the_way", "there"],
    ["there", "there", "done"],
    ["withdraw", "withdrawing", null],
    ["block", "withdrawing", null],
    ["revoke", "withdrawing", null],
    ["escalate", "accepted", "on_the_way"],
  ] as const)("of which %s was heard last stands at %s", (step, stage, next) => {
    expect(standingOf(task(step), [])).toMatchObject({ stage, next });
  });

  it("that is not open is over", () => {
    expect(standingOf(task("safe", { is_open: false }), []).stage).toBe("over");
  });

  it("stands as this phone said last, before the server has heard of it", () => {
    const acts = [said("on_the_way", 5), said("there", 9), said("check_in", 20)];

    const { stage, due_ms, waits } = standingOf(task("accept"), acts);

    expect(stage).toBe("there");
    expect(due_ms).toBe(T0 + 50 * MINUTE);
    expect(waits).toHaveLength(3);
  });

  it("is not moved by what was refused, or said of another", () => {
    const acts = [said("done", 5, { refusal: { status: 409, message: "" } }), said("done", 6, { about: 8 })];

    expect(standingOf(task("accept"), acts).stage).toBe("accepted");
  });

  it("that was left is over when they are safe; who is safe on a task goes on with it", () => {
    expect(standingOf(task("accept"), [said("withdraw", 5)]).stage).toBe("withdrawing");
    expect(standingOf(task("accept"), [said("withdraw", 5), said("safe", 9)]).stage).toBe("over");
    expect(standingOf(task("there"), [said("safe", 9)]).stage).toBe("there");
  });

  it("asks nobody to check in before they took it", () => {
    expect(standingOf(task(null), []).due_ms).toBeNull();
    expect(standingOf(task("accept"), []).due_ms).toBe(T0 + 30 * MINUTE);
  });
});

describe("the next ask", () => {
  it("comes soon on duty, later where nobody answers, and never after more than a minute or so", () => {
    expect(nextAsk_s(true, 0, 0)).toBe(10);
    expect(nextAsk_s(false, 0, 0)).toBe(30);
    expect(nextAsk_s(true, 9, 0)).toBe(60);
    expect(nextAsk_s(true, 9, 1)).toBeLessThan(70);
  });
});
