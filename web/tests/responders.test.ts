// Responders at headquarters: who is late, who is missing, what is short, and what an outline holds.
import { beforeEach, describe, expect, it, vi } from "vitest";

import type {
  Callout, CalloutWhole, Pass, Readiness, Responder, ResponderFeature, ResponderWhole, Task, WithdrawOrder,
} from "../src/hq/responders/contracts";
import { candidatesOf } from "../src/hq/responders/candidates";
import {
  byUrgency, decisionsFor, found, insideOf, lateBy_ms, passStand, reasonsAgainst, skillsStand, standOf, stillNeeded, unaccountedIn,
} from "../src/hq/responders/facts";
import { minimums, setMinimum } from "../src/hq/responders/minimums";
import { readPlace, typedPlace } from "../src/hq/responders/place";
import { isInside, isNew, middleOf, outlineOf, together, wrongOf, type At } from "../src/hq/responders/polygon";
import { mayLast, readTime, typedTime } from "../src/hq/responders/when";
import { respondersEn } from "../src/words/responders.en";
import { respondersJa } from "../src/words/responders.ja";

const NOON = Date.parse("2026-09-01T03:00:00Z");
const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOON + minutes * MINUTE).toISOString();

function task(known: Partial<Task> = {}): Task {
  return {
    task_id: 1, callout_id: null, responder_id: 7, what: "土のう", instructions: "", skill: "general", place: "川原町",
    lat: 35.05, lon: 138.95, route: null, area_ids: ["kawara"], check_in_minutes: 30, given_by: "葵", given_at: at(-60),
    is_open: true, is_out: true, step: "there", step_at: at(-40), heard_at: at(-20), due_at: at(10), ...known,
  };
}

function order(people: WithdrawOrder["people"]): WithdrawOrder {
  return { withdraw_id: 1, geometry: {}, reason: "漏水", ordered_by: "葵", ordered_at: at(-5), people };
}
const ordered = (responder_id: number, safe_at: string | null) => ({ responder_id, task_id: 1, safe_at, accounted_by: null });

function callout(known: Partial<Callout> = {}, coming = 0): Callout {
  return {
    callout_id: 1, what: "受付", skill: "boat", needed: 3, place: "小学校", lat: 35, lon: 139, starts_at: at(0), ends_at: at(240),
    opened_by: "葵", opened_as: "commander", opened_at: at(-10), next_wave_at: null, closed_at: null, closed_because: null, closed_by: null,
    counts: { waves: 1, asked: 5, coming, yes: coming, later: 0, no: 0, unclear: 0, silent: 5 - coming, stood_down: 0, moved: 0 },
    ...known,
  };
}

function responder(known: Partial<Responder> = {}): Responder {
  return {
    responder_id: 7, state: "approved", category: "volunteer", name: "川辺 太郎", reading: "かわべ たろう", registered_at: at(-900),
    language: "ja", languages: [], equipment: [], home_area: null, work_area: null, reachable: true, reasons: [], ...known,
  };
}

function pass(known: Partial<Pass> = {}): Pass {
  return {
    pass_id: 1, skills: ["general"], area_ids: [], valid_from: at(-60), valid_until: at(60), issued_by: "葵", issued_as: "commander",
    issued_at: at(-60), withdrawn_at: null, withdrawn_by: null, withdrawn_because: null, ...known,
  };
}

function whole(known: Partial<ResponderWhole> = {}): ResponderWhole {
  return {
    ...responder(), law: "", cover: "", is_adult_from: null, consent: "", consented_at: at(-900),
    skills: [{ skill: "boat", certificate: "二級", checked_by: "葵", checked_at: at(-100) }],
    covers: [], passes: [pass()], steps: [], ...known,
  };
}

