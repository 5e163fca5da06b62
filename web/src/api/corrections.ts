// Corrections as they are composed and released, and the calls about what reaches nobody.
import { ask, query, send } from "./client";
import type { Correction, CorrectionAsked, StrandedCall } from "./shapes";

export const composeCorrection = (run: string, messageId: number, wanted: CorrectionAsked) =>
  send<Correction>(`/hq/messages/${messageId}/correction?${query({ run })}`, wanted);
export const getCorrections = (run: string) => ask<Correction[]>(`/hq/corrections?${query({ run })}`);
export const releaseCorrection = (id: number, phrase: string, alone_because: string) =>
  send<object>(`/hq/corrections/${id}/release`, { phrase, alone_because });
export const withdrawCorrection = (id: number) => send<undefined>(`/hq/corrections/${id}/withdraw`, {});

export const getCalls = (run: string) => ask<StrandedCall[]>(`/hq/calls?${query({ run })}`);
export const takeCall = (run: string, id: number) =>
  send<StrandedCall[]>(`/hq/calls/${id}/take?${query({ run })}`, {});
