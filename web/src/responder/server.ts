// What the server is asked; each refusal keeps its status and its reason.
import { signal } from "@preact/signals";

const KEY = "kawamori.responder.key";
const RUN = "kawamori.responder.run";
const PATIENCE_MS = 15_000;

/** The server answered, and the answer was no. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The key that this phone was given once; null: nobody is registered here. */
export const key = signal<string | null>(localStorage.getItem(KEY));

export function takeKey(given: string | null): void {
  if (given === null) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, given);
  key.value = given;
}

/** The run that an address names, or the one it named before; empty: reality. */
export function runOf(search: string, before: string | null): string {
  return new URLSearchParams(search).get("run") ?? before ?? "";
}

export const run = signal(runOf(location.search, localStorage.getItem(RUN)));
localStorage.setItem(RUN, run.peek());

export function leaveRun(): void {
  localStorage.removeItem(RUN);
  location.assign("/responder/");
}

async function reasonOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as { error?: { message?: string } }).error?.message ?? "";
  } catch {
    return "";
  }
}

export async function ask<Told>(method: string, path: string, body?: string | null, patience_ms = PATIENCE_MS): Promise<Told> {
  const bearer = key.peek();
  const response = await fetch(path, {
    method,
    credentials: "omit",
    cache: "no-store",
    signal: AbortSignal.timeout(patience_ms),
    headers: {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined || body === null ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
  });
  if (!response.ok) throw new Refused(response.status, await reasonOf(response));
  return (response.status === 204 ? undefined : await response.json()) as Told;
}

/** A path of the run that this page is in. */
export const inRun = (path: string): string =>
  run.peek() === "" ? path : `${path}?run=${encodeURIComponent(run.peek())}`;

/** Whether the server said no for good, and not that it can't at present. */
export const isFinal = (error: unknown): error is Refused =>
  error instanceof Refused && error.status < 500 && ![401, 408, 425, 429].includes(error.status);
