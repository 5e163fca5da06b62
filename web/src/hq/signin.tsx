// The way in: a name and a password, then a code where there is a second factor.
import { useSignal, type Signal } from "@preact/signals";
import type { TargetedEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { Refused } from "../api/client";
import { getWays, PROVIDER_WAY, signIn } from "../api/session";
import { words } from "../words/language";
import { open, wayInRefused } from "./entry";
import { LanguageChoice } from "./language";

const LOCKED_OUT = 429;

function reasonOf(error: unknown): string {
  const said = words.value;
  if (!(error instanceof Refused) || error.status >= 500) return said.unreachable;
  return error.status === LOCKED_OUT ? said.signing.lockedOut : said.signing.refused;
}

interface FieldProps {
  id: string;
  label: string;
  value: Signal<string>;
  hidden?: boolean;
  autocomplete: "username" | "current-password" | "one-time-code";
  focused?: boolean;
}

function Field({ id, label, value, hidden = false, autocomplete, focused = false }: FieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  const given = {
    ref: input,
    id,
    autocomplete,
    autocapitalize: "off",
    spellcheck: false,
    required: true,
    "aria-describedby": "refused",
    value: value.value,
    onInput: (event: TargetedEvent<HTMLInputElement>) => {
      value.value = event.currentTarget.value;
    },
  } as const;
  return (
    <>
      <label for={id}>{label}</label>
      {hidden ? <input type="password" {...given} /> : <input type="text" {...given} />}
    </>
  );
}

export function SignIn() {
  const said = words.value;
  const name = useSignal("");
  const password = useSignal("");
  const code = useSignal("");
  const codeWanted = useSignal(false);
  const busy = useSignal(false);
  const refused = useSignal<string | null>(null);
  const provider = useSignal<string | null>(null);
  useEffect(() => {
    getWays().then((ways) => {
      provider.value = ways.provider;
    }, console.warn);
  }, []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy.value) return;
    busy.value = true;
    refused.value = null;
    wayInRefused.value = null;
    try {
      const answer = await signIn({ name: name.value, password: password.value, code: code.value.trim() });
      codeWanted.value = answer.code_wanted;
      if (answer.signed_in) await open();
    } catch (error) {
      refused.value = reasonOf(error);
      code.value = "";
    } finally {
      busy.value = false;
    }
  };
  return (
    <main class="alone">
      <form class="signin" onSubmit={(event) => void submit(event)}>
        <h1>
          {said.product} <small>{said.title}</small>
        </h1>
        {codeWanted.value ? (
          <>
            <p>{said.signing.codeLead}</p>
            <Field id="code" label={said.signing.code} value={code} autocomplete="one-time-code" focused />
          </>
        ) : (
          <>
            <Field id="name" label={said.signing.name} value={name} autocomplete="username" />
            <Field
              id="password"
              hidden
              label={said.signing.password}
              value={password}
              autocomplete="current-password"
            />
          </>
        )}
        <p id="refused" class="wrong" role="alert">
          {refused.value ?? (wayInRefused.value === null ? null : said.signing[wayInRefused.value])}
        </p>
        <button type="submit" class="strong" aria-disabled={busy.value}>
          {said.signIn}
        </button>
        {codeWanted.value ? (
          <button
            type="button"
            onClick={() => {
              codeWanted.value = false;
              code.value = "";
            }}
          >
            {said.signing.back}
          </button>
        ) : (
          <>
            {provider.value !== null && (
              <a class="button way" href={PROVIDER_WAY}>
                {said.signing.provider(provider.value)}
              </a>
            )}
            <p class="quiet">{said.signing.forgotten}</p>
          </>
        )}
        <LanguageChoice />
      </form>
    </main>
  );
}
