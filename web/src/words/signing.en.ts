// Words of the way in, in English.
import type { signingJa } from "./signing.ja";

export const signingEn: typeof signingJa = {
  name: "Name",
  password: "Password",
  code: "Code",
  codeLead: "Enter the six digits that your telephone's authenticator shows, or a recovery code.",
  next: "Next",
  back: "Back to the name",
  provider: (label: string) => `Sign in with ${label}`,
  or: "or",
  refused: "The name, the password or the code is not right.",
  lockedOut: "Too many tries were refused: wait 15 minutes. If it is urgent, ask a commander for a one-time link.",
  linkUsed: "This link was used already or is too old: ask for another.",
  providerRefused: "The city's account did not sign you in.",
  forgotten: "Forgotten? A commander can give you a one-time link.",
};
