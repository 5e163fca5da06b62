// Choosing areas and gauges by name, by reading or by where one is; without saying who one is.
import { useSignal } from "@preact/signals";

import type { Area, Station } from "../contracts";
import { distance_m } from "../geo/distance";
import { places } from "../state";
import { plain } from "../words/ruby";
import { Name, nameText, say, Words } from "../words/spoken";
import { Locate } from "./locate";
import { chosen, type Chosen, isChosen, position, toggle } from "./mine";
import { search } from "./search";

function Choice({ kind, id, of, river }: { kind: keyof Chosen; id: string; of: Area | Station; river?: string }) {
  const isMine = chosen.value[kind].includes(id);
  return (
    <li>
      <label class="choice">
        <input
          type="checkbox"
          checked={isMine}
          onChange={() => {
            toggle(kind, id);
          }}
        />
        <span>
          <Name of={of} />{" "}
          {river !== undefined && (
            <span class="river" lang="ja">
              {river}
            </span>
          )}
        </span>
      </label>
    </li>
  );
}

function Mine() {
  const known = places.value;
  const { areas, stations } = chosen.value;
  const nameOf = (id: string) => {
    const found = known?.areas.find(({ area_id }) => area_id === id) ?? known?.stations.find(({ station_id }) => station_id === id);
    return found === undefined ? id : nameText(found);
  };
  const all = [...areas.map((id) => ["areas", id] as const), ...stations.map((id) => ["stations", id] as const)];
  return (
    <section class="mine" aria-labelledby="mine">
      <h2 id="mine">
        <Words of="places.chosen" />
      </h2>
      {!isChosen.value && (
        <p>
          <Words of="places.none_chosen" />
        </p>
      )}
      <ul>
        {all.map(([kind, id]) => (
          <li key={kind + id}>
            <button
              type="button"
              onClick={() => {
                toggle(kind, id);
              }}
            >
              <Words of="places.remove" with={{ place: nameOf(id) }} />
            </button>
          </li>
        ))}
      </ul>
      {isChosen.value && (
        <p>
          <a class="strong" href="#now">
            <Words of="places.done" />
          </a>
        </p>
      )}
    </section>
  );
}

export default function Chooser() {
  const typed = useSignal("");
  const known = places.value;
  if (known === null) return null;
  const here = position.value;
  const away = ({ lon, lat }: Station) => (here === null || lon === null || lat === null ? 0 : distance_m(here, { lon, lat }));
  const areas = search(known.areas, typed.value);
  const stations = search(known.stations, typed.value).sort((a, b) => away(a) - away(b));
  const n = areas.length + stations.length;
  return (
    <section class="chooser" aria-labelledby="chooser">
      <h1 id="chooser" tabIndex={-1}>
        <Words of="places.title" />
      </h1>
      <p>
        <Words of="places.intro" />
      </p>
      <Mine />
      <Locate />
      <p>
        <label for="search">
          <Words of="places.search" />
        </label>
        <input
          id="search"
          type="search"
          autocomplete="off"
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
        />
      </p>
      <p role="status" class="quiet">
        {typed.value !== "" && plain(n === 0 ? say("places.nothing") : say("places.found", { n }))}
      </p>
      {areas.length > 0 && (
        <fieldset>
          <legend>
            <Words of="places.areas" />
          </legend>
          <ul class="choices">
            {areas.map((area) => (
              <Choice key={area.area_id} kind="areas" id={area.area_id} of={area} />
            ))}
          </ul>
        </fieldset>
      )}
      {stations.length > 0 && (
        <fieldset>
          <legend>
            <Words of="places.stations" />
          </legend>
          <ul class="choices">
            {stations.map((station) => (
              <Choice key={station.station_id} kind="stations" id={station.station_id} of={station} river={station.river} />
            ))}
          </ul>
        </fieldset>
      )}
    </section>
  );
}
