// One's own account: a new password, an authenticator, the way out everywhere.
import { useSignal } from "@preact/signals";

import { beginSecondFactor, confirmSecondFactor, signOutEverywhere } from "../../api/session";
import type { Enrolment } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { goOut } from "../entry";
import { me } from "../state";
import { PasswordForm } from "./password";
import "../styles/staff.css";

function Recovery({ codes }: { codes: string[] }) {
  return (
    <>
      <p role="status">{words.value.staff.recoveryLead}</p>
      <ul class="recovery">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function SecondFactor() {
  const said = words.value.staff;
  const enrolment = useSignal<Enrolment | null>(null);
  const code = useSignal("");
  const codes = useSignal<string[] | null>(null);
  const { busy, refused, act } = useActing();
  const begin = () =>
    act(async () => {
      enrolment.value = await beginSecondFactor();
    });
  const confirm = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      codes.value = (await confirmSecondFactor(code.value.trim())).codes;
      enrolment.value = null;
    });
  };
  const begun = enrolment.value;
  return (
    <section class="sheet">
      <h2>{said.secondFactor}</h2>
      <p>{said.secondFactorLead}</p>
      {codes.value !== null && <Recovery codes={codes.value} />}
      {begun === null && codes.value === null && (
        <button type="button" disabled={busy} onClick={() => void begin()}>
          {said.begin}
        </button>
      )}
      {begun !== null && (
        <form class="enrolment" onSubmit={confirm}>
          <p>{said.scan}</p>
          <img src={begun.qr} alt={said.qr} />
          <code class="secret">{begun.secret}</code>
          <label for="shown-code">{said.shownCode}</label>
          <input
            id="shown-code"
            autocomplete="one-time-code"
            required
            value={code.value}
            onInput={(event) => {
              code.value = event.currentTarget.value;
            }}
          />
          <button type="submit" class="strong" disabled={busy}>
            {said.confirm}
          </button>
        </form>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
    </section>
  );
}

export function AccountView() {
  const said = words.value.staff;
  const changed = useSignal(false);
  const { busy, refused, act } = useActing();
  const known = me.value;
  const leaveAll = () =>
    act(async () => {
      await signOutEverywhere();
      await goOut();
    });
  return (
    <main class="staff-page" id="side">
      <header>
        <h1>{known?.person}</h1>
        <p>
          {known && said.roles[known.role]}・{known?.office_name ?? said.headquarters}
        </p>
      </header>
      <section class="sheet">
        <h2>{said.password}</h2>
        <p class="quiet">{said.noCurrent}</p>
        <PasswordForm
          done={() => {
            changed.value = true;
            return Promise.resolve();
          }}
        />
        <p role="status">{changed.value && said.changed}</p>
      </section>
      <SecondFactor />
      <p class="wrong" role="alert">
        {refused}
      </p>
      <button type="button" disabled={busy} onClick={() => void leaveAll()}>
        {said.everywhere}
      </button>
    </main>
  );
}
