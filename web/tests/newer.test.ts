// The list and the stream may tell of the same thing in either order: the later account holds.
import { describe, expect, it } from "vitest";

import { enterDeliveries, supersedes, supersedesAlert } from "../src/hq/newer";
import { alert, delivery, station } from "./stations";

describe("a station", () => {
  const early = station({ assessed_at: "2026-09-01T05:00:00Z", received_at: "2026-09-01T05:00:00Z" });
  const later = station({ assessed_at: "2026-09-01T05:01:00Z", received_at: "2026-09-01T05:01:00Z" });

  it("is replaced by a later account and not by an earlier one", () => {
    expect(supersedes(later, early)).toBe(true);
    expect(supersedes(early, later)).toBe(false);
  });

  it("is replaced by a later judgement of the same reading: silence is judged without one", () => {
    const silent = station({ ...early, freshness: "late", assessed_at: "2026-09-01T05:10:00Z" });

    expect(supersedes(silent, early)).toBe(true);
    expect(supersedes(early, silent)).toBe(false);
  });

  it("that never reported is replaced by whatever comes", () => {
    const never = station({ assessed_at: null, received_at: null, freshness: null });

    expect(supersedes(early, never)).toBe(true);
    expect(supersedes(never, undefined)).toBe(true);
    expect(supersedes(never, early)).toBe(false);
  });
});

describe("an alert", () => {
  it("once acknowledged or closed is not opened again by an older account", () => {
    const open = alert();
    const acknowledged = alert({ acknowledged_at: "2026-09-01T05:02:00Z", acknowledged_by: "葵" });
    const closed = alert({ ...acknowledged, closed_at: "2026-09-01T09:00:00Z" });

    expect(supersedesAlert(open, acknowledged)).toBe(false);
    expect(supersedesAlert(acknowledged, closed)).toBe(false);
    expect(supersedesAlert(closed, acknowledged)).toBe(true);
  });
});

describe("the ledger", () => {
  it("holds each delivery once, in its latest state, newest first", () => {
    const old = delivery({ delivery_id: "a", created_at: "2026-09-01T05:00:00Z" });
    const sent = delivery({ delivery_id: "a", created_at: "2026-09-01T05:00:00Z", state: "delivered" });
    const fresh = delivery({ delivery_id: "b", created_at: "2026-09-01T05:01:00Z" });

    expect(enterDeliveries([old], [sent, fresh])).toEqual([fresh, sent]);
  });
});
