// What the server is asked about being told; each refusal keeps its status.
import type { components } from "../../api/generated";
import type { Address } from "./kept";
import { stepOf, type Wishes } from "./wishes";

/** The server answered, and the answer was no. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

const PATIENCE_MS = 20_000;

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Refused(response.status);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Whether the server said no for good, and not that it can't at present. */
export const isFinal = (error: unknown): boolean =>
  error instanceof Refused && error.status < 500 && ![408, 425, 429].includes(error.status);

/** The key that browsers subscribe with; null: this city sends nothing by push. */
export async function pushKey(): Promise<string | null> {
  try {
    return (await ask<{ key: string }>("GET", "/public/push/key")).key;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}

export const subscribe = (address: Address, wishes: Wishes, replaces: Address | null) =>
  ask<undefined>("POST", "/public/push/subscriptions", { ...address, ...wishes, replaces });

export const unsubscribe = (address: Address) => ask<undefined>("DELETE", "/public/push/subscriptions", address);

export const sayOpened = (id: string) => ask<undefined>("POST", `/public/push/opened/${encodeURIComponent(id)}`);

export interface CodeComing {
  phone_id: string;
  expires_at: string;
}

/** Have a code sent to a number: by text, or by a call where the number is a landline's. */
export function askForCode(
  number: string, channel: "sms" | "voice", wishes: Wishes, replaces: Address | null,
): Promise<CodeComing> {
  const from_level = stepOf(wishes.from_level);
  return ask("POST", "/public/phones", {
    number,
    channel,
    language: wishes.language,
    areas: wishes.areas.map((area_id) => ({ area_id, from_level })),
    stations: wishes.stations.map((station_id) => ({ station_id, from_level })),
    own_marks: wishes.own_marks,
    quiet_hours: wishes.quiet_hours,
    replaces,
  });
}

export const verify = (phoneId: string, code: string) =>
  ask<{ stop_key: string }>("POST", `/public/phones/${phoneId}/verify`, { code });

export const stopPhone = (stop_key: string) => ask<undefined>("DELETE", "/public/phones", { stop_key });

/** A message as we sent it. */
export type Sent = components["schemas"]["ProvenMessage"];

/** What we sent under a code; null: we sent nothing under it. */
export async function messageOf(code: string): Promise<Sent | null> {
  try {
    return await ask<Sent>("GET", `/public/messages/${encodeURIComponent(code)}`);
  } catch (error) {
    if (error instanceof Refused && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}
