// The live link: lost is said at once, silence counts as lost, and what may have been missed is loaded anew.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { follow, type Listener } from "../src/api/stream";
import { Wire } from "./wire";

function listen() {
  const heard: string[] = [];
  const listener: Listener = {
    opened: (resumed) => heard.push(resumed ? "resumed" : "opened"),
    lost: () => heard.push("lost"),
    halted: () => heard.push("halted"),
    reset: () => heard.push("reset"),
    heard: () => undefined,
    stations: ({ features }) => heard.push(`stations ${features.length}`),
    alerts: () => heard.push("alerts"),
    deliveries: () => heard.push("deliveries"),
    silences: () => heard.push("silences"),
    inbound: () => heard.push("inbound"),
    notes: () => heard.push("notes"),
    requests: () => heard.push("requests"),
    official: () => heard.push("official"),
    orders: () => heard.push("orders"),
    chronology: () => heard.push("chronology"),
    master: () => heard.push("master"),
    told: (kind) => heard.push(kind),
    cameras: () => heard.push("cameras"),
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

  it("that never comes about is noticed within 25 seconds, and tried again", () => {
    const { heard } = listen();

    vi.advanceTimersByTime(25_000);

    expect(heard).toEqual(["lost"]);
    expect(Wire.opened).toHaveLength(2);
  });

  it("whose server can't read its database says so, and is not taken for dead", () => {
    const { heard } = listen();
    latest().connects();

    for (let n = 0; n < 30; n += 1) {
      vi.advanceTimersByTime(1_000);
      latest().says("halted", {});
    }

    expect(heard).toContain("halted");
    expect(heard).not.toContain("lost");
  });

  it("refused again and again is tried ever less often, and never given up", () => {
    listen();
    const opened: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      if (latest().readyState === 0) {
        opened.push(second);
        latest().breaks(true);
      }
      vi.advanceTimersByTime(1_000);
    }

    const waits = opened.slice(1).map((at, n) => at - (opened[n] ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(16);
    expect(opened.length).toBeGreaterThan(15);
    expect(opened.length).toBeLessThan(70);
  });

  it("of many consoles comes back at many moments", () => {
    const many = Array.from({ length: 50 }, () => {
      listen();
      return latest();
    });
    for (const each of many) each.breaks(true);
    const before = Wire.opened.length;

    vi.advanceTimersByTime(1_500);
    const early = Wire.opened.length - before;
    vi.advanceTimersByTime(3_000);

    expect(early).toBeGreaterThan(0);
    expect(early).toBeLessThan(45);
    expect(Wire.opened.length - before).toBe(50);
  });

  it("of a laptop that woke up is opened anew at once", () => {
    const { heard, stream } = listen();
    latest().connects();

    stream.renew();

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
