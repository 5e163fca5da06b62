// What follows from an order and its areas: what is open, unreported, replaced, and how many it is for.
import { beforeEach, describe, expect, it } from "vitest";

import type { HqArea, Order } from "../src/api/shapes";
import { areasOf, isOpen, matchesArea, replacedBy, speaking, tellings, totalOf, unreported } from "../src/hq/orders/facts";
import { clearForm, drop, fillForm, level, pick, picked, reason } from "../src/hq/orders/form";
import { chosenId, forgetOrders, orders, listedOrders, standing, takeOrders, withClosed } from "../src/hq/orders/state";
import { isTyped } from "../src/hq/orders/typed";
import { station } from "./stations";

function area(known: Partial<HqArea>): HqArea {
  return {
    area_id: "kawara",
    name: "川原町",
    name_en: "Kawaramachi",
    reading: "かわらまち",
    kind: "district",
    municipality: "99201",
    station_ids: ["kawabe-bridge"],
    population: 6180,
    households: 2750,
    risk: 9,
    subscribers: 12,
    visits: 0,
    ...known,
  };
}

type Step = Order["steps"][number];

function step(known: Partial<Step>): Step {
  return {
    step_id: 1,
    step: "release",
    person: "葵",
    role: "commander",
    at: "2026-09-01T05:00:00Z",
    recorded_at: "2026-09-01T05:00:00Z",
    note: "",
    message_id: null,
    of_step: null,
    areas: [],
    ...known,
  };
}

function order(known: Partial<Order>): Order {
  const kawara = { area_id: "kawara", name: "川原町", name_en: "", population: 1, households: 1, stands: true };
  return {
    order_id: 1,
    state: "released",
    alert_level: 4,
    name: "避難指示",
    legal_basis: "60-1",
    reason: "水位",
    shelter: "",
    url: "",
    areas: [kawara],
    population: 1,
    households: 1,
    composed_by: "文",
    composed_at: "2026-09-01T05:00:00Z",
    decided_at: null,
    announced_at: null,
    released_by: null,
    lifted_at: null,
    reported_at: null,
    reported_by: null,
    replaces: [],
    replaced_by: [],
    steps: [],
    hand_offs: [],
    ...known,
  };
}

beforeEach(() => {
  forgetOrders();
});

describe("the typed phrase", () => {
  it("is asked of nobody in a rehearsal", () => {
    expect(isTyped(null, "")).toBe(true);
  });

  it("forgives blanks, their width and quotation marks, and nothing else", () => {
    expect(isTyped("避難指示 川原町ほか1地区", "「避難指示　川原町ほか１地区」 ")).toBe(true);
    expect(isTyped("避難指示 川原町ほか1地区", "避難指示 川原町")).toBe(false);
    expect(isTyped("避難指示 川原町", "")).toBe(false);
  });
});

describe("an order", () => {
  it("is open as a draft and while it stands", () => {
    const states = ["draft", "released", "withdrawn", "lifted", "replaced", "retracted"] as const;
    expect(states.filter((state) => isOpen({ state }))).toEqual(["draft", "released"]);
  });

  it("has its release and each ending reported, each by its own report", () => {
    const steps = [
      step({ step_id: 1 }),
      step({ step_id: 2, step: "report", of_step: 1 }),
      step({ step_id: 3, step: "lift" }),
    ];
    expect(unreported({ steps }).map(({ step_id }) => step_id)).toEqual([3]);
  });

  it("tells people with the steps that have a message, the latest first", () => {
    const steps = [step({ message_id: 7 }), step({ step: "report" }), step({ step: "lift", message_id: 9 })];
    expect(tellings({ steps }).map(({ message_id }) => message_id)).toEqual([9, 7]);
  });

  it("is replaced only where it still stands", () => {
    const stands = order({ order_id: 1 });
    const over = order({ order_id: 2, areas: stands.areas.map((each) => ({ ...each, stands: false })) });
    expect(replacedBy([stands, over], new Set(["kawara"]))).toEqual([stands]);
    expect(replacedBy([stands, over], new Set(["minato"]))).toEqual([]);
  });
});

describe("areas", () => {
  const minato = area({ area_id: "minato", name: "港町", reading: "みなとまち", population: null, station_ids: [] });

  it("are found by name, by reading and in any case", () => {
    expect([area({}), minato].filter((each) => matchesArea(each, "みなと"))).toEqual([minato]);
    expect(matchesArea(area({}), " kawaraMACHI ")).toBe(true);
    expect(matchesArea(area({}), "")).toBe(true);
  });

  it("are those that a station speaks for, the worst station first", () => {
    const [calm, high] = [station({ station_id: "calm", level: 0 }), station({ station_id: "high", level: 4 })];
    const both = area({ station_ids: ["calm", "high"] });
    expect(speaking([both], [calm, high])).toEqual([high, calm]);
    expect(areasOf([both, minato], [high])).toEqual(["kawara"]);
  });

  it("are summed, and it is said where somebody was never counted", () => {
    expect(totalOf([area({}), minato])).toEqual({
      population: 6180,
      households: 5500,
      subscribers: 24,
      isPartial: true,
    });
  });
});

describe("the form", () => {
  it("begins with what an order says, and is cleared to nothing", () => {
    fillForm(order({ alert_level: 5 }));
    pick(["minato"]);
    drop(["kawara"]);
    expect([level.value, [...picked.value], reason.value]).toEqual([5, ["minato"], "水位"]);
    clearForm();
    expect([level.value, picked.value.size, reason.value]).toEqual([4, 0, ""]);
  });
});

describe("the list", () => {
  const list = (...open: Order[]) => ({ now: "", run: "", status: "actual" as const, orders: open });

  it("shows what is open, the one on show, and what is over when asked for", () => {
    takeOrders(list(order({ order_id: 1, state: "lifted" }), order({ order_id: 2 })));
    const ids = () => listedOrders.value.map(({ order_id }) => order_id);
    expect(ids()).toEqual([2]);
    chosenId.value = 1;
    expect(ids()).toEqual([2, 1]);
    chosenId.value = null;
    withClosed.value = true;
    expect(ids()).toEqual([2, 1]);
    expect(standing.value).toHaveLength(1);
  });

  it("takes nothing of another run", () => {
    takeOrders({ ...list(order({})), run: "drill-2026" });
    expect(orders.value).toEqual([]);
  });
});
