// Requests between offices: asked, taken, done or refused; what is overdue comes first.
import { useSignal } from "@preact/signals";

import { askOffice, stepRequest, type RequestStep } from "../../api/offices";
import type { OfficeRequest } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { liveNow_ms, may, me, runName } from "../state";
import type { Wanted } from "./notes";
import { officeName } from "./name";
import { isOpen, isOverdue, requests, takeRequests } from "./state";
import { officeOf, To } from "./to";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const JAPAN_MS = 9 * 60 * MINUTE_MS;

/** The next time, by the run's clock, that a clock in Japan shows these hours and minutes. */
export function nextAt(time: string, now_ms: number): string | null {
  const [hours, minutes] = time.split(":").map(Number);
  if (hours === undefined || minutes === undefined || Number.isNaN(hours + minutes)) return null;
  const midnight_ms = Math.floor((now_ms + JAPAN_MS) / DAY_MS) * DAY_MS - JAPAN_MS;
  const at_ms = midnight_ms + (hours * 60 + minutes) * MINUTE_MS;
  return new Date(at_ms < now_ms ? at_ms + DAY_MS : at_ms).toISOString();
}

function Ask() {
  const said = words.value.offices;
  const [what, by] = [useSignal(""), useSignal("")];
  const to = useSignal((me.value?.office ?? null) === null ? "" : "-");
  const { busy, refused, act } = useActing();
  const post = () =>
    act(async () => {
      const needed_by = nextAt(by.value, liveNow_ms.value);
      takeRequests([await askOffice(runName.value, { to_office: officeOf(to.value), what: what.value, needed_by })]);
      what.value = "";
    });
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        void post();
      }}
    >
      <To id="request-to" label={said.to} to={to} own={false} />
      <label class="field" for="request-by">
        <span>{said.neededBy}</span>
        <input
          id="request-by"
          type="time"
          value={by.value}
          onInput={(event) => {
            by.value = event.currentTarget.value;
          }}
        />
      </label>
      <label class="field wide" for="request-what">
        <span>{said.what}</span>
        <textarea
          id="request-what"
          rows={2}
          maxLength={2000}
          lang="ja"
          value={what.value}
          onInput={(event) => {
            what.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="strong" disabled={busy || what.value.trim() === "" || to.value === ""}>
        {said.ask}
      </button>
      <p class="wrong" role="alert">
        {refused}
      </p>
    </form>
  );
}

function Steps({ request }: { request: OfficeRequest }) {
  const said = words.value.offices;
  const note = useSignal("");
  const { busy, refused, act } = useActing();
  const possible: RequestStep[] = request.state === "asked" ? ["take", "done", "refuse"] : ["done", "refuse"];
  const id = `request-note-${request.request_id}`;
  return (
    <>
      <label class="field" for={id}>
        <span>{said.stepNote}</span>
        <input
          id={id}
          maxLength={400}
          lang="ja"
          value={note.value}
          onInput={(event) => {
            note.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="buttons">
        {possible.map((step) => (
          <button
            key={step}
            type="button"
            class={step === possible[0] ? "strong" : ""}
            disabled={busy || (step === "refuse" && note.value.trim() === "")}
            onClick={() =>
              void act(async () => {
                takeRequests([await stepRequest(runName.value, request.request_id, step, note.value)]);
              })
            }
          >
            {said.steps[step]}
          </button>
        ))}
        <span class="wrong" role="alert">
          {refused}
        </span>
      </p>
    </>
  );
}

function Card({ request }: { request: OfficeRequest }) {
  const said = words.value.offices;
  const office = me.value?.office ?? null;
  const answers = isOpen(request) && may("request") && (office === null || office === request.to_office);
  const overdue = isOverdue(request);
  return (
    <li class="card letter" data-request={request.request_id} data-state={request.state} data-overdue={overdue}>
      <p class="quiet">
        <b class={`request-state of-${request.state}`}>{said.states[request.state]}</b>{" "}
        {overdue && <b class="count">{said.overdue}</b>}{" "}
        <time dateTime={request.asked_at}>{dayTime(request.asked_at, liveNow_ms.value)}</time>・
        {said.from(officeName(request.from_office), officeName(request.to_office))}・{request.person}
        {request.needed_by !== null && (
          <>
            ・{said.neededBy} <b>{dayTime(request.needed_by, liveNow_ms.value)}</b>
          </>
        )}
      </p>
      <p class="words" lang="ja">
        {request.what}
      </p>
      {request.steps.length > 0 && (
        <ol class="request-steps quiet">
          {request.steps.map(({ step, person, office: at_office, at, note }) => (
            <li key={step}>
              {dayTime(at, liveNow_ms.value)} {said.steps[step]} {person}（{officeName(at_office)}） {note}
            </li>
          ))}
        </ol>
      )}
      {answers && <Steps request={request} />}
    </li>
  );
}

export function Requests({ wanted }: { wanted: Wanted }) {
  const said = words.value.offices;
  const withDone = useSignal(false);
  const shown = requests.value
    .filter((each) => wanted(each.from_office, each.to_office) && (withDone.value || isOpen(each)))
    .sort((a, b) => Number(isOverdue(b)) - Number(isOverdue(a)) || b.request_id - a.request_id);
  return (
    <>
      {may("request") && <Ask />}
      <label class="tick">
        <input
          type="checkbox"
          checked={withDone.value}
          onChange={(event) => {
            withDone.value = event.currentTarget.checked;
          }}
        />
        {said.withDone}
      </label>
      {shown.length === 0 && <p class="empty">{said.noRequests}</p>}
      <ul class="cards">
        {shown.map((request) => (
          <Card key={request.request_id} request={request} />
        ))}
      </ul>
    </>
  );
}
