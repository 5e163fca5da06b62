// The layer of cameras: where each stands, how old its picture is, and the picture beside the normal one.
import { getCameras } from "../../api/layers";
import type { Camera, CameraFeature } from "../../api/shapes";
import { nameLayer, symbolLayer } from "../../map/overlay";
import { ago } from "../../words/formats";
import { language, words } from "../../words/language";
import { now_ms, selectedId, stations } from "../state";
import { nameOf } from "../wording";
import { NOTHING, stockOf, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { cameraSign } from "./signs";

const NAME = "cameras";
const LOOKS = ["live", "late", "dead", "never"] as const;
const ORDER = { live: 3, late: 2, dead: 1, never: 0 } as const;

const stock = stockOf(async (run) => (await getCameras(run)).features);

const ageOf = ({ look, seen_at }: Camera): string => {
  const word = words.value.looks[look];
  return seen_at === null ? word : `${word} ${ago(seen_at, now_ms.value, language.value)}`;
};

function inOrder(all: CameraFeature[]): Camera[] {
  return all
    .map(({ properties }) => properties)
    .sort((a, b) => ORDER[b.look] - ORDER[a.look] || a.name.localeCompare(b.name, "ja"));
}

function Row({ camera }: { camera: Camera }) {
  const said = words.value.layers;
  const { station_id, still_url, normal, light } = camera;
  const station = station_id === null ? null : (stations.value.get(station_id)?.station ?? null);
  const usual = normal[light ?? "day"];
  return (
    <PlaceRow
      layer={NAME}
      id={camera.camera_id}
      sign={<Sign url={cameraSign(camera.look)} />}
      name={nameOf(camera)}
      detail={station === null ? "" : said.looksAt(nameOf(station))}
      aside={<small>{ageOf(camera)}</small>}
    >
      <div class="stills">
        {still_url === null ? <p class="quiet">{said.noStill}</p> : (
          <figure>
            <img src={still_url} alt={said.stillOf(nameOf(camera))} loading="lazy" />
            <figcaption>{ageOf(camera)}</figcaption>
          </figure>
        )}
        {usual !== null && (
          <figure>
            <img src={usual.url} alt={said.normalOf(nameOf(camera))} loading="lazy" />
            <figcaption>{said.normal}</figcaption>
          </figure>
        )}
      </div>
      {station !== null && (
        <button
          type="button"
          onClick={() => {
            selectedId.value = station_id;
          }}
        >
          {said.openStation(nameOf(station))}
        </button>
      )}
    </PlaceRow>
  );
}

function List() {
  return (
    <PlaceList
      stock={stock}
      rows={inOrder(stock.held.value ?? [])}
      empty={words.value.layers.noCameras}
      row={(camera) => <Row key={camera.camera_id} camera={camera} />}
    />
  );
}

/** A camera without a place of its own stands beside its station. */
const offset = (camera: CameraFeature) => (camera.properties.station_id === null ? 0 : 1);

export const cameras: MapLayer = {
  name: NAME,
  label: (said) => said.cameras,
  shown: false,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-symbol`],
    layers: (palette, scale) => {
      const symbols = symbolLayer(NAME, scale);
      const beside = { "icon-offset": ["case", ["==", ["get", "beside"], 1], ["literal", [-34, 22]], ["literal", [0, 0]]] };
      return [
        nameLayer(NAME, palette, scale, 13),
        { ...symbols, layout: { ...symbols.layout, ...beside } } as typeof symbols,
      ];
    },
    pictures: () => LOOKS.map((look) => ({ name: `camera-${look}`, url: cameraSign(look), size: 30 })),
  },
  features: () => ({
    ...NOTHING,
    features: (stock.held.value ?? []).flatMap((each) =>
      each.geometry === null
        ? []
        : [
            {
              type: "Feature" as const,
              geometry: each.geometry,
              properties: {
                id: each.id,
                image: `camera-${each.properties.look}`,
                name: offset(each) === 1 ? "" : nameOf(each.properties),
                detail: "",
                beside: offset(each),
                urgency: ORDER[each.properties.look],
              },
            },
          ],
    ),
  }),
  count: () => (stock.held.value === null ? "" : String(stock.held.value.length)),
  List,
};
