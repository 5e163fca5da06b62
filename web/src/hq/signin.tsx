// The way in: a token that belongs to one named person.
import { useSignal } from "@preact/signals";

import { Refused } from "../api/client";
import { words } from "../words/language";
import { enterWith } from "./entry";
import { LanguageChoice } from "./language";

export function SignIn() {
  const said = words.value;
  const token = useSignal("");
  const refused = useSignal<string | null>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    refused.value = null;
    try {
      await enterWith(token.value.trim());
    } catch (error) {
      refused.value = error instanceof Refused && error.status < 500 ? said.signInRefused : said.unreachable;
    }
  };
  return (
    <main class="alone">
      <form class="signin" onSubmit={(event) => void submit(event)}>
        <h1>
          {said.product} <small>{said.title}</small>
        </h1>
        <p>{said.signInLead}</p>
        <label for="token">{said.token}</label>
        <input
          id="token"
          type="password"
          autocomplete="current-password"
          required
          aria-describedby="refused"
          value={token.value}
          onInput={(event) => {
            token.value = event.currentTarget.value;
          }}
        />
        <p id="refused" class="wrong" role="alert">
          {refused.value}
        </p>
        <button type="submit" class="strong">
          {said.signIn}
        </button>
        <LanguageChoice />
      </form>
    </main>
  );
}
