// What is kept back now: by whom, why, until when, how much waits behind it; each can be ended early.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { liftSilence } from "../../api/alerts";
import type { Silence } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { may, now_ms, runName, stations } from "../state";
import { nameOf } from "../wording";
import { SilenceForm } from "./silence";
import { keptBack, loadSilences } from "./state";

function scopeOf({ station_id, river, network }: Silence): string {
  const said = words.value.alerting;
  if (station_id !== null) {
    const station = stations.value.get(station_id)?.station;
    return `${said.station} ${station === undefined ? station_id : nameOf(station)}`;
  }
  return river === null ? `${said.network} ${network ?? ""}` : `${said.river} ${river}`;
}

function Row({ silence }: { silence: Silence }) {
  const said = words.value.alerting;
  const { busy, refused, act } = useActing();
  const { silence_id, kind, starts_at, ends_at, messages_held, calls_held } = silence;
  const isPlanned = Date.parse(starts_at) > now_ms.value;
  return (
    <li class="card" data-silence={silence_id}>
      <p>
        <b>{scopeOf(silence)}</b> <small>{said.silenceKinds[kind]}</small>・
        {said.upTo(words.value.levels[silence.upto_level] ?? "")}
      </p>
      <p>
        {silence.reason}（{silence.author}）
      </p>
      <p class="quiet">
        {isPlanned && `${said.plannedFrom} ${dayTime(starts_at, now_ms.value)}・`}
        {said.endsAt} <time dateTime={ends_at}>{dayTime(ends_at, now_ms.value)}</time>・
        {said.held(messages_held, calls_held)}
      </p>
      <p class="wrong" role="alert">
        {refused}
      </p>
      {may("silence") && (
        <p class="buttons">
          <button
            type="button"
            disabled={busy}
            onClick={() =>
              void act(async () => {
                await liftSilence(silence_id);
                await loadSilences();
              })
            }
          >
            {said.lift}
          </button>
        </p>
      )}
    </li>
  );
}

/** A silence or a maintenance window of a station that has no alert. */
function Another() {
  const said = words.value.alerting;
  const id = useSignal("");
  const all = Array.from(stations.value.values(), ({ station }) => station);
  const chosen = all.find(({ station_id }) => station_id === id.value);
  return (
    <details class="another">
      <summary>{said.newSilence}</summary>
      <label class="field">
        <span>{said.station}</span>
        <select
          value={id.value}
          onChange={(event) => {
            id.value = event.currentTarget.value;
          }}
        >
          <option value="">—</option>
          {all.map((station) => (
            <option key={station.station_id} value={station.station_id}>
              {nameOf(station)}（{station.river}）
            </option>
          ))}
        </select>
      </label>
      {chosen !== undefined && (
        <SilenceForm
          key={chosen.station_id}
          stationId={chosen.station_id}
          river={chosen.river}
          level={chosen.level ?? 0}
          onDone={() => {
            id.value = "";
          }}
        />
      )}
    </details>
  );
}

export function Silences() {
  const said = words.value.alerting;
  const { refused, act } = useActing();
  useEffect(() => {
    void act(loadSilences);
  }, [runName.value]);
  return (
    <section aria-label={said.silences}>
      <p class="wrong" role="alert">
        {refused}
      </p>
      {keptBack.value.length === 0 && <p class="empty">{said.noSilences}</p>}
      <ul class="cards">
        {keptBack.value.map((silence) => (
          <Row key={silence.silence_id} silence={silence} />
        ))}
      </ul>
      {may("silence") && <Another />}
    </section>
  );
}