describe("a task", () => {
  it("is in time until the minute it is due, then late, then asked after, then looked for", () => {
    const due = (minutes: number) => standOf(task({ due_at: at(minutes) }), NOON);
    expect([due(1), due(0), due(-1), due(-5), due(-10)]).toEqual(["in_time", "in_time", "late", "ask", "escalate"]);
  });

  it("nobody set out on is never late, and one that is over neither", () => {
    expect(lateBy_ms(task({ is_out: false, due_at: at(-60) }), NOON)).toBe(0);
    expect(standOf(task({ is_out: false, due_at: at(-60), step: null }), NOON)).toBe("given");
    expect(standOf(task({ is_open: false, due_at: at(-60) }), NOON)).toBe("over");
  });

  it("that was called back stays open, and silence counts for more", () => {
    expect(standOf(task({ step: "block" }), NOON)).toBe("called_back");
    expect(standOf(task({ step: "withdraw", due_at: at(-11) }), NOON)).toBe("escalate");
  });

  it("that is overdue longest comes first, what is over last", () => {
    const all = [
      task({ task_id: 1, is_open: false }), task({ task_id: 2 }), task({ task_id: 3, due_at: at(-2) }),
      task({ task_id: 4, due_at: at(-20) }), task({ task_id: 5, step: "withdraw" }), task({ task_id: 6, is_out: false, step: null }),
    ];
    expect(byUrgency(all, NOON).map(({ task_id }) => task_id)).toEqual([4, 3, 5, 2, 6, 1]);
  });
});

describe("who is not accounted for", () => {
  it("is counted once, whether silent, ordered out or both", () => {
    const tasks = [task({ responder_id: 7, due_at: at(-9) }), task({ responder_id: 8 })];
    const orders = [order([ordered(7, null), ordered(9, null), ordered(10, at(-1))])];
    expect(unaccountedIn(tasks, orders, NOON)).toBe(2);
    expect(unaccountedIn([], [order([ordered(7, at(-1))])], NOON)).toBe(0);
  });
});

describe("the readiness board", () => {
  const ready = { skills: [{ skill: "boat", said: 6, checked: 4, fit: 1 }] } as unknown as Readiness;
  const short = (callouts: Callout[], kept: Record<string, number>) => skillsStand(ready, callouts, kept)[0]?.short;

  it("is short of its minimum, or of what call-outs lack where that is more", () => {
    expect(short([], {})).toBe(0);
    expect(short([], { boat: 3 })).toBe(2);
    expect(short([callout({ needed: 5 }, 1)], { boat: 3 })).toBe(3);
    expect(short([callout({ needed: 5, skill: "nurse" })], {})).toBe(0);
  });

  it("asks nothing for a call-out that is over, nor for one that has too many", () => {
    expect(stillNeeded(callout({ closed_at: at(0), closed_because: "canceled" }))).toBe(0);
    expect(stillNeeded(callout({}, 4))).toBe(0);
    expect(stillNeeded(callout({}, 2))).toBe(1);
  });

  describe("its minimums", () => {
    beforeEach(() => {
      vi.stubGlobal("localStorage", { setItem: () => undefined });
      minimums.value = {};
    });

    it("are kept as whole numbers; what is no number is none", () => {
      setMinimum("boat", "3");
      setMinimum("nurse", "zwei");
      expect(minimums.value).toEqual({ boat: 3 });
      setMinimum("boat", "");
      expect(minimums.value).toEqual({});
    });
  });
});

