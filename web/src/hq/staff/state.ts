// What the page knows of everybody's accounts, while they are looked at.
import { signal } from "@preact/signals";

import { getAccount, getStaff } from "../../api/staff";
import type { Account, AccountWhole, Office } from "../../api/shapes";

export const accounts = signal<Account[] | null>(null);
export const offices = signal<Office[]>([]);
export const chosen = signal<AccountWhole | null>(null);
export const adding = signal(false);

export async function reload(): Promise<void> {
  const staff = await getStaff();
  accounts.value = staff.accounts;
  offices.value = staff.offices;
}

/** Show one account, as it stands now. */
export async function look(id: number): Promise<void> {
  chosen.value = await getAccount(id);
  adding.value = false;
}

/** Read again what an act has changed. */
export async function renew(id: number): Promise<void> {
  await Promise.all([reload(), look(id)]);
}

export const officeNamed = (slug: string | null): string | null =>
  slug === null ? null : (offices.value.find((office) => office.slug === slug)?.name ?? slug);
