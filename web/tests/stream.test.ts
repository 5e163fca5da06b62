// The live link: lost is said at once, silence counts as lost, and what may have been missed is loaded anew.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { follow, type Listener } from "../src/api/stream";
import { Wire } from "./wire";

function listen() {
  const heard: string[] = [];
  const listener: Listener = {
    opened: (resumed) => heard.push(resumed ? "resumed" : "opened"),
    lost: () => heard.push("lost"),
    reset: () => heard.push("reset"),
    heard: () => undefined,
    stations: ({ features }) => heard.push(`stations ${features.length}`),
    alerts: () => heard.push("alerts"),
    deliveries: () => heard.push("deliveries"),
    orders: () => heard.push("orders"),
    runs: () => heard.push("runs"),
    clock: ({ now }) => heard.push(now),
  };
  return { heard, stream: follow("drill", listener) };
}

const latest = () => Wire.latest();

beforeEach(() => {
  Wire.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Wire);
  vi.stubGlobal("window", new EventTarget());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the link", () => {
  it("follows the run it was asked for", () => {
    listen();

    expect(latest().url).toBe("/hq/stream?run=drill");
  });

  it("that breaks is reported at once", () => {
    const { heard } = listen();
    latest().connects();

    latest().breaks();

    expect(heard).toEqual(["opened", "lost"]);
  });

  it("that comes back by itself after an event resumes from it", () => {
    const { heard } = listen();
    latest().connects();
    latest().says("stations", { features: [] }, "7");
    latest().breaks();

    latest().connects();

    expect(heard).toEqual(["opened", "stations 0", "lost", "resumed"]);
    expect(Wire.opened).toHaveLength(1);
  });

  it("that comes back before any event asks for everything, for there is nothing to resume from", () => {
    const { heard } = listen();
    latest().connects();
    latest().says("clock", { now: "2026-09-01T05:00:00Z", run: "drill" });
    latest().breaks();

    latest().connects();

    expect(heard.at(-1)).toBe("opened");
  });

  it("that the browser gave up is opened anew", () => {
    const { heard } = listen();
    latest().connects();
    latest().says("stations", { features: [] }, "7");

    latest().breaks(true);
    vi.advanceTimersByTime(5_000);
    latest().connects();

    expect(Wire.opened).toHaveLength(2);
    expect(heard).toEqual(["opened", "stations 0", "lost", "opened"]);
  });

  it("that says nothing for half a minute is lost, though nobody closed it", () => {
    const { heard } = listen();
    latest().connects();

    vi.advanceTimersByTime(30_000);

    expect(heard).toEqual(["opened", "lost"]);
    expect(Wire.opened).toHaveLength(2);
  });

  it("kept alive by its clock stays", () => {
    const { heard } = listen();
    latest().connects();

    for (let n = 0; n < 6; n += 1) {
      vi.advanceTimersByTime(10_000);
      latest().says("clock", { now: "later", run: "drill" });
    }

    expect(heard).not.toContain("lost");
    expect(Wire.opened).toHaveLength(1);
  });

  it("once closed is not opened again", () => {
    const { stream } = listen();
    latest().connects();

    stream.close();
    vi.advanceTimersByTime(60_000);

    expect(Wire.opened).toHaveLength(1);
  });
});

it("a reset asks for everything", () => {
  const { heard } = listen();
  latest().connects();

  latest().says("reset", {});

  expect(heard).toEqual(["opened", "reset"]);
});
