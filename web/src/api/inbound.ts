// What residents answered, and what a person does about it.
import { ask, query, send } from "./client";
import type { Inbound, InboundWaiting } from "./shapes";

export const getWaiting = (rehearsed: boolean) =>
  ask<InboundWaiting>(`/hq/inbound/waiting?${query({ rehearsed })}`);
export const getInbound = (rehearsed: boolean, open: boolean) =>
  ask<Inbound[]>(`/hq/inbound?${query({ rehearsed, open })}`);
export const takeInbound = (id: number, instead_of: string | null) =>
  send<undefined>(`/hq/inbound/${id}/take`, { instead_of });
export const closeInbound = (id: number, note: string) => send<undefined>(`/hq/inbound/${id}/close`, { note });
/** The number to call back; that it was asked for is kept for good. */
export const readNumber = (id: number) => send<{ number: string }>(`/hq/inbound/${id}/number`, {});
