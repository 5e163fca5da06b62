// What the page knows of orders: those of the run, the areas they may be for, and the one on show.
import { computed, signal } from "@preact/signals";

import { getAreas, getOrder, getOrders } from "../../api/client";
import type { HqArea, Order, OrderList } from "../../api/shapes";
import { me, past, runName } from "../state";
import { isOpen } from "./facts";
import { clearForm } from "./form";

export const liveOrders = signal<Order[]>([]);
export const orders = computed(() => past.value?.orders ?? liveOrders.value);
export const areas = signal<HqArea[] | null>(null);
export const composing = signal(false);
export const chosenId = signal<number | null>(null);
/** Whether the list shows those that are over as well. */
export const withClosed = signal(false);

export const chosen = computed(
  () => orders.value.find(({ order_id }) => order_id === chosenId.value) ?? null,
);
export const standing = computed(() => orders.value.filter(({ state }) => state === "released"));
/** Those in the list: what is open, the one on show, and the rest where they are asked for. */
export const listedOrders = computed(() =>
  orders.value.filter(
    (order) => isOpen(order) || withClosed.value || order.order_id === chosenId.value,
  ),
);

function keep(changed: Order[]): void {
  const ids = new Set(changed.map(({ order_id }) => order_id));
  const others = liveOrders.value.filter(({ order_id }) => !ids.has(order_id));
  liveOrders.value = [...changed, ...others].sort((a, b) => b.order_id - a.order_id);
}

/** Take a run's open orders. What is not open any more is asked after: how it ended is not said here. */
export function takeOrders({ run, orders: open }: OrderList): void {
  if (run !== runName.value) return;
  const ended = liveOrders.value.filter(
    (order) => isOpen(order) && !open.some(({ order_id }) => order_id === order.order_id),
  );
  keep(open);
  for (const { order_id } of ended) void hear(order_id);
}

async function hear(orderId: number): Promise<void> {
  const name = runName.value;
  const heard = await getOrder(orderId).catch(() => null);
  if (heard !== null && name === runName.value) keep([heard]);
}

/** Take one order as an act left it, and show it. */
export function takeOrder(changed: Order): void {
  keep([changed]);
  show(changed.order_id);
}

export function show(orderId: number | null): void {
  chosenId.value = orderId;
  composing.value = false;
}

export function compose(): void {
  chosenId.value = null;
  composing.value = true;
}

export function forgetOrders(): void {
  liveOrders.value = [];
  areas.value = null;
  withClosed.value = false;
  show(null);
  clearForm();
}

/** Load the run's areas, and the orders that are over. Throws `Refused`. */
export async function loadAreas(): Promise<void> {
  const name = runName.value;
  const { features } = await getAreas(name);
  if (name !== runName.value) return;
  areas.value = features
    .map(({ properties }) => properties)
    .filter(({ area_id }) => me.value?.district?.includes(area_id) ?? true)
    .sort((a, b) => a.reading.localeCompare(b.reading, "ja") || a.area_id.localeCompare(b.area_id));
}

export async function loadClosed(): Promise<void> {
  const name = runName.value;
  const all = await getOrders(name, false);
  if (name === runName.value) keep(all.orders);
}
