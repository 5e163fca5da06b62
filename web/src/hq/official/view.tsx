// Official information: what is in force by the issuers' own names, entered, put right, lifted, passed on.
import "../styles/official.css";

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getOfficial, liftOfficial } from "../../api/official";
import type { Official } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { fromLocal, toLocal } from "../alerts/local";
import { drillTag } from "../orders/level";
import { may, now_ms, runName, stations } from "../state";
import { nameOf } from "../wording";
import { Tick } from "../tick";
import { OfficialForm } from "./form";
import { OfficialMark } from "./mark";
import { Passing } from "./passing";
import { inForce, loadOfficial, official } from "./state";

type Deed = "change" | "lift" | "passOn";

const when = (time: string | null) => dayTime(time, now_ms.value);

function stateOf(piece: Official): "in_force" | "lifted" | "superseded" | "over" {
  if (piece.superseded_by !== null) return "superseded";
  if (piece.lifted_at !== null) return "lifted";
  return inForce.value.some(({ official_id }) => official_id === piece.official_id) ? "in_force" : "over";
}

function Lift({ piece, onDone }: { piece: Official; onDone: () => void }) {
  const said = words.value.official;
  const at = useSignal(toLocal(now_ms.peek()));
  const { busy, refused, act } = useActing();
  return (
    <form
      class="preview"
      aria-label={said.lift}
      onSubmit={(event) => {
        event.preventDefault();
        void act(async () => {
          await liftOfficial(piece.official_id, fromLocal(at.value));
          await loadOfficial();
          onDone();
        });
      }}
    >
      <label class="field">
        <span>{said.liftedAt}</span>
        <input
          type="datetime-local"
          value={at.value}
          onInput={(event) => {
            at.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button type="submit" class="strong" disabled={busy || at.value === ""}>
          {drillTag()}
          {said.confirmLift}
        </button>
        <button type="button" onClick={onDone}>
          {said.cancel}
        </button>
      </p>
    </form>
  );
}

function Facts({ piece }: { piece: Official }) {
  const said = words.value.official;
  const covered = piece.station_ids.map((id) => {
    const station = stations.value.get(id)?.station;
    return station === undefined ? id : nameOf(station);
  });
  return (
    <dl class="facts">
      <dt>{said.issuer}</dt>
      <dd lang="ja">{piece.issuer}</dd>
      <dt>{said.places}</dt>
      <dd lang="ja">{[...piece.rivers, ...piece.areas].join("、")}</dd>
      <dt>{said.issuedAt}</dt>
      <dd>
        <time dateTime={piece.issued_at}>{when(piece.issued_at)}</time>
        {piece.lifted_at !== null && `・${said.states.lifted} ${when(piece.lifted_at)}`}
        {piece.valid_until !== null && `・–${when(piece.valid_until)}`}
      </dd>
      {piece.in_force && (
        <>
          <dt>{said.covers}</dt>
          <dd>{covered.length === 0 ? said.coversNone : covered.join("、")}</dd>
        </>
      )}
      {piece.source_text !== "" && (
        <>
          <dt>{said.sourceText}</dt>
          <dd lang="ja" class="source">
            {piece.source_text}
          </dd>
        </>
      )}
      {/^https?:/.test(piece.source_url) && (
        <>
          <dt>{said.sourceUrl}</dt>
          <dd>
            <a href={piece.source_url} target="_blank" rel="noreferrer">
              {piece.source_url}
            </a>
          </dd>
        </>
      )}
      <dt>{said.enteredBy}</dt>
      <dd>
        {piece.entered_by} {when(piece.recorded_at)}
      </dd>
    </dl>
  );
}

function Card({ piece }: { piece: Official }) {
  const said = words.value.official;
  const open = useSignal<Deed | null>(null);
  const done = () => {
    open.value = null;
  };
  const state = stateOf(piece);
  const stands = state === "in_force";
  const deeds: [Deed, string, boolean][] = [
    ["passOn", said.passOn, stands && piece.counts && piece.message_id === null],
    ["change", said.change, stands],
    ["lift", said.lift, stands],
  ];
  if (open.value === "change") {
    return (
      <li>
        <OfficialForm corrects={piece} onDone={done} />
      </li>
    );
  }
  return (
    <li class="sheet piece" data-official={piece.official_id} data-state={state}>
      <div class="sheet-head">
        <OfficialMark piece={piece} />
        <b class="order-state">{said.states[state]}</b>
      </div>
      {stands && !piece.counts && <p class="caution">{said.drill}</p>}
      <Facts piece={piece} />
      {piece.message_id !== null && (
        <p class="done">
          <Tick /> {said.passedOn} <small class="quiet">{said.toMessages}</small>
        </p>
      )}
      {may("enter") && stands && (
        <p class="buttons">
          {deeds
            .filter(([, , offered]) => offered)
            .map(([deed, label]) => (
              <button
                key={deed}
                type="button"
                aria-expanded={open.value === deed}
                onClick={() => {
                  open.value = open.value === deed ? null : deed;
                }}
              >
                {label}…
              </button>
            ))}
        </p>
      )}
      {open.value === "passOn" && <Passing officialId={piece.official_id} onDone={done} />}
      {open.value === "lift" && <Lift piece={piece} onDone={done} />}
    </li>
  );
}

export function OfficialView() {
  const said = words.value.official;
  const entering = useSignal(false);
  const withClosed = useSignal(false);
  const past = useSignal<Official[]>([]);
  const { refused, act } = useActing();
  useEffect(() => {
    void act(async () => {
      if (!withClosed.value) return loadOfficial();
      const name = runName.value;
      const all = await getOfficial(name, false);
      if (name === runName.value) past.value = all.official;
    });
  }, [runName.value, withClosed.value, official.value]);
  const listed = withClosed.value ? past.value : inForce.value;
  return (
    <main class="official-floor" id="side">
      <div class="sheet-head">
        <h2>{said.title}</h2>
        {may("enter") && !entering.value && (
          <button
            type="button"
            class="strong"
            onClick={() => {
              entering.value = true;
            }}
          >
            ＋ {said.enter}
          </button>
        )}
      </div>
      <p class="quiet">{said.lead}</p>
      <p class="wrong" role="alert">
        {refused}
      </p>
      {entering.value && (
        <OfficialForm
          corrects={null}
          onDone={() => {
            entering.value = false;
          }}
        />
      )}
      {listed.length === 0 && <p class="empty">{said.none}</p>}
      <ul class="pieces">
        {listed.map((piece) => (
          <Card key={piece.official_id} piece={piece} />
        ))}
      </ul>
      <label class="tick">
        <input
          type="checkbox"
          checked={withClosed.value}
          onChange={(event) => {
            withClosed.value = event.currentTarget.checked;
          }}
        />
        {said.withClosed}
      </label>
    </main>
  );
}
