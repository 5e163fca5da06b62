// Being told: what each phone is offered, which code a message carries, how a push is shown, and
// that an opening reaches the server once there is a network.
import { describe, expect, it } from "vitest";

import CODES from "../../kawamori/testing/codes.json";
import { findCode } from "../src/residents/telling/codes";
import { isSafari, obstacle, type Device } from "../src/residents/telling/device";
import { next, type Stage } from "../src/residents/telling/flow";
import { readHeight, readMarks } from "../src/residents/telling/own";
import { options, read, shown, writtenIn } from "../src/residents/telling/message";
import { noteOpened, tellOpened, type OpeningShelf } from "../src/residents/telling/openings";
import { Refused } from "../src/residents/telling/server";

const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
const IPHONE = `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${SAFARI}`;
const IPAD = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15";
const ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";

const phone = (agent: string, more: Partial<Device> = {}): Device => ({
  agent, touchPoints: 5, standalone: false, permission: null, hasPush: false, ...more,
});
const able = { permission: "default", hasPush: true } as const;

describe("what stands in the way of push", () => {
  it.each([
    ["nothing, on Android", phone(ANDROID, able), null],
    ["nothing, on an iPhone's home screen", phone(IPHONE, { ...able, standalone: true }), null],
    ["an iPhone in Safari has to be put on the home screen", phone(IPHONE), "install"],
    ["so has an iPad, though it says it is a Macintosh", phone(IPAD), "install"],
    ["so has Chrome on an iPhone", phone(IPHONE.replace("Version/17.5", "CriOS/126.0.6478.35")), "install"],
    ["iOS 16.4 can", phone(IPHONE.replace("17_5", "16_4_1")), "install"],
    ["iOS 16.3 can't", phone(IPHONE.replace("17_5", "16_3")), "too_old"],
    ["iOS 9 can't, wherever it stands", phone(IPHONE.replace("17_5", "9_3_5"), { standalone: true }), "too_old"],
    ["a Macintosh without a touch screen is no iPad", phone(IPAD, { touchPoints: 0 }), "unsupported"],
    ["LINE shows pages inside itself", phone(`${IPHONE} Line/14.9.0`), "in_app"],
    ["so does any app of Android", phone(ANDROID.replace("; K)", "; K; wv)")), "in_app"],
    ["somebody said no once", phone(ANDROID, { ...able, permission: "denied" }), "denied"],
    ["a browser without push", phone("Mozilla/5.0 (Linux) Opera Mini"), "unsupported"],
  ] as const)("%s", (_, device, found) => {
    expect(obstacle(device)).toBe(found);
  });

  it("knows Safari, where the button that shares is below the page", () => {
    expect(isSafari(phone(IPHONE))).toBe(true);
    expect(isSafari(phone(IPHONE.replace("Version/17.5", "CriOS/126.0")))).toBe(false);
  });
});

describe("the way to being told", () => {
  const walk = (...events: Parameters<typeof next>[1][]): Stage =>
    events.reduce<Stage>(next, { at: "looking" });
  const offered = { saw: null, subscribed: false } as const;
  const begin = { pressed: "begin" } as const;

  it("has the browser ask only after it was explained and somebody pressed", () => {
    expect(walk(offered)).toEqual({ at: "offered" });
    expect(walk(begin)).toEqual({ at: "looking" });
    expect(walk(offered, begin)).toEqual({ at: "asking" });
  });
  it("leads on when the browser lets us", () => {
    expect(walk(offered, begin, { answered: "granted" })).toEqual({ at: "subscribing" });
    expect(walk(offered, begin, { answered: "granted" }, { ended: "on" })).toEqual({ at: "on" });
  });
  it("says how to undo a no, and lets somebody who closed the question begin again", () => {
    expect(walk(offered, begin, { answered: "denied" })).toEqual({ at: "blocked", by: "denied" });
    const closed = walk(offered, begin, { answered: "default" });
    expect(closed).toEqual({ at: "failed", because: "dismissed" });
    expect(next(closed, begin)).toEqual({ at: "asking" });
  });
  it("stops, and can be begun again", () => {
    const stopped = walk({ saw: null, subscribed: true }, { pressed: "stop" });
    expect(stopped).toEqual({ at: "stopped" });
    expect(next(stopped, begin)).toEqual({ at: "asking" });
  });
  it("takes an answer that nobody waits for as none", () => {
    expect(walk(offered, { answered: "denied" })).toEqual({ at: "offered" });
  });
});

describe("the code in what somebody pastes is the one that the server finds", () => {
  it.each(CODES)("$typed: $code", ({ typed, code }) => {
    expect(findCode(typed)).toBe(code);
  });
});

