// Heights of one's own: which gauge, how high; told once when the river comes there.
import { useSignal } from "@preact/signals";

import type { Now, Places, Station } from "../contracts";
import { metres } from "../words/formats";
import { plain } from "../words/ruby";
import { nameText } from "../words/spoken";
import { addMark, dropMark, MOST_MARKS, ownMarks, readHeight } from "./own";
import { changed } from "./state";
import { T, tell, tellPlain } from "./words";
import type { OwnMark } from "./wishes";

const EXAMPLE = "2.5";

function Marks({ places }: { places: Places }) {
  const said = ({ station_id, stage_m }: OwnMark): string | null => {
    const station = places.stations.find((each) => each.station_id === station_id);
    return station === undefined ? null : tell("choice.mark", { station: nameText(station), stage: metres(stage_m) });
  };
  return (
    <ul class="marks">
      {ownMarks.value.map((mark) => {
        const text = said(mark);
        return (
          text !== null && (
            <li key={`${mark.station_id} ${mark.stage_m}`}>
              <button
                type="button"
                onClick={() => {
                  dropMark(mark);
                  void changed();
                }}
              >
                <T of="own.remove" with={{ mark: text }} />
              </button>
            </li>
          )
        );
      })}
    </ul>
  );
}

function Add({ stations, now }: { stations: Station[]; now: Now | null }) {
  const chosen = useSignal(stations[0]?.station_id ?? "");
  const typed = useSignal("");
  const isWrong = useSignal(false);
  const stage_m = now?.stations[chosen.value]?.stage_m ?? null;
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const height_m = readHeight(typed.peek());
    isWrong.value = height_m === null;
    if (height_m === null) return;
    addMark({ station_id: chosen.peek(), stage_m: height_m });
    typed.value = "";
    void changed();
  };
  return (
    <form onSubmit={add} noValidate>
      <label class="field">
        <T of="own.gauge" />
        <select value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
          {stations.map((station) => (
            <option key={station.station_id} value={station.station_id}>
              {plain(nameText(station))}
            </option>
          ))}
        </select>
      </label>
      {stage_m !== null && (
        <p class="note">
          <T of="own.now" with={{ stage: metres(stage_m) }} />
        </p>
      )}
      <label class="field">
        <T of="own.height" />
        <input
          class="height"
          inputMode="decimal"
          autocomplete="off"
          value={typed.value}
          aria-invalid={isWrong.value}
          aria-describedby="telling-own-trouble"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
      </label>
      <p role="alert" class="trouble" id="telling-own-trouble">
        {isWrong.value && <T of="own.wrong" with={{ example: EXAMPLE }} />}
      </p>
      <p>
        <button type="submit">
          <T of="own.add" />
        </button>
      </p>
    </form>
  );
}

export function OwnPart({ places, now }: { places: Places; now: Now | null }) {
  if (places.stations.length === 0) return null;
  const isFull = ownMarks.value.length >= MOST_MARKS;
  return (
    <fieldset aria-label={tellPlain("own.title")}>
      <legend>
        <T of="own.title" />
      </legend>
      <p>
        <T of="own.lead" />
      </p>
      <Marks places={places} />
      {isFull ? <T of="own.many" with={{ n: MOST_MARKS }} /> : <Add stations={places.stations} now={now} />}
    </fieldset>
  );
}
