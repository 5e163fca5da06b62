// Accounts, as those who command see to them, and the audit trail.
import { ask, query, send } from "./client";
import type { Account, AccountWhole, Acts, Role, Staff } from "./shapes";

export interface AccountAsked {
  name: string;
  role: Role;
  office: string | null;
}

export const getStaff = () => ask<Staff>("/hq/staff");
export const getAccount = (id: number) => ask<AccountWhole>(`/hq/staff/${id}`);
export const addAccount = (asked: AccountAsked) => send<Account>("/hq/staff", asked);
export const giveRole = (id: number, role: Role, office: string | null) =>
  send<Account>(`/hq/staff/${id}/role`, { role, office });
export const giveLink = (id: number) => send<{ url: string; ends_at: string }>(`/hq/staff/${id}/link`, {});
export const givePassword = (id: number, password: string) =>
  send<Account>(`/hq/staff/${id}/password`, { password });
export const giveKey = (id: number, label: string) => send<{ key: string }>(`/hq/staff/${id}/keys`, { label });
export const endKey = (id: number, keyId: number) => send<undefined>(`/hq/staff/${id}/keys/${keyId}/withdraw`, {});

/** What is done to an account without anything being said. */
export type PlainAct = "withdraw" | "restore" | "totp-reset" | "sign-out";
export const doTo = (id: number, act: PlainAct) => send<Account>(`/hq/staff/${id}/${act}`, {});

export interface Sought {
  person: string;
  act: string;
  subject: string;
  since: string;
  until: string;
}

/** The filters that say something, a day as its first moment here. */
function said({ person, act, subject, since, until }: Sought): Record<string, string> {
  const day = (text: string, days: number) => {
    const date = new Date(`${text}T00:00`);
    date.setDate(date.getDate() + days);
    return date.toISOString();
  };
  return {
    ...(person.trim() === "" ? {} : { person: person.trim() }),
    ...(act === "" ? {} : { act }),
    ...(subject.trim() === "" ? {} : { subject: subject.trim() }),
    ...(since === "" ? {} : { since: day(since, 0) }),
    ...(until === "" ? {} : { until: day(until, 1) }),
  };
}

export const getActs = (sought: Sought, before?: number) =>
  ask<Acts>(`/hq/acts?${query({ ...said(sought), limit: 100, ...(before === undefined ? {} : { before }) })}`);
export const actsCsv = (sought: Sought) => `/hq/acts.csv?${query(said(sought))}`;
