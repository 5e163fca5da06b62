// Choosing a password of one's own.
import { useSignal, type Signal } from "@preact/signals";

import { changePassword } from "../../api/session";
import { words } from "../../words/language";
import { useActing } from "../acting";

interface FieldProps {
  id: string;
  label: string;
  value: Signal<string>;
  autocomplete: "current-password" | "new-password";
}

function Secret({ id, label, value, autocomplete }: FieldProps) {
  return (
    <>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="password"
        autocomplete={autocomplete}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
      />
    </>
  );
}

/** The form; `done` is told once the password is the person's own. */
export function PasswordForm({ done }: { done: () => Promise<void> }) {
  const said = words.value.staff;
  const current = useSignal("");
  const fresh = useSignal("");
  const again = useSignal("");
  const differ = useSignal(false);
  const { busy, refused, act } = useActing();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    differ.value = fresh.value !== again.value;
    if (differ.value) return;
    void act(async () => {
      await changePassword(current.value, fresh.value);
      current.value = fresh.value = again.value = "";
      await done();
    });
  };
  return (
    <form class="own-password" onSubmit={submit}>
      <Secret id="current" label={said.current} value={current} autocomplete="current-password" />
      <Secret id="fresh" label={said.fresh} value={fresh} autocomplete="new-password" />
      <Secret id="again" label={said.again} value={again} autocomplete="new-password" />
      <p class="quiet">{said.rule}</p>
      <p class="wrong" role="alert">
        {differ.value ? said.differ : refused}
      </p>
      <button type="submit" class="strong" disabled={busy}>
        {said.change}
      </button>
    </form>
  );
}
