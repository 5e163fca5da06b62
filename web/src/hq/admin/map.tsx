// The city's areas as a small drawing: enough to see which outline moves, without a map's weight.
import { areas } from "./state";
import { said } from "./words";

type Ring = [number, number][];
const [WIDTH, HEIGHT, MARGIN] = [640, 360, 12];

function ringsOf(geometry: unknown): Ring[] {
  if (typeof geometry !== "object" || geometry === null || !("coordinates" in geometry)) return [];
  const { type, coordinates } = geometry as { type: string; coordinates: unknown };
  return type === "Polygon" ? (coordinates as Ring[]) : (coordinates as Ring[][]).flat();
}

interface Drawn {
  selected: string | null;
  /** An outline that is proposed, and the one that it would take the place of. */
  proposed?: unknown;
  before?: unknown;
  onSelect?: (id: string) => void;
}

export function AreaMap({ selected, proposed, before, onSelect }: Drawn) {
  const words = said.value;
  const all = [...areas.value.map(({ geometry }) => geometry as unknown), proposed, before].flatMap(ringsOf).flat();
  if (all.length === 0) return null;
  const [lons, lats] = [all.map(([lon]) => lon), all.map(([, lat]) => lat)];
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const squeeze = Math.cos((((north + south) / 2) * Math.PI) / 180);
  const fit = Math.min((WIDTH - 2 * MARGIN) / ((east - west) * squeeze || 1), (HEIGHT - 2 * MARGIN) / (north - south || 1));
  const pathOf = (geometry: unknown) =>
    ringsOf(geometry)
      .map((ring) => {
        const places = ring.map(
          ([lon, lat]) =>
            `${(WIDTH / 2 + (lon - (east + west) / 2) * squeeze * fit).toFixed(1)} ${(HEIGHT / 2 - (lat - (north + south) / 2) * fit).toFixed(1)}`,
        );
        return `M${places.join("L")}Z`;
      })
      .join("");
  const sorted = areas.value.toSorted((a, b) => Number(a.area.area_id === selected) - Number(b.area.area_id === selected));
  return (
    <svg class="area-map" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.map}>
      {sorted.map(({ area, geometry }) => (
        <path
          key={area.area_id}
          class={area.area_id === selected ? "chosen-area" : ""}
          data-area={area.area_id}
          d={pathOf(geometry)}
          fill-rule="evenodd"
          onClick={() => onSelect?.(area.area_id)}
        >
          <title>{area.name}</title>
        </path>
      ))}
      {before !== undefined && before !== null && <path class="before" d={pathOf(before)} fill-rule="evenodd" />}
      {proposed !== undefined && <path class="proposed" d={pathOf(proposed)} fill-rule="evenodd" />}
    </svg>
  );
}
