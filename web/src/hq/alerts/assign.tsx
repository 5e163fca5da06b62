// Who has an alert in hand: shown with by whom and since when, given, handed on, given back.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { assignAlert } from "../../api/alerts";
import type { Alert } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { takeAlerts } from "../feed";
import { Field } from "../orders/field";
import { me, now_ms } from "../state";
import { assignees, loadAssignees } from "./state";

export function InHand({ alert }: { alert: Alert }) {
  const said = words.value.alerting;
  const { assigned } = alert;
  if (!assigned?.assignee) return <p class="in-hand nobody">{said.nobodyHas}</p>;
  return (
    <p class="in-hand" data-assignee={assigned.assignee}>
      {said.has} <b>{assigned.assignee}</b>
      {assigned.is_office && <small>（{said.office}）</small>}{" "}
      <small>
        <time dateTime={assigned.assigned_at}>{dayTime(assigned.assigned_at, now_ms.value)}</time>
        {said.since}・{said.assignedBy(assigned.assigned_by)}
        {assigned.note !== "" && `・${assigned.note}`}
      </small>
    </p>
  );
}

export function Assign({ alert, onDone }: { alert: Alert; onDone: () => void }) {
  const said = words.value.alerting;
  const name = useSignal("");
  const note = useSignal("");
  const isOffice = useSignal(false);
  const { busy, refused, act } = useActing();
  const listing = useActing(); // apart: who types a name need not wait for the list of them
  useEffect(() => {
    void listing.act(loadAssignees);
  }, []);
  const give = (assignee: string, is_office: boolean) =>
    act(async () => {
      const changed = await assignAlert(alert.alert_id, { assignee, is_office, note: note.value });
      takeAlerts([changed.properties]);
      onDone();
    });
  const known = assignees.value.find((each) => each.name === name.value.trim());
  const mine = me.value?.person ?? "";
  const holder = alert.assigned?.assignee ?? null;
  const list = `assignees-${alert.alert_id}`;
  return (
    <form
      class="deed"
      aria-label={said.assign}
      onSubmit={(event) => {
        event.preventDefault();
        void give(name.value.trim(), known?.is_office ?? isOffice.value);
      }}
    >
      <p class="buttons">
        {holder !== mine && (
          <button type="button" disabled={busy} onClick={() => void give(mine, false)}>
            {said.toMe}
          </button>
        )}
        {holder !== null && (
          <button type="button" disabled={busy} onClick={() => void give("", false)}>
            {said.giveBack}
          </button>
        )}
      </p>
      <label class="field" for={`to-${alert.alert_id}`}>
        <span>{said.assignee}</span>
        <input
          id={`to-${alert.alert_id}`}
          list={list}
          autoComplete="off"
          maxLength={60}
          value={name.value}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
        <datalist id={list}>
          {assignees.value.map((each) => (
            <option key={each.name} value={each.name} label={each.is_office ? said.office : ""} />
          ))}
        </datalist>
      </label>
      {known === undefined && name.value.trim() !== "" && (
        <label class="tick">
          <input
            type="checkbox"
            checked={isOffice.value}
            onChange={(event) => {
              isOffice.value = event.currentTarget.checked;
            }}
          />
          {said.isOffice}
        </label>
      )}
      <Field id={`note-${alert.alert_id}`} label={said.assignNote} text={note} longest={200} />
      <p class="wrong" role="alert">
        {refused ?? listing.refused}
      </p>
      <p class="buttons">
        <button type="submit" class="strong" disabled={busy || name.value.trim() === ""}>
          {said.give}
        </button>
      </p>
    </form>
  );
}
