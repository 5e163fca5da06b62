// Numbers and ages as people read them: centimetres of stage, a sign on every rate, the largest unit of time.
import { describe, expect, it } from "vitest";

import { ago, centimetresPerTenMinutes, dayTime, duration, metres, metresPerHour } from "../src/words/formats";

describe("heights", () => {
  it.each([
    [3.456, "3.46 m"],
    [-1.2, "−1.20 m"],
    [-0.001, "0.00 m"],
    [null, "—"],
  ])("%s reads %s", (stage_m, words) => {
    expect(metres(stage_m)).toBe(words);
  });

  it.each([
    [1.2, "+1.20 m/h"],
    [-0.3, "−0.30 m/h"],
    [-0.001, "±0.00 m/h"],
    [null, "—"],
  ])("a rise of %s reads %s", (rise, words) => {
    expect(metresPerHour(rise)).toBe(words);
  });

  it("a rise is told in centimetres by ten minutes too", () => {
    expect(centimetresPerTenMinutes(1.2, "ja")).toBe("+20 cm/10分");
    expect(centimetresPerTenMinutes(-0.6, "en")).toBe("−10 cm/10 min");
  });
});

describe("ages", () => {
  it.each([
    [12, "12秒"],
    [59.4, "59秒"],
    [60, "1分"],
    [3599, "59分"],
    [3600, "1時間"],
    [3900, "1時間5分"],
    [26 * 3600, "26時間"],
    [3 * 86400, "3日"],
  ])("%d seconds read %s", (seconds, words) => {
    expect(duration(seconds, "ja")).toBe(words);
  });

  it("an age is told from the run's clock", () => {
    expect(ago("2026-09-01T05:00:00Z", Date.parse("2026-09-01T05:03:10Z"), "ja")).toBe("3分前");
    expect(ago("2026-09-01T05:00:00Z", Date.parse("2026-09-01T05:03:10Z"), "en")).toBe("3 min ago");
  });

  it("a reading dated ahead of the clock is no older than now", () => {
    expect(ago("2026-09-01T05:00:00Z", Date.parse("2026-09-01T04:59:00Z"), "ja")).toBe("0秒前");
  });

  it("times are Japan's, with the day when it is another one there", () => {
    const now = Date.parse("2026-09-01T15:30:00Z"); // half past midnight, 2 September

    expect(dayTime("2026-09-01T15:10:05Z", now)).toBe("00:10:05");
    expect(dayTime("2026-09-01T14:10:05Z", now)).toBe("9/1 23:10");
  });
});
