// The stages of a funnel, and what went wrong on the way.
import type { Funnel } from "../../api/shapes";

export const STAGES = ["targeted", "queued", "accepted", "delivered", "opened", "acknowledged"] as const;
export const TROUBLES = ["failed", "unknown", "handed_over", "withheld", "canceled"] as const;
export type Stage = (typeof STAGES)[number];
export type Trouble = (typeof TROUBLES)[number];

/** Channels over which nobody learns whether a message was delivered. */
const WITHOUT_RECEIPT: readonly string[] = ["push", "email", "webhook"];

const ALWAYS: readonly Stage[] = ["targeted", "queued", "accepted", "delivered"];

/** How many came how far; null where nobody can know. What no channel of the kind has is left out. */
export function stagesOf(funnel: Funnel): { stage: Stage; count: number | null }[] {
  return STAGES.filter((stage) => ALWAYS.includes(stage) || funnel[stage] > 0).map((stage) => ({
    stage,
    count: stage === "delivered" && funnel.delivered === 0 && WITHOUT_RECEIPT.includes(funnel.channel)
      ? null
      : funnel[stage],
  }));
}

export function troublesOf(funnel: Funnel): { stage: Trouble; count: number }[] {
  return TROUBLES.map((stage) => ({ stage, count: funnel[stage] })).filter(({ count }) => count > 0);
}
