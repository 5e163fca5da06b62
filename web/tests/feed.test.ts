// What the page knows of a run: loaded once, loaded again when that failed, dropped with the session.
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { leave, show } from "../src/hq/feed";
import { loaded, session, stations, trouble } from "../src/hq/state";
import { station } from "./stations";
import { Wire } from "./wire";

const FIVE = "2026-09-01T05:00:00Z";

function city(stage_m: number) {
  const kawabe = station({ stage_m });
  const feature = { type: "Feature", id: kawabe.station_id, geometry: null, properties: kawabe };
  return { type: "FeatureCollection", now: FIVE, run: "", status: "actual", features: [feature] };
}

const NOTHING = { type: "FeatureCollection", now: FIVE, run: "", status: "actual", features: [] };

/** An API whose answer for the stations is the test's. */
function serve(answer: () => Response) {
  vi.stubGlobal("fetch", (path: string) => {
    if (path.startsWith("/hq/stations")) return Promise.resolve(answer());
    return Promise.resolve(Response.json(/^.hq.(alerts|cameras)/.test(path) ? NOTHING : []));
  });
}

const refuse = (status: number) => () =>
  Response.json({ error: { code: "unavailable", message: "the database does not answer" } }, { status });

beforeEach(() => {
  Wire.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Wire);
  vi.stubGlobal("window", new EventTarget());
  session.value = "in";
});

afterEach(() => {
  leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stage = () => stations.value.get("kawabe-bridge")?.station.stage_m;

it("the city is loaded once the stream stands, so that nothing falls between", async () => {
  serve(() => Response.json(city(1.5)));
  show("");
  expect(stage()).toBeUndefined();

  Wire.latest().connects();
  await vi.advanceTimersByTimeAsync(0);

  expect(stage()).toBe(1.5);
});

it("a database that comes back is asked again, and the trouble is shown until then", async () => {
  serve(refuse(503));
  show("");
  Wire.latest().connects();
  await vi.advanceTimersByTimeAsync(0);
  expect(trouble.value).toBe("the database does not answer");

  serve(() => Response.json(city(1.5)));
  await vi.advanceTimersByTimeAsync(5_000);

  expect(stage()).toBe(1.5);
  expect(trouble.value).toBeNull();
});

it("a run that does not exist is said once and not asked for again", async () => {
  const asked = vi.fn(refuse(404));
  serve(asked);
  show("never-was");
  Wire.latest().connects();

  await vi.advanceTimersByTimeAsync(20_000);

  expect(trouble.value).not.toBeNull();
  expect(asked).toHaveBeenCalledTimes(1);
});

it("whoever is no longer signed in sees nothing of the rivers", async () => {
  serve(() => Response.json(city(1.5)));
  show("");
  Wire.latest().connects();
  await vi.advanceTimersByTimeAsync(0);

  serve(refuse(401));
  Wire.latest().says("reset", {});
  await vi.advanceTimersByTimeAsync(0);

  expect(session.value).toBe("out");
  expect(stations.value.size).toBe(0);
  expect(Wire.latest().readyState).toBe(Wire.CLOSED);
});

it("a change that arrives before the city does is not lost to an older account", async () => {
  let answer: (response: Response) => void = () => undefined;
  const late = new Promise<Response>((resolve) => {
    answer = resolve;
  });
  vi.stubGlobal("fetch", (path: string) => {
    if (path.startsWith("/hq/stations")) return late;
    return Promise.resolve(Response.json(/^.hq.(alerts|cameras)/.test(path) ? NOTHING : []));
  });
  show("");
  Wire.latest().connects();
  const fresh = station({ stage_m: 2.5, assessed_at: "2026-09-01T05:01:00Z", received_at: "2026-09-01T05:01:00Z" });
  Wire.latest().says("stations", { ...NOTHING, features: [{ type: "Feature", id: "x", geometry: null, properties: fresh }] }, "9");

  answer(Response.json(city(1.5)));
  await vi.advanceTimersByTimeAsync(0);

  expect(loaded.value).toBe(true);
  expect(stage()).toBe(2.5);
});
