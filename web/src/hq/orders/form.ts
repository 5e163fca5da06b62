// What is being composed. It outlives a look at the map: nothing is typed twice at night.
import { batch, signal } from "@preact/signals";

import type { Order } from "../../api/shapes";
import { orderLevel, type OrderLevel } from "./levels";

export const level = signal<OrderLevel>(4);
export const picked = signal<ReadonlySet<string>>(new Set());
export const reason = signal("");
export const shelter = signal("");
export const url = signal("");

type Said = Pick<Order, "alert_level" | "areas" | "reason" | "shelter" | "url">;

const NOTHING: Said = { alert_level: 4, areas: [], reason: "", shelter: "", url: "" };

/** Begin with what an order says. */
export function fillForm(order: Said): void {
  batch(() => {
    level.value = orderLevel(order.alert_level);
    picked.value = new Set(order.areas.map(({ area_id }) => area_id));
    reason.value = order.reason;
    shelter.value = order.shelter;
    url.value = order.url;
  });
}

export function clearForm(): void {
  fillForm(NOTHING);
}

export function pick(areaIds: Iterable<string>): void {
  picked.value = new Set([...picked.value, ...areaIds]);
}

export function drop(areaIds: Iterable<string>): void {
  const dropped = new Set(areaIds);
  picked.value = new Set([...picked.value].filter((id) => !dropped.has(id)));
}