describe("what speaks against a task for somebody", () => {
  const against = (one: Partial<ResponderWhole>, skill: "general" | "boat" = "general", areas: string[] = []) =>
    reasonsAgainst(whole(one), skill, areas, NOON);

  it("is nothing where they are fit", () => {
    expect(against({})).toEqual([]);
    expect(against({ passes: [pass({ skills: ["boat"] })] }, "boat")).toEqual([]);
  });

  it("is whatever the server says, and a skill that nobody checked", () => {
    expect(against({ reasons: ["no_cover"] })).toEqual(["no_cover"]);
    expect(against({ skills: [] }, "boat")).toEqual(["skill_not_checked", "skill_not_on_pass"]);
  });

  it("is a pass for another skill or another place: one pass has to be for both", () => {
    expect(against({}, "boat")).toEqual(["skill_not_on_pass"]);
    const apart = [pass({ skills: ["boat"], area_ids: ["honcho"] }), pass({ area_ids: ["kawara"] })];
    expect(against({ passes: apart }, "boat", ["kawara"])).toEqual(["outside_area"]);
    expect(against({ passes: apart }, "boat", ["honcho"])).toEqual([]);
  });

  it("says nothing twice of who holds no pass", () => {
    expect(against({ passes: [pass({ valid_until: at(0) })], reasons: ["no_pass"] }, "boat")).toEqual(["no_pass"]);
  });

  it("a pass holds no more at its end, nor once it was withdrawn", () => {
    expect(passStand(pass(), NOON)).toBe("valid");
    expect(passStand(pass({ valid_until: at(0) }), NOON)).toBe("over");
    expect(passStand(pass({ valid_from: at(1) }), NOON)).toBe("future");
    expect(passStand(pass({ withdrawn_at: at(-1) }), NOON)).toBe("withdrawn");
  });
});

describe("the register", () => {
  it("offers what may be decided, and nothing of who left", () => {
    const offered = (state: Responder["state"]) => decisionsFor(responder({ state }));
    expect(offered("waiting")).toEqual(["approve", "refuse"]);
    expect(offered("approved")).toEqual(["withdraw"]);
    expect(offered("refused")).toEqual(["approve"]);
    expect([...offered("left"), ...offered("erased")]).toEqual([]);
  });

  it("has those who wait on top, and finds by name, reading and number, also of whoever has no name here", () => {
    const all = [responder(), responder({ responder_id: 8, name: null, reading: null }), responder({ responder_id: 3, state: "waiting" })];
    const ids = (text: string, state = "") => found(all, text, state).map(({ responder_id }) => responder_id);
    expect(ids("")).toEqual([3, 8, 7]);
    expect(ids("かわべ")).toEqual([3, 7]);
    expect(ids("8")).toEqual([8]);
    expect(ids("", "waiting")).toEqual([3]);
  });
});

describe("to whom a task can be given", () => {
  const people = [
    responder({ responder_id: 1, reasons: ["no_pass"] }), responder({ responder_id: 2 }), responder({ responder_id: 3 }),
    responder({ responder_id: 4, state: "waiting" }),
  ];

  it("are those who are approved: fit ones first, who is out after them", () => {
    const ids = candidatesOf(people, [task({ responder_id: 2 })], null).map(({ responder_id }) => responder_id);
    expect(ids).toEqual([3, 2, 1]);
  });

  it("are, for a call-out, those who come to it", () => {
    const asks = [{ responder_id: 3, is_coming: true }, { responder_id: 2, is_coming: false }];
    const ids = candidatesOf(people, [], { ...callout(), asks } as unknown as CalloutWhole).map((each) => each.responder_id);
    expect(ids).toEqual([3]);
  });
});

