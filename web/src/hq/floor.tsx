// The map's view: the map, the station on show, and what stands beside it.
import { lazily } from "./lazy";
import { MapPane } from "./map";
import { TimeLine } from "./replay/line";
import { Side } from "./side";
import { enlarged, selected } from "./state";

const StationPanel = lazily(async () => (await import("./station/panel")).StationPanel, "section", "station floor-message");

export function Floor() {
  const shown = selected.value;
  return (
    <main class={`floor ${enlarged.value && shown !== null ? "enlarged" : ""}`}>
      <MapPane />
      <TimeLine />
      {shown !== null && <StationPanel />}
      <Side />
    </main>
  );
}
