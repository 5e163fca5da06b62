// What somebody is told of, from which step of a gauge on, and when they want their peace.
import { useSignal } from "@preact/signals";

import type { Area, Now, Places, Station } from "../contracts";
import { Name, say, Words } from "../words/spoken";
import { OwnPart } from "./own_part";
import { phone } from "./phone";
import { choice, choose, nothingChosen, placesChosen, saving } from "./state";
import { T } from "./words";
import { clocks, FROM_LEVELS, hours, stepOf } from "./wishes";

/** Names in a row, each in its own language. */
const Listed = ({ of: named }: { of: readonly (Area | Station)[] }) => (
  <>
    {named.map((each, nth) => (
      <>
        {nth > 0 && say("list.comma")}
        <Name of={each} />
      </>
    ))}
  </>
);

function Chosen({ places }: { places: Places }) {
  const { areas, stations } = placesChosen.value;
  const myAreas = places.areas.filter(({ area_id }) => areas.includes(area_id));
  const myStations = places.stations.filter(({ station_id }) => stations.includes(station_id));
  return (
    <>
      {nothingChosen.value && (
        <p>
          <T of="choice.none" />
        </p>
      )}
      <ul>
        {myAreas.length > 0 && (
          <li>
            <T of="choice.areas" parts={{ areas: <Listed of={myAreas} /> }} />
          </li>
        )}
        {myStations.length > 0 && (
          <li>
            <T of="choice.stations" parts={{ stations: <Listed of={myStations} /> }} />
          </li>
        )}
      </ul>
      <p>
        <a class="button" href="#places">
          <T of="choice.change" />
        </a>
      </p>
    </>
  );
}

const From = () => (
  <fieldset>
    <legend>
      <T of="choice.from" />
    </legend>
    {FROM_LEVELS.map((level) => (
      <label key={level} class="choice">
        <input
          type="radio"
          name="from-level"
          checked={choice.value.from_level === level}
          onChange={() => void choose({ from_level: level })}
        />
        <span>
          <T of={`choice.from_${level}`} />
          <span class="note meaning">
            <Words of={`gauge.meaning_${stepOf(level)}`} />
          </span>
        </span>
      </label>
    ))}
    <p class="note">
      <T of="choice.from_note" />
    </p>
  </fieldset>
);

const FIRST_HOURS = "22:00-07:00";

function Quiet() {
  const quiet = choice.value.quiet_hours;
  const isSame = useSignal(false);
  const [begins, ends] = clocks(quiet ?? FIRST_HOURS);
  const take = (from: string, until: string) => {
    if (from === "" || until === "") return;
    const chosen = hours(from, until);
    isSame.value = chosen === null;
    if (chosen !== null) void choose({ quiet_hours: chosen });
  };
  return (
    <fieldset aria-describedby="telling-quiet">
      <legend>
        <T of="choice.quiet" />
      </legend>
      <label class="choice">
        <input
          type="checkbox"
          checked={quiet !== null}
          onChange={(event) => void choose({ quiet_hours: event.currentTarget.checked ? FIRST_HOURS : null })}
        />
        <span>
          <T of="choice.quiet_on" />
        </span>
      </label>
      {quiet !== null && (
        <p class="hours">
          <label>
            <T of="choice.begins" />
            <input
              type="time"
              value={begins}
              onChange={(event) => {
                take(event.currentTarget.value, ends);
              }}
            />
          </label>
          <label>
            <T of="choice.ends" />
            <input
              type="time"
              value={ends}
              aria-invalid={isSame.value}
              onChange={(event) => {
                take(begins, event.currentTarget.value);
              }}
            />
          </label>
        </p>
      )}
      <p role="alert" class="trouble">
        {isSame.value && <T of="choice.same" />}
      </p>
      <div id="telling-quiet">
        <p>
          <strong>
            <T of="choice.quiet_never" />
          </strong>
        </p>
        <p class="note">
          <T of="choice.quiet_note" />
        </p>
      </div>
    </fieldset>
  );
}

export function ChoicePart({ places, now }: { places: Places; now: Now | null }) {
  return (
    <section class="telling" aria-labelledby="telling-choice">
      <h2 id="telling-choice">
        <T of="choice.title" />
      </h2>
      <Chosen places={places} />
      <From />
      <Quiet />
      <OwnPart places={places} now={now} />
      <p role="status" class="said" data-saving={saving.value}>
        {saving.value !== "" && <T of={`choice.${saving.value}`} />}
      </p>
      {phone.value.at === "registered" && (
        <p class="note">
          <T of="choice.number" />
        </p>
      )}
    </section>
  );
}
