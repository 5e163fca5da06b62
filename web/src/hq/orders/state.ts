// What the page knows of orders: those of the run, the areas they may be for, and the one on show.
import { computed, signal } from "@preact/signals";

import { getAreas, getOrders } from "../../api/client";
import type { HqArea, Order, OrderList } from "../../api/shapes";
import { runName } from "../state";

export type View = "map" | "orders";
export const view = signal<View>("map");

export const orders = signal<Order[]>([]);
export const areas = signal<HqArea[]>([]);
export const composing = signal(false);
export const chosenId = signal<number | null>(null);

export const chosen = computed(
  () => orders.value.find(({ order_id }) => order_id === chosenId.value) ?? null,
);
export const standing = computed(() => orders.value.filter(({ state }) => state === "released"));

/** Take a run's open orders. One on show that is over stays on show, as it was last heard of. */
export function takeOrders({ orders: open }: OrderList): void {
  const gone = orders.value.filter(
    ({ order_id }) => order_id === chosenId.value && !open.some((each) => each.order_id === order_id),
  );
  orders.value = [...open, ...gone];
}

/** Take one order as an act left it. */
export function takeOrder(changed: Order): void {
  const others = orders.value.filter(({ order_id }) => order_id !== changed.order_id);
  orders.value = [changed, ...others].sort((a, b) => b.order_id - a.order_id);
  chosenId.value = changed.order_id;
  composing.value = false;
}

export function forgetOrders(): void {
  orders.value = [];
  areas.value = [];
  chosenId.value = null;
  composing.value = false;
}

/** Load the run's orders and areas. Throws `Refused`. */
export async function loadOrders(): Promise<void> {
  const name = runName.value;
  const [list, known] = await Promise.all([getOrders(name), getAreas(name)]);
  if (name !== runName.value) return;
  takeOrders(list);
  areas.value = known.features.map(({ properties }) => properties);
}
