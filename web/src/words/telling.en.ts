// The words around messages and their funnels, in English.
import type { tellingJa } from "./telling.ja";

export const tellingEn: typeof tellingJa = {
  byMessage: "By message",
  byDelivery: "By delivery",
  funnel: "How many it reached",
  nobodyYet: "It is for nobody.",
  stages: {
    targeted: "Targeted",
    queued: "Sent",
    accepted: "Accepted",
    delivered: "Delivered",
    opened: "Opened",
    acknowledged: "Acknowledged",
  },
  troubles: {
    failed: "Failed",
    unknown: "Unknown",
    handed_over: "Handed to staff",
    withheld: "Quiet hours",
    canceled: "Canceled unsent",
  },
  pushNote: "Nobody learns whether a push reached the device (—).",
  reach: "Not reached, by area",
  area: "Area",
  noArea: "No area given",
  reachColumns: {
    targeted: "Targeted",
    reached: "Reached",
    without_receipt: "Accepted only",
    waiting: "Waiting",
    not_reached: "Not reached",
  },
  csv: "Save this table as CSV",
  allCsv: "Save all messages as CSV",
  toOrder: "Open the order",
  correct: "Correct or retract",
  corrected: "A correction was sent.",
  corrections: { retract: "Retract", correct: "Correct" },
  right: "What is right (Japanese, 60 characters)",
  because: "Why (Japanese, 60 characters)",
  send: { retract: "Send the retraction", correct: "Send the correction" },
};
