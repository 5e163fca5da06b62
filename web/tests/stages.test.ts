// The stages of a funnel: what nobody can know is never shown as a number.
import { expect, it } from "vitest";

import type { Funnel } from "../src/api/shapes";
import { stagesOf, troublesOf } from "../src/hq/messages/stages";

function funnel(known: Partial<Funnel>): Funnel {
  return {
    channel: "sms",
    targeted: 10,
    withheld: 0,
    canceled: 0,
    queued: 10,
    accepted: 9,
    delivered: 8,
    failed: 0,
    unknown: 0,
    handed_over: 0,
    opened: 0,
    acknowledged: 0,
    ...known,
  };
}

const shown = (known: Partial<Funnel>) =>
  Object.fromEntries(stagesOf(funnel(known)).map(({ stage, count }) => [stage, count]));

it("goes from targeted to delivered, and on where somebody opened or answered", () => {
  expect(shown({})).toEqual({ targeted: 10, queued: 10, accepted: 9, delivered: 8 });
  expect(shown({ opened: 3 })).toHaveProperty("opened", 3);
});

it("does not say how many pushes were delivered, for nobody knows", () => {
  expect(shown({ channel: "push", delivered: 0 })).toHaveProperty("delivered", null);
  expect(shown({ channel: "sms", delivered: 0 })).toHaveProperty("delivered", 0);
});

it("names only the troubles there were", () => {
  expect(troublesOf(funnel({}))).toEqual([]);
  expect(troublesOf(funnel({ failed: 1, withheld: 2 }))).toEqual([
    { stage: "failed", count: 1 },
    { stage: "withheld", count: 2 },
  ]);
});