describe("an outline", () => {
  const SQUARE: At[] = [[138.9, 35], [139, 35], [139, 35.1], [138.9, 35.1]];

  it("needs three points that enclose something, and lines that do not cross", () => {
    expect(wrongOf(SQUARE.slice(0, 2))).toBe("few");
    expect(wrongOf([[138.9, 35], [139, 35.1], [139, 35], [138.9, 35.1]])).toBe("crossing");
    expect(wrongOf([[138.9, 35], [138.95, 35], [139, 35]])).toBe("flat");
    expect(wrongOf(SQUARE)).toBeNull();
    expect(wrongOf(SQUARE.slice(0, 3))).toBeNull();
  });

  it("may not touch itself either: the server takes no such outline", () => {
    expect(wrongOf([[138.9, 35], [139, 35], [139, 35.1], [138.95, 35], [138.9, 35.1]])).toBe("crossing");
  });

  it("is closed by itself", () => {
    expect(outlineOf(SQUARE)?.coordinates[0]).toEqual([...SQUARE, SQUARE[0]]);
    expect(outlineOf(SQUARE.slice(0, 2))).toBeNull();
    expect(isNew(SQUARE, [139, 35])).toBe(false);
  });

  it("holds what lies in it, and not what lies in its hole", () => {
    const outline = outlineOf(SQUARE);
    if (outline === null) throw new Error("no outline");
    expect(isInside(outline, [138.95, 35.05])).toBe(true);
    expect(isInside(outline, [139.05, 35.05])).toBe(false);
    const hole = [[138.94, 35.04], [138.96, 35.04], [138.96, 35.06], [138.94, 35.06], [138.94, 35.04]];
    expect(isInside({ ...outline, coordinates: [...outline.coordinates, hole] }, [138.95, 35.05])).toBe(false);
    expect(middleOf(outline)[0]).toBeCloseTo(138.95);
  });

  it("of areas is all of them; of one it is a polygon", () => {
    const outline = outlineOf(SQUARE);
    if (outline === null) throw new Error("no outline");
    expect(together([])).toBeNull();
    expect(together([outline])?.type).toBe("Polygon");
    expect(together([outline, outline])?.type).toBe("MultiPolygon");
  });

  it("is for who has an open task in it or was there within half an hour", () => {
    const outline = outlineOf(SQUARE);
    if (outline === null) throw new Error("no outline");
    const far = { lat: 36, lon: 140 };
    const seen = (responder_id: number, minutes: number) =>
      ({ geometry: { type: "Point", coordinates: [138.95, 35.05] }, properties: { responder_id, at: at(minutes) } }) as unknown as ResponderFeature;
    const tasks = [
      task({ responder_id: 1 }), task({ responder_id: 2, ...far }), task({ responder_id: 3, ...far }),
      task({ responder_id: 4, is_open: false }), task({ responder_id: 1 }),
    ];
    expect(insideOf(outline, tasks, [seen(2, -10), seen(3, -31)], NOON)).toEqual([1, 2]);
  });
});

describe("what is typed", () => {
  it("is a place by latitude and longitude, in letters of any width; elsewhere than in Japan it is none", () => {
    expect(readPlace("35.0467, 138.975")).toEqual([138.975, 35.0467]);
    expect(readPlace("３５．０４６７、１３８．９７５")).toEqual([138.975, 35.0467]);
    expect(readPlace("138.975, 35.0467")).toBeNull();
    expect(readPlace("川辺橋")).toBeNull();
    expect(readPlace(typedPlace([138.975, 35.0467]))).toEqual([138.975, 35.0467]);
  });

  it("is a time by a clock in Japan, whatever this device's zone", () => {
    expect(typedTime(NOON)).toBe("2026-09-01T12:00");
    expect(readTime("2026-09-01T12:00")).toBe("2026-09-01T03:00:00.000Z");
    expect(readTime("")).toBeNull();
  });

  it("a call-out ends after its begin and after now, within three days", () => {
    expect(mayLast(at(0), at(60), NOON)).toBe(true);
    expect(mayLast(at(60), at(60), NOON)).toBe(false);
    expect(mayLast(at(-120), at(-60), NOON)).toBe(false);
    expect(mayLast(at(0), at(73 * 60), NOON)).toBe(false);
    expect(mayLast(null, at(60), NOON)).toBe(false);
  });
});

describe("its words", () => {
  const spoken = (words: object): string[] =>
    Object.values(words).flatMap((word) => (typeof word === "string" ? [word] : spoken(word as object)));

  it("are all there in either language, and claim nothing to be a warning or a forecast", () => {
    expect(spoken(respondersEn)).toHaveLength(spoken(respondersJa).length);
    expect([...spoken(respondersJa), ...spoken(respondersEn)].filter((word) => /^$|警報|予報|warning|forecast/i.test(word))).toEqual([]);
  });
});