describe("a push on the screen", () => {
  const order = {
    id: "1f", level: 4, kind: "issue", family: "order", status: "actual", code: "K7Q4MX", url: "https://kawabe.example/",
    title: "警戒レベル4 避難指示 川原町", body: "全員避難 #K7Q4MX",
  };
  const pushed = (more: object = {}) => {
    const found = read(JSON.stringify({ ...order, ...more }));
    if (found === null) throw new Error("it was read");
    return found;
  };

  it("has the words as they are, each message once", () => {
    const { tag, body, lang } = options(pushed(), "ja", 0);

    expect([tag, body, lang]).toEqual(["1f", "全員避難 #K7Q4MX", "ja"]);
  });
  it.each([
    ["stays while an order at 警戒レベル 4 stands", {}, true, true],
    ["goes by itself below", { level: 3 }, false, false],
    ["goes by itself once it is lifted", { kind: "lift" }, true, false],
    ["goes by itself where a gauge tells of it", { family: "gauge" }, true, false],
  ])("%s", (_, more, renotify, stays) => {
    const made = options(pushed(more), "ja", 0);

    expect([made.renotify, made.requireInteraction]).toEqual([renotify, stays]);
  });
  it.each([
    ["警戒レベル4 避難指示 川原町", "vi", "ja"],
    ["Alert level 4（警戒レベル4）: Evacuation Order（避難指示） Kawara", "en", "en"],
    ["【訓練】 Chỉ thị sơ tán（避難指示）", "vi", "vi"],
    ["氾濫危険水位", "ko", "ja"],
    ["警戒等级4 避难指示（避難指示）", "zh-Hans", "zh-Hans"],
  ])("%s, for whoever reads %s, is in %s", (title, wished, lang) => {
    expect(writtenIn({ title }, wished)).toBe(lang);
  });
  it("is kept as it came, unread", () => {
    expect(shown(pushed(), "ja", Date.UTC(2026, 10, 22))).toMatchObject({
      id: "1f", code: "K7Q4MX", told_at: "2026-11-22T00:00:00.000Z", read: false,
    });
  });
  it.each([null, "", "{", "null", "[]", "{}", '{"id": 1, "title": "x"}'])("can't be read from %j", (data) => {
    expect(read(data)).toBeNull();
  });
});

describe("that a message was opened", () => {
  const shelfOf = (...ids: string[]): OpeningShelf & { held: Set<string> } => {
    const held = new Set(ids);
    return {
      held,
      add: (id) => Promise.resolve(void held.add(id)),
      all: () => Promise.resolve([...held]),
      drop: (id) => Promise.resolve(void held.delete(id)),
    };
  };

  it("waits for a network, and is then said once", async () => {
    const [shelf, said] = [shelfOf(), [] as string[]];
    await noteOpened("1f", shelf, () => Promise.reject(new TypeError("no network")));
    expect([...shelf.held]).toEqual(["1f"]);

    const say = (id: string) => Promise.resolve(said.push(id));
    await noteOpened("2f", shelf, say);
    await tellOpened(shelf, say);

    expect([said, shelf.held.size]).toEqual([["1f", "2f"], 0]);
  });
  it("is forgotten where the server will not have it, and holds nothing up", async () => {
    const [shelf, said] = [shelfOf("bad", "1f"), [] as string[]];

    await tellOpened(shelf, (id) => (id === "bad" ? Promise.reject(new Refused(404)) : Promise.resolve(said.push(id))));

    expect([said, shelf.held.size]).toEqual([["1f"], 0]);
  });
  it("waits while the server is in trouble", async () => {
    const shelf = shelfOf("1f");

    await tellOpened(shelf, () => Promise.reject(new Refused(503)));

    expect([...shelf.held]).toEqual(["1f"]);
  });
});

describe("a height of one's own", () => {
  it.each([
    ["2.5", 2.5],
    ["２．５", 2.5],
    ["2,35 m", 2.35],
    ["3.456", 3.46],
    ["-0.5", -0.5],
    ["", null],
    ["2.5.1", null],
    ["high", null],
    ["99999", null],
  ])("%j is %s", (typed, stage_m) => {
    expect(readHeight(typed)).toBe(stage_m);
  });
  it("is kept whatever else lies there", () => {
    const mark = { station_id: "kawabe-bridge", stage_m: 2.5 };

    expect(readMarks(JSON.stringify([mark, { station_id: 1 }, null]))).toEqual([mark]);
    expect(readMarks("{")).toEqual([]);
  });
});
