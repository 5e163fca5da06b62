// The headquarters API: each call as a function, each refusal as an error that says why.
import type {
  AlertCollection,
  AlertFeature,
  AreaCollection,
  AreaReach,
  Config,
  CorrectionAsked,
  CorrectionPreview,
  Delivery,
  ErrorBody,
  HqSeries,
  Me,
  Message,
  Order,
  OrderAsked,
  OrderList,
  OrderPreview,
  OrderRetraction,
  Run,
  StationCollection,
} from "./shapes";

/** The API answered, and the answer was no. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function refusal(response: Response): Promise<Refused> {
  // A proxy's own error page is not JSON; its status line is all there is to say.
  const body = (await response.json().catch(() => null)) as ErrorBody | null;
  return new Refused(response.status, body?.error.message ?? `${response.status} ${response.statusText}`);
}

/** Why nothing may be done at present; null: it may. Set once, by whoever knows what is on screen. */
let whyNot: () => string | null = () => null;

export function actOnlyUnless(because: () => string | null): void {
  whyNot = because;
}

const ABOUT_ONESELF = /^\/hq\/(session|me|account|sign)/;
const NOT_NOW = 409;

/**
 * What is on screen may be the past: nothing is done to the present from there, whatever was pressed.
 * What carries a key of its own was decided before, and goes on being sent.
 */
function refuseToAct(path: string, { method = "GET", headers }: RequestInit): void {
  const isFree = method === "GET" || ABOUT_ONESELF.test(path) || new Headers(headers).has("idempotency-key");
  const because = isFree ? null : whyNot();
  if (because !== null) throw new Refused(NOT_NOW, because);
}

/** Ask, and give the answer's body; the session cookie travels by itself. */
export async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  refuseToAct(path, init ?? {});
  const response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Ask for a picture; a refusal says why as any other. */
export async function fetchPicture(path: string): Promise<Blob> {
  const response = await fetch(path, { credentials: "same-origin", cache: "no-store" });
  if (!response.ok) throw await refusal(response);
  return response.blob();
}

export function query(values: Record<string, string | number | boolean>): string {
  const entries = Object.entries(values).map(([name, value]) => [name, String(value)]);
  return new URLSearchParams(entries).toString();
}

export const getMe = () => ask<Me>("/hq/me");
export const getConfig = () => ask<Config>("/hq/config");
export const getRuns = () => ask<Run[]>("/hq/runs");

/** What is asked of a moment gone by. */
const then = (asOf: string | undefined): Record<string, string> => (asOf === undefined ? {} : { as_of: asOf });

export const getStations = (run: string, asOf?: string) =>
  ask<StationCollection>(`/hq/stations?${query({ run, ...then(asOf) })}`);

export const getOpenAlerts = (run: string, asOf?: string) =>
  ask<AlertCollection>(`/hq/alerts?${query({ run, open: true, ...then(asOf) })}`);

export const getDeliveries = (run: string, asOf?: string, limit = 200) =>
  ask<Delivery[]>(`/hq/deliveries?${query({ run, limit, ...then(asOf) })}`);

export const getAreas = (run: string) => ask<AreaCollection>(`/hq/areas?${query({ run })}`);

/** Post what a person wants, as JSON. */
export function send<T>(path: string, wanted: object): Promise<T> {
  const headers = { "content-type": "application/json" };
  return ask<T>(path, { method: "POST", headers, body: JSON.stringify(wanted) });
}

/** Post an act that carries a key of its own: sent again, it is done once all the same. */
export function sendKeyed(path: string, body: string | null, key: string, signal?: AbortSignal): Promise<unknown> {
  const headers = { "idempotency-key": key, ...(body === null ? {} : { "content-type": "application/json" }) };
  return ask<unknown>(path, { method: "POST", headers, body, ...(signal === undefined ? {} : { signal }) });
}

export const getMessage = (run: string, messageId: number) =>
  ask<Message>(`/hq/messages/${messageId}?${query({ run })}`);

/** A run's messages: all, or those alone that a code is of. */
export const getMessages = (run: string, { asOf, code, limit = 100 }: { asOf?: string | undefined; code?: string; limit?: number } = {}) =>
  ask<Message[]>(`/hq/messages?${query({ run, limit, ...then(asOf), ...(code ? { code } : {}) })}`);

export const getReach = (run: string, messageId: number) =>
  ask<AreaReach[]>(`/hq/messages/${messageId}/reach?${query({ run })}`);

export const reachCsv = (run: string, messageId: number) =>
  `/hq/messages/${messageId}/reach.csv?${query({ run })}`;
export const messagesCsv = (run: string) => `/hq/messages.csv?${query({ run })}`;

export const previewCorrection = (run: string, messageId: number, { kind, right, because }: CorrectionAsked) =>
  ask<CorrectionPreview>(`/hq/messages/${messageId}/correction?${query({ run, kind, right, because })}`);

/** A run's orders: those that are open, or with those that are over. */
export const getOrders = (run: string, open = true, asOf?: string) =>
  ask<OrderList>(`/hq/orders?${query({ run, open, ...then(asOf) })}`);
export const getOrder = (id: number) => ask<Order>(`/hq/orders/${id}`);
export const composeOrder = (run: string, order: OrderAsked) =>
  send<Order>(`/hq/orders?${query({ run })}`, order);
export const previewOrder = (id: number) => ask<OrderPreview>(`/hq/orders/${id}/preview`);
export const previewLifting = (id: number, areaIds: string[]) => {
  const where = new URLSearchParams(areaIds.map((area) => ["area", area]));
  return ask<OrderPreview>(`/hq/orders/${id}/preview-lifting?${where}`);
};
export const previewRetraction = (id: number) => ask<OrderRetraction>(`/hq/orders/${id}/preview-retraction`);
const NOW_OR_NEVER_MS = 15_000;

/** Post an order to residents: now, or not at all. A link that wakes up later sends none of it. */
const sendNow = (path: string, wanted: object) =>
  ask<Order>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wanted),
    signal: AbortSignal.timeout(NOW_OR_NEVER_MS),
  });

export const releaseOrder = (id: number, wanted: object) => sendNow(`/hq/orders/${id}/release`, wanted);
export const withdrawOrder = (id: number) => send<Order>(`/hq/orders/${id}/withdraw`, {});
export const liftOrder = (id: number, wanted: object) => sendNow(`/hq/orders/${id}/lift`, wanted);
export const retractOrder = (id: number, wanted: object) => sendNow(`/hq/orders/${id}/retract`, wanted);
export const reportOrder = (id: number, note: string) => send<Order>(`/hq/orders/${id}/report`, { note });
export const tickHandOff = (id: number, handOffId: number) =>
  send<Order>(`/hq/orders/${id}/hand-offs/${handOffId}/tick`, {});

export const acknowledge = (alertId: number) =>
  ask<AlertFeature>(`/hq/alerts/${alertId}/acknowledge`, { method: "POST" });

/** Have a message that was handed over sent again, or say that it has been dealt with. */
export const settle = (deliveryId: string, act: "resend" | "close") =>
  ask<Delivery>(`/hq/deliveries/${deliveryId}/${act}`, { method: "POST" });

export interface Window {
  start: Date;
  end: Date;
}

/** A station's stage over a window, at the finest resolution that `points` allows. */
export const getSeries = (stationId: string, run: string, { start, end }: Window, asOf?: string, points = 800) =>
  ask<HqSeries>(
    `/hq/stations/${encodeURIComponent(stationId)}/series?` +
      query({
        run,
        datastream: "stage",
        start: start.toISOString(),
        end: end.toISOString(),
        points,
        ...then(asOf),
      }),
  );
