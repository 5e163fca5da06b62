// Words about accounts, in English.
import type { staffJa } from "./staff.ja";

export const staffEn: typeof staffJa = {
  firstLead: "This password was set by an administrator. Choose your own before you go on.",
  current: "Current password",
  fresh: "New password",
  again: "New password, again",
  rule: "12 characters or more, of any kind. Some four words that nobody links are easy to remember and hard to guess.",
  differ: "The two are not the same.",
  change: "Change the password",
  changed: "Changed. Your other machines are signed out.",
};
