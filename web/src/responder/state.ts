// What this phone knows, from when, and what waits to be told.
import { computed, signal } from "@preact/signals";

import { now_ms } from "./clock";
import type { Area, Ask, Card, Own, PublicKey } from "./contracts";
import type { Task, TasksTold, WithdrawOrder } from "./duty/contracts";
import { lapsesIn_ms } from "./duty/lapse";
import { standingOf } from "./duty/standing";
import type { Act, Heard } from "./kept";

export const me = signal<Heard<Own> | null>(null);
export const asks = signal<Heard<Ask[]> | null>(null);
export const duty = signal<Heard<TasksTold> | null>(null);
export const card = signal<Heard<Card> | null>(null);
export const keys = signal<Heard<PublicKey[]> | null>(null);
export const areas = signal<Area[]>([]);

/** How the last ask went: answered, nobody there, or an answer that is none. */
export const link = signal<"good" | "offline" | "trouble">("good");
/** Whether the server said that this phone's key is nobody's any more. */
export const isUnknown = signal(false);
/** Whether there is no pass that is valid now. */
export const isForbidden = computed(() => me.value !== null && (me.value.told.state !== "approved" || me.value.told.holds === null));

/** Steps and answers that have not reached the server, and reports. */
export const acts = signal<Act[]>([]);
export const reports = signal<Act[]>([]);

export const lapses_ms = computed(() => (duty.value === null ? 0 : lapsesIn_ms(duty.value, now_ms.value)));
/** Whether tasks on this phone may be acted on. */
export const hasLapsed = computed(() => duty.value !== null && lapses_ms.value <= 0);

/** Tasks that are not over, and how each stands. */
export const openTasks = computed(() =>
  (duty.value?.told.tasks ?? [])
    .map((task) => ({ task, standing: standingOf(task, acts.value) }))
    .filter(({ standing }) => standing.stage !== "over"),
);
export const onDuty = computed(() => openTasks.value.filter(({ standing }) => standing.stage !== "given"));

/** Who has to leave, and why; until they say that they are safe. */
export interface Withdrawing {
  order: WithdrawOrder | null;
  tasks: Task[];
  why: "order" | "block" | "revoke" | "own";
}

const saidSafeAfter = (time: string): boolean =>
  acts.value.some(({ what, at, refusal }) => what === "safe" && refusal === null && Date.parse(at) >= Date.parse(time));

export const withdrawal = computed<Withdrawing | null>(() => {
  const told = duty.value?.told.withdraw ?? null;
  const order = told === null || saidSafeAfter(told.ordered_at) ? null : told;
  const tasks = onDuty.value.filter(({ standing }) => standing.stage === "withdrawing").map(({ task }) => task);
  if (order === null && tasks.length === 0) return null;
  const steps = new Set(tasks.map(({ step }) => step));
  return { order, tasks, why: order !== null ? "order" : steps.has("block") ? "block" : steps.has("revoke") ? "revoke" : "own" };
});
