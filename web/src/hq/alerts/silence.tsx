// Keeping messages back: about what, up to which level, for how long, and why; work on a gauge too.
import { useSignal } from "@preact/signals";

import { silence } from "../../api/alerts";
import type { Level, SilenceAsked } from "../../api/shapes";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { Choice } from "../choice";
import { Field } from "../orders/field";
import { now_ms, runName } from "../state";
import { fromLocal, toLocal } from "./local";
import { loadSilences } from "./state";

const MINUTE_MS = 60_000;
const PRESETS = { m30: 30, h1: 60, h2: 120, h6: 360, h24: 1440 } as const;
type Preset = keyof typeof PRESETS;
const LEVEL_NAMES = { 2: "caution", 3: "evacuation", 4: "danger", 5: "overflow" } as const;
const UPTO: readonly (keyof typeof LEVEL_NAMES)[] = [2, 3, 4, 5];
const DANGER = 4;

interface SilenceProps {
  stationId: string;
  river: string;
  level: Level;
  onDone: () => void;
}

export function SilenceForm({ stationId, river, level, onDone }: SilenceProps) {
  const said = words.value;
  const { alerting } = said;
  const kind = useSignal<SilenceAsked["kind"]>("silence");
  const scope = useSignal<"station" | "river">("station");
  const upto = useSignal<keyof typeof LEVEL_NAMES>(level >= 3 ? 3 : 2);
  const preset = useSignal<Preset | "until">("h1");
  const until = useSignal(toLocal(now_ms.peek() + PRESETS.h2 * MINUTE_MS));
  const reason = useSignal("");
  const { busy, refused, act } = useActing();
  const isMaintenance = kind.value === "maintenance";
  const stop = () =>
    act(async () => {
      const ends_at =
        preset.value === "until"
          ? fromLocal(until.value)
          : new Date(now_ms.value + PRESETS[preset.value] * MINUTE_MS).toISOString();
      const where = scope.value === "river" && !isMaintenance ? { river } : { station_id: stationId };
      await silence(runName.value, {
        kind: kind.value,
        ...where,
        upto_level: LEVEL_NAMES[upto.value],
        reason: reason.value,
        ends_at,
      });
      await loadSilences();
      onDone();
    });
  return (
    <form
      class="deed"
      aria-label={alerting.silence}
      onSubmit={(event) => {
        event.preventDefault();
        void stop();
      }}
    >
      <p class="quiet">{alerting.silenceLead}</p>
      <Choice label={alerting.silence} of={["silence", "maintenance"] as const} chosen={kind}>
        {(each) => alerting.silenceKinds[each]}
      </Choice>
      {isMaintenance ? (
        <p class="quiet">{alerting.maintenanceNote}</p>
      ) : (
        <fieldset class="ticks">
          <legend>{alerting.scope}</legend>
          {(["station", "river"] as const).map((each) => (
            <label key={each} class="tick">
              <input
                type="radio"
                name={`scope-${stationId}`}
                checked={scope.value === each}
                onChange={() => {
                  scope.value = each;
                }}
              />
              {each === "station" ? alerting.scopes.station : alerting.scopes.river(river)}
            </label>
          ))}
        </fieldset>
      )}
      <label class="field">
        <span>{alerting.upto}</span>
        <select
          value={upto.value}
          onChange={(event) => {
            upto.value = UPTO.find((each) => String(each) === event.currentTarget.value) ?? 2;
          }}
        >
          {UPTO.map((each) => (
            <option key={each} value={each}>
              {each} {said.levels[each]}
            </option>
          ))}
        </select>
      </label>
      {upto.value >= DANGER && <p class="caution">{alerting.dangerNote}</p>}
      <div class="chips" role="group" aria-label={alerting.lasts}>
        {(Object.keys(PRESETS) as Preset[]).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={preset.value === each}
            onClick={() => {
              preset.value = each;
            }}
          >
            {alerting.presets[each]}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={preset.value === "until"}
          onClick={() => {
            preset.value = "until";
          }}
        >
          {alerting.until}
        </button>
      </div>
      {preset.value === "until" && (
        <label class="field">
          <span>{alerting.endsAt}</span>
          <input
            type="datetime-local"
            value={until.value}
            onInput={(event) => {
              until.value = event.currentTarget.value;
            }}
          />
        </label>
      )}
      <Field id={`because-${stationId}`} label={alerting.reason} text={reason} />
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button type="submit" class="strong" disabled={busy || reason.value.trim() === ""}>
          {alerting.stop}
        </button>
      </p>
    </form>
  );
}
