// The map's view: the map, the station on show, and what stands beside it.
import { MapPane } from "./map";
import { TimeLine } from "./replay/line";
import { Side } from "./side";
import { selected } from "./state";
import { StationPanel } from "./station";

export function Floor() {
  const shown = selected.value;
  return (
    <main class="floor">
      <MapPane />
      <TimeLine />
      {shown !== null && <StationPanel key={shown.station.station_id} sited={shown} />}
      <Side />
    </main>
  );
}
