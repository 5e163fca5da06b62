// A map that draws no more often, and no more, than somebody can see.
//
// MapLibre makes room for names in slices of 2 ms, one a frame, and draws all of the map with each,
// though nothing on it has changed before the last; and with each it draws a sky, which is above the
// screen of a map that does not tilt. Where no graphics card helps, that is most of the work.
import type { Map as MapLibreMap } from "maplibre-gl";

/** Have a map that never tilts draw sparingly. */
export function drawSparingly(map: MapLibreMap): void {
  let hasMoved = false;
  const moved = () => {
    hasMoved = true;
  };
  map.on("move", moved);
  map.on("resize", moved); // which empties what is drawn on
  const take = () => {
    const { painter } = map;
    const draw = painter.render.bind(painter);
    painter.render = (style, transform, data) => {
      if (!hasMoved && !style.pauseablePlacement.isDone()) return;
      hasMoved = false;
      draw(style, transform, { ...data, sky: undefined });
    };
  };
  take();
  map.on("webglcontextrestored", take); // with another painter
}
