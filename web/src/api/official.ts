// Official information: what is in force, entered, corrected, lifted and passed on.
import { ask, query, send } from "./client";
import type {
  Official,
  OfficialAsked,
  OfficialChecked,
  OfficialList,
  OfficialName,
  QuotationPreview,
} from "./shapes";

export const getOfficial = (run: string, open = true) =>
  ask<OfficialList>(`/hq/official?${query({ run, open })}`);
export const getOfficialNames = () => ask<OfficialName[]>("/hq/official/names");
export const checkOfficial = (run: string, wanted: OfficialAsked) =>
  send<OfficialChecked>(`/hq/official/check?${query({ run })}`, wanted);
export const enterOfficial = (run: string, wanted: OfficialAsked) =>
  send<Official>(`/hq/official?${query({ run })}`, wanted);
export const liftOfficial = (id: number, lifted_at: string) =>
  send<Official>(`/hq/official/${id}/lift`, { lifted_at });
export const previewQuotation = (id: number) => ask<QuotationPreview>(`/hq/official/${id}/pass-on`);
export const passOn = (id: number) => send<Official>(`/hq/official/${id}/pass-on`, {});
