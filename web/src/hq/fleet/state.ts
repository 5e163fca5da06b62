// The fleet as the server last told it: asked for while somebody looks.
import { signal } from "@preact/signals";

import { ask, send } from "../../api/client";
import type { components } from "../../api/generated";
import { endsSession } from "../feed";

export type Fleet = components["schemas"]["FleetShown"];
export type Device = Fleet["devices"][number];
export type Certificate = Device["certificates"][number];

const EVERY_MS = 30_000;

export const fleet = signal<{ told: Fleet; at_ms: number } | null>(null);
export const failed = signal(false);

function take(told: Fleet): void {
  fleet.value = { told, at_ms: performance.now() };
  failed.value = false;
}

export async function look(): Promise<void> {
  try {
    take(await ask<Fleet>("/hq/fleet"));
  } catch (error) {
    failed.value = !endsSession(error);
  }
}

/** Look now and again until the returned function is called. */
export function keepLooking(): () => void {
  void look();
  const looking = setInterval(() => void look(), EVERY_MS);
  return () => {
    clearInterval(looking);
  };
}

const of = (device: Device, what: string) => `/hq/fleet/${encodeURIComponent(device.device_id)}/${what}`;

export async function configure(device: Device, intervals_s: Record<string, number>): Promise<void> {
  take(await send<Fleet>(of(device, "config"), { intervals_s }));
}

export async function revoke(device: Device, because: string): Promise<void> {
  take(await send<Fleet>(of(device, "revoke"), { because }));
}
