// What the page has loaded of responders, kept true while anybody looks at it.
//
// The stream tells of call-outs what changed, and of the rest only of what kind something did.
import { batch, computed, effect, signal } from "@preact/signals";

import { getAreas } from "../../api/client";
import { listen } from "../layers/heard";
import { stockOf, type OwnStock, type Stock } from "../layers/layer";
import { liveNow_ms, me, runName } from "../state";
import { getCallouts, getIncidents, getOnDuty, getReadiness, getResponders, getTasks, getWithdrawOrders } from "./calls";
import type { Callout } from "./contracts";
import { unaccountedIn } from "./facts";
import { dutySaid as said } from "./duty_said";
import { unaccounted } from "./waiting";

const GATHER_MS = 1500; // what changes often is asked for this often

export const areaStock = stockOf(async (run) =>
  (await getAreas(run)).features.map(({ geometry, properties }) => ({ ...properties, geometry: geometry })),
);
export type Area = NonNullable<typeof areaStock.held.value>[number];

export const readinessStock = stockOf(getReadiness);
export const peopleStock = stockOf(getResponders);
export const calloutStock = stockOf(getCallouts);
export const taskStock = stockOf(getTasks);
export const withdrawStock = stockOf(getWithdrawOrders);
export const onDutyStock = stockOf(async (run) => (await getOnDuty(run)).features);
export const incidentStock = stockOf(async (run) => (await getIncidents(run)).features);

const ALL: readonly OwnStock<unknown>[] = [
  readinessStock, peopleStock, calloutStock, taskStock, withdrawStock, onDutyStock, incidentStock,
];

/** What is to be loaded anew when something of a kind moved. */
const OF_KIND: Record<string, readonly OwnStock<unknown>[]> = {
  incident_reports: [incidentStock],
  responder_positions: [onDutyStock],
  responder_tasks: [taskStock, withdrawStock, onDutyStock, readinessStock],
  responders: [peopleStock, readinessStock],
  withdraw_orders: [withdrawStock, taskStock],
};

/** Goes up with every change that was heard of: what is loaded for one alone is loaded anew. */
export const changes = signal(0);

let gathering: ReturnType<typeof setTimeout> | undefined;
const stirred = new Set<OwnStock<unknown>>();

/** Load anew, soon, what has been loaded of what moved. */
function stir(kinds: string[]): void {
  for (const stock of kinds.flatMap((kind) => OF_KIND[kind] ?? [])) stirred.add(stock);
  gathering ??= setTimeout(() => {
    gathering = undefined;
    changes.value += 1;
    for (const stock of stirred) if (stock.held.peek() !== null || stock.failed.peek() !== null) void stock.load();
    stirred.clear();
  }, GATHER_MS);
}

const onTheirWay = new Map<Stock<unknown>, Promise<void>>();

/** Load a stock once for all who want it in the same moment. */
function loadOnce(stock: Stock<unknown>): Promise<void> {
  const under = onTheirWay.get(stock);
  if (under !== undefined) return under;
  const begun = stock.load().finally(() => onTheirWay.delete(stock));
  onTheirWay.set(stock, begun);
  return begun;
}

/** A layer's stock, loaded together with the names and with what else its marks are told by. */
export const named = <T>(stock: OwnStock<T>, ...beside: Stock<unknown>[]): Stock<T> => ({
  ...stock,
  load: async () => {
    await Promise.all([stock, peopleStock, ...beside].map(loadOnce));
  },
});

/** Load anew at once, after an act of one's own. */
export async function loadAnew(...stocks: { load: () => Promise<void> }[]): Promise<void> {
  changes.value += 1;
  await Promise.all(stocks.map((stock) => stock.load()));
}

listen("responders", (told) => {
  stir((told as { kinds: string[] }).kinds);
});
listen("callouts", (told) => {
  const held = calloutStock.held.peek();
  if (held === null) return;
  const changed = told as Callout[];
  const ids = new Set(changed.map(({ callout_id }) => callout_id));
  calloutStock.held.value = [...changed, ...held.filter(({ callout_id }) => !ids.has(callout_id))].sort(
    (a, b) => b.callout_id - a.callout_id,
  );
});

const whose = signal("");

// Of another run, or for whoever comes next, nothing of it holds.
effect(() => {
  whose.value = `${runName.value}/${me.value?.person ?? ""}`;
  batch(() => {
    for (const { held } of [...ALL, areaStock as OwnStock<unknown>]) held.value = null;
  });
});

effect(() => {
  unaccounted.value = unaccountedIn(taskStock.held.value ?? [], withdrawStock.held.value ?? [], liveNow_ms.value);
});

const names = computed(
  () => new Map((peopleStock.held.value ?? []).map(({ responder_id, name }) => [responder_id, name])),
);

/** What somebody is called: their name for those who may see it, and their number. */
export function nameOfResponder(id: number): string {
  const name = names.value.get(id);
  const number = said.value.number(id);
  return name === null || name === undefined ? number : `${name}（${number}）`;
}

export function areaName(id: string | null): string {
  if (id === null) return "";
  return areaStock.held.value?.find(({ area_id }) => area_id === id)?.name ?? id;
}
