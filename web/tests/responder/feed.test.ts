// What a phone makes of an answer that was long on its way.
import { afterEach, beforeEach, expect, it, vi } from "vitest";

const shelf = { all: () => Promise.resolve([]), put: () => Promise.resolve(), drop: () => Promise.resolve() };
vi.mock("../../src/responder/kept", () => ({
  actsIn: () => shelf,
  kept: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
}));

const MINUTE = 60_000;
const T0 = Date.parse("2026-11-23T01:00:00Z");
const tasks = { now: "2026-11-23T01:00:00Z", valid_until: "2026-11-23T01:30:00Z", tasks: [], withdraw: null };

beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ now: T0, toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
  const getItem = (name: string) => (name === "kawamori.responder.key" ? "a-key" : null);
  vi.stubGlobal("localStorage", { getItem, setItem: () => undefined });
  vi.stubGlobal("location", { search: "", pathname: "/responder/" });
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: () => undefined });
  vi.stubGlobal("navigator", { onLine: true, locks: { request: (_: string, work: () => unknown) => work() } });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("the run's clock is not set back by as long as the phone slept before it read the answer", async () => {
  vi.stubGlobal("fetch", (path: string) => {
    if (path.startsWith("/responders/me/tasks")) vi.setSystemTime(T0 + 29 * MINUTE); // asleep, with the answer on its way
    return Promise.resolve(Response.json(path.startsWith("/responders/me/tasks") ? tasks : []));
  });
  const [{ lookNow }, { ahead_ms, runNow_ms }] = await Promise.all([
    import("../../src/responder/feed/feed"),
    import("../../src/responder/clock"),
  ]);

  await lookNow();

  expect(ahead_ms.value).toBe(0);
  expect(runNow_ms()).toBe(T0 + 29 * MINUTE);
});
