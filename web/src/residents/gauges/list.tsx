// The gauges of my places, or of the whole city, the gravest first.
import { useSignal } from "@preact/signals";

import { chosen, stationsOf } from "../places/mine";
import { now, places } from "../state";
import { Words } from "../words/spoken";
import { Gauge } from "./gauge";
import { gravestFirst } from "./standing";

const AT_FIRST = 6;

export function Gauges() {
  const all = useSignal(false);
  const [known, told] = [places.value, now.value];
  if (known === null || told === null) return null;
  const mine = stationsOf(chosen.value, known);
  const sorted = known.stations.map(({ station_id }) => station_id).sort(gravestFirst(told.stations));
  const wanted = mine.size > 0 ? sorted.filter((id) => mine.has(id)) : sorted.slice(0, AT_FIRST);
  const shown = all.value ? sorted : wanted;
  return (
    <section class="gauges" aria-labelledby="gauges">
      <h2 id="gauges">
        <Words of="gauges.title" />
      </h2>
      {shown.map((id) => {
        const station = known.stations.find(({ station_id }) => station_id === id);
        return station !== undefined && <Gauge key={id} station={station} state={told.stations[id]} />;
      })}
      {sorted.length > wanted.length && (
        <p>
          <button
            type="button"
            aria-expanded={all.value}
            onClick={() => {
              all.value = !all.value;
            }}
          >
            {all.value ? <Words of="gauges.fewer" /> : <Words of="gauges.all" with={{ n: sorted.length }} />}
          </button>
        </p>
      )}
    </section>
  );
}
