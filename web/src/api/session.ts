// Signing in and out, and what one may do with one's own account.
import { ask, send } from "./client";
import type { Enrolment } from "./shapes";

export interface SignInAsked {
  name: string;
  password: string;
  code: string;
}

export interface SignInAnswered {
  signed_in: boolean;
  code_wanted: boolean;
}

export const signIn = (asked: SignInAsked) => send<SignInAnswered>("/hq/session", asked);
export const signInByLink = (link: string) => send<undefined>("/hq/session/link", { link });
export const signOut = () => ask<undefined>("/hq/session", { method: "DELETE" });
export const signOutEverywhere = () => ask<undefined>("/hq/sessions", { method: "DELETE" });
export const getWays = () => ask<{ provider: string | null }>("/hq/session/ways");
/** Where a browser goes to sign in with the city's account. */
export const PROVIDER_WAY = "/hq/session/provider";

export const changePassword = (current: string, password: string) =>
  send<undefined>("/hq/me/password", { current, password });
export const beginSecondFactor = () => send<Enrolment>("/hq/me/totp", {});
export const confirmSecondFactor = (code: string) => send<{ codes: string[] }>("/hq/me/totp/confirm", { code });
