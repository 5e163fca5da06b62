// What somebody writes who registers is looked at before anything is sent.
import { describe, expect, it } from "vitest";

import { sizeOf } from "../../src/responder/report/picture";
import { askedOf, EMPTY, faultOf, isAdult, thingsIn, type Wish } from "../../src/responder/register/wish";

const NOW = Date.parse("2026-11-23T01:00:00Z");
const WISH: Wish = {
  ...EMPTY, name: "川辺 太郎", reading: "かわべ たろう", born: "1990-04-01", number: "０９０−１２３４−５６７８",
  category: "volunteer", emergencyName: "花子", emergencyNumber: "03-1234-5678", agreed: true,
};

describe("a wish", () => {
  it("that is whole can be sent", () => {
    expect(faultOf(WISH, NOW)).toBeNull();
    expect(askedOf(WISH, "ja")).toMatchObject({ number: "09012345678", home_area: null, skills: [{ skill: "general", certificate: "" }] });
  });

  it.each([
    [{ name: " " }, "name"],
    [{ born: "" }, "born"],
    [{ born: "2010-01-01" }, "young"],
    [{ number: "03-1234-5678" }, "number"],
    [{ category: null }, "category"],
    [{ emergencyNumber: "12" }, "emergency"],
    [{ agreed: false }, "agree"],
  ] as const)("with %o is not sent: %s", (change, fault) => {
    expect(faultOf({ ...WISH, ...change }, NOW)).toBe(fault);
  });
});

describe("18", () => {
  it("is one on the birthday, by Japan's day", () => {
    expect(isAdult("2008-11-23", NOW)).toBe(true);
    expect(isAdult("2008-11-24", NOW)).toBe(false);
    expect(isAdult("2008-11-24", Date.parse("2026-11-23T15:00:00Z"))).toBe(true);
  });

  it("who was born on 29 February is on 1 March", () => {
    expect(isAdult("2008-02-29", Date.parse("2026-02-28T03:00:00Z"))).toBe(false);
    expect(isAdult("2008-02-29", Date.parse("2026-03-01T03:00:00Z"))).toBe(true);
  });
});

it("things are kept apart by any comma", () => {
  expect(thingsIn("ゴムボート、 発電機,pump；")).toEqual(["ゴムボート", "発電機", "pump"]);
});

it("a picture is made smaller, never larger", () => {
  expect(sizeOf(3000, 2000)).toEqual({ width: 1280, height: 853 });
  expect(sizeOf(600, 800)).toEqual({ width: 600, height: 800 });
});
