// The code that came by SMS.
import { useSignal } from "@preact/signals";

import { Button, Field, Trouble } from "../page/parts";
import { T } from "../words/spoken";
import { confirm, isBusy, refusal, startOver } from "./stage";

export function CodeForm() {
  const code = useSignal("");
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    void confirm(code.peek());
  };
  return (
    <form onSubmit={send} noValidate>
      <p role="status">
        <T of="code.coming" />
      </p>
      <Field of="code.code">
        <input
          class="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          value={code.value}
          onInput={(event) => {
            code.value = event.currentTarget.value;
          }}
        />
      </Field>
      <Trouble>{refusal.value !== null && <T of={`register.refused.${refusal.value}`} />}</Trouble>
      <button type="submit" class="big strong" disabled={isBusy.value}>
        <T of="code.send" />
      </button>
      <Button of="code.again" onClick={startOver} />
    </form>
  );
}
