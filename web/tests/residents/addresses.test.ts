// What stands in the address may have been cut off or typed wrong: the page opens all the same.
import { expect, it, vi } from "vitest";

import { codeOfPath } from "../../src/residents/telling/codes";

vi.hoisted(() => {
  vi.stubGlobal("location", { hash: "#%", pathname: "/" });
});

it("an address that can't be read leads to how it is now", async () => {
  const { view, viewOf } = await import("../../src/residents/page/view");

  expect(view.value).toEqual({ at: "now" });
  expect(viewOf({ hash: "#gauge/%E0%A4%A", pathname: "/" })).toEqual({ at: "gauge", id: "%E0%A4%A" });
});

it("a code that can't be read is none", () => {
  expect(codeOfPath("/m/%E0%A4%A")).toBeNull();
  expect(codeOfPath("/m/%23K7Q4MX")).toBe("K7Q4MX");
});
