// Signing in and out, and what one may do with one's own account.
import { ask, send } from "./client";

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
export const changePassword = (current: string, password: string) =>
  send<undefined>("/hq/me/password", { current, password });
