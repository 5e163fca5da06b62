// What is said without a network is sent in order, each once by its ref; a report holds up nobody who leaves.
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { Act } from "../../src/responder/kept";

const shelves = { acts: new Map<string, Act>(), reports: new Map<string, Act>() };

vi.mock("../../src/responder/kept", () => ({
  actsIn: (store: keyof typeof shelves) => ({
    all: () => Promise.resolve([...shelves[store].values()]),
    put: (act: Act) => Promise.resolve(void shelves[store].set(act.key, act)),
    drop: (key: string) => Promise.resolve(void shelves[store].delete(key)),
  }),
  keep: () => Promise.resolve(),
}));

interface Sent {
  path: string;
  body: Record<string, unknown>;
}

let sent: Sent[];
let answer: (asked: Sent) => Promise<Response>;
const done = () => Promise.resolve(Response.json({ step: "there" }));
const nobody = () => Promise.reject(new TypeError("nobody there"));

async function box() {
  const [outbox, { acts }] = await Promise.all([
    import("../../src/responder/feed/outbox"),
    import("../../src/responder/state"),
  ]);
  return { ...outbox, acts };
}

/** The browser's locks: work on one name waits its turn. */
function locks() {
  const turns = new Map<string, Promise<void>>();
  return {
    request: (name: string, work: () => Promise<void>) => {
      const turn = (turns.get(name) ?? Promise.resolve()).then(work, work);
      turns.set(name, turn);
      return turn;
    },
  };
}

beforeEach(() => {
  vi.resetModules();
  shelves.acts.clear();
  shelves.reports.clear();
  sent = [];
  answer = done;
  const kept = new Map([["kawamori.responder.key", "a key"]]);
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
  vi.stubGlobal("location", { search: "?run=drill-1" });
  vi.stubGlobal("navigator", { locks: locks(), onLine: true });
  vi.stubGlobal("fetch", (path: string, { body }: { body: string }) => {
    const asked = { path, body: JSON.parse(body) as Record<string, unknown> };
    sent.push(asked);
    return answer(asked);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const REPORT = {
  report_id: "r-1", task_id: 7, kind: "road", body: "", lat: 35, lon: 139, accuracy_m: null, picture: null, at: "",
} as const;

it("steps are kept, and sent in the order in which they were done, in the run of the page", async () => {
  const { sayStep, flush, acts } = await box();
  answer = nobody;
  await sayStep(7, "on_the_way");
  await sayStep(7, "there");
  expect(acts.value.map(({ what }) => what)).toEqual(["on_the_way", "there"]);
  sent = [];
  answer = done;

  await flush();

  expect(sent.map(({ body }) => body["step"])).toEqual(["on_the_way", "there"]);
  expect(sent[0]?.path).toBe("/responders/me/tasks/7/steps?run=drill-1");
  expect(acts.value).toEqual([]);
});

it("a step whose answer was lost is sent again under the same ref", async () => {
  const { sayStep, flush } = await box();
  answer = nobody;
  await sayStep(7, "check_in");
  answer = done;

  await flush();

  expect(sent).toHaveLength(2);
  expect(sent[1]?.body).toEqual(sent[0]?.body);
});

it("what the server refuses is kept with its reason, and holds up nothing", async () => {
  const { sayStep, acts } = await box();
  answer = ({ body }) =>
    body["step"] === "done"
      ? Promise.resolve(Response.json({ error: { message: "the task is over" } }, { status: 409 }))
      : done();

  await sayStep(7, "done");
  await sayStep(8, "withdraw");

  expect(acts.value.map(({ what, refusal }) => [what, refusal?.message])).toEqual([["done", "the task is over"]]);
});

it("a server that is away, or a key that is not known now, loses nothing", async () => {
  const { sayStep, acts } = await box();
  for (const status of [401, 429, 503]) {
    answer = () => Promise.resolve(Response.json({}, { status }));
    expect(await sayStep(7, "safe")).toBe("later");
  }

  expect(acts.value).toHaveLength(3);
});

it("a report on its way holds up nobody who leaves", async () => {
  const { sayReport, sayStep } = await box();
  answer = ({ path }) => (path.includes("reports") ? new Promise(() => undefined) : done());
  void sayReport(REPORT);
  await vi.waitFor(() => {
    expect(sent).toHaveLength(1);
  });

  expect(await sayStep(7, "withdraw")).toEqual({ done: { step: "there" } });
});

it("what the server took of a step stands before the step leaves the outbox: nobody is off duty between", async () => {
  const { sayStep, acts } = await box();
  const { duty, onDuty } = await import("../../src/responder/state");
  const task = { task_id: 7, is_open: true, is_out: false, step: null, check_in_minutes: 30, due_at: "2026-11-23T01:30:00Z" };
  const told = { now: "2026-11-23T01:00:00Z", valid_until: "2026-11-23T01:30:00Z", withdraw: null, tasks: [task] };
  duty.value = { told: told as never, heard_ms: Date.now() };
  answer = () => Promise.resolve(Response.json({ task_id: 7, is_open: true, is_out: true, step: "accept" }));
  const counts: number[] = [];
  acts.subscribe(() => counts.push(onDuty.peek().length));

  await sayStep(7, "accept");

  expect(acts.value).toEqual([]);
  expect(counts.slice(1).every((n) => n === 1)).toBe(true);
});

it("of two answers to one call-out the last is sent", async () => {
  const { sayAnswer, flush } = await box();
  answer = nobody;
  await sayAnswer(3, "yes", null);
  await sayAnswer(3, "later", 120);
  sent = [];
  answer = done;

  await flush();

  expect(sent.map(({ body }) => body)).toEqual([{ answer: "later", after_minutes: 120 }]);
});
