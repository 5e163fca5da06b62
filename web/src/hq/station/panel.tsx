// All that is known of one station: where it stands, where it is going, how it looks, and why it is judged so.
import "../styles/station.css";
import "../styles/cameras.css";

import { getPast } from "../../api/station";
import { CameraPairs } from "../cameras/pairs";
import { useFocusBack } from "../focus";
import { asOf, closeStation, runName, selected, type Sited } from "../state";
import { nameOf } from "../wording";
import { Arrivals } from "./arrivals";
import { useAsked } from "./asked";
import { Devices } from "./devices";
import { Head } from "./head";
import { History } from "./history";
import { Coming, NeighbourList } from "./neighbours";
import { PastFacts } from "./past";
import { Standing } from "./standing";
import { Thresholds } from "./thresholds";
import { Judged, Waiting } from "./why";

const PAST_EVERY_MS = 600_000;

function Panel({ sited }: { sited: Sited }) {
  const { station } = sited;
  const id = station.station_id;
  const known = useAsked(() => getPast(runName.peek(), id), id, PAST_EVERY_MS).value;
  const isNow = asOf.value === null; // a moment that is looked back at is shown nothing that came later
  const past = isNow ? known : null;
  return (
    <section
      class="station"
      aria-label={nameOf(station)}
      data-station={id}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) closeStation();
      }}
    >
      <Head sited={sited} />
      <div class="station-body">
        <div class="station-now">
          <Standing station={station} />
          <Coming station={station} />
          <Waiting station={station} />
        </div>
        <History station={station} past={past} />
        <div class="station-side">
          {isNow && <CameraPairs stationId={id} />}
          <div class="station-facts">
            <Thresholds station={station} />
            <Arrivals station={station} />
            <NeighbourList station={station} />
            <PastFacts past={past} stage_m={station.stage_m} />
            <Judged station={station} />
            {isNow && <Devices station={station} />}
          </div>
        </div>
      </div>
    </section>
  );
}

/** The page of the station that is chosen. */
export function StationPanel() {
  const shown = selected.value;
  useFocusBack((focused) => focused.closest(".station") !== null);
  return shown === null ? null : <Panel key={shown.station.station_id} sited={shown} />;
}
