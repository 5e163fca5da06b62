// The layer of shelters: where people may flee to, which is open, and who is in it.
import type { Shelter, ShelterFeature } from "../../api/shapes";
import { nameLayer, symbolLayer } from "../../map/overlay";
import { ago } from "../../words/formats";
import { language, words } from "../../words/language";
import { nameOf } from "../wording";
import { now_ms } from "../state";
import { NOTHING, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { ShelterForm } from "./shelter_form";
import { shelterStock as stock } from "./shelter_stock";
import { shelterSign } from "./signs";

const NAME = "shelters";
const STATES = ["open", "full", "closed"] as const;
const ORDER = { full: 2, open: 1, closed: 0 } as const;

const forFloods = ({ hazards }: Shelter) => hazards.includes("flood");
const imageOf = (shelter: Shelter) => `shelter-${shelter.state}-${forFloods(shelter) ? "" : "not-"}flood`;
const urlOf = (shelter: Shelter) =>
  shelterSign(shelter.state, words.value.layers.shelterSigns[shelter.state], forFloods(shelter));

/** How many are in it, of how many. */
function crowd({ state, people, capacity }: Shelter): string {
  const said = words.value.layers;
  if (state === "closed") return capacity === null ? "" : said.room(capacity);
  return said.people(people, capacity);
}

function detailOf(shelter: Shelter): string {
  const said = words.value.layers;
  const state = said.shelterStates[shelter.state];
  return [state, crowd(shelter)].filter((part) => part !== "").join(" ");
}

/** Open ones first, the fullest on top; then by name. */
function inOrder(all: ShelterFeature[]): Shelter[] {
  return all
    .map(({ properties }) => properties)
    .sort(
      (a, b) =>
        ORDER[b.state] - ORDER[a.state] ||
        (b.people ?? 0) - (a.people ?? 0) ||
        a.name.localeCompare(b.name, "ja"),
    );
}

function Row({ shelter }: { shelter: Shelter }) {
  const said = words.value.layers;
  return (
    <PlaceRow
      layer={NAME}
      id={shelter.shelter_id}
      sign={<Sign url={urlOf(shelter)} />}
      name={nameOf(shelter)}
      detail={
        <>
          {shelter.address}
          {!forFloods(shelter) && <em class="warned">{said.notForFloods}</em>}
        </>
      }
      aside={
        <>
          <b data-state={shelter.state}>{said.shelterStates[shelter.state]}</b>
          <small>{crowd(shelter)}</small>
          {shelter.changed_at !== null && <small>{ago(shelter.changed_at, now_ms.value, language.value)}</small>}
        </>
      }
    >
      <ShelterForm key={shelter.state_no} shelter={shelter} />
    </PlaceRow>
  );
}

function List() {
  const said = words.value.layers;
  return (
    <PlaceList
      stock={stock}
      rows={inOrder(stock.held.value ?? [])}
      empty={said.noShelters}
      row={(shelter) => <Row key={shelter.shelter_id} shelter={shelter} />}
    />
  );
}

export const shelters: MapLayer = {
  name: NAME,
  label: (said) => said.shelters,
  shown: true,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-symbol`],
    layers: (palette, scale) => [nameLayer(NAME, palette, scale, 12), symbolLayer(NAME, scale)],
    pictures: () =>
      STATES.flatMap((state) =>
        [true, false].map((flood) => ({
          name: `shelter-${state}-${flood ? "" : "not-"}flood`,
          url: shelterSign(state, words.peek().layers.shelterSigns[state], flood),
          size: 34,
        })),
      ),
  },
  features: () => ({
    ...NOTHING,
    features: (stock.held.value ?? []).map(({ geometry, properties }) => ({
      type: "Feature",
      geometry,
      properties: {
        id: properties.shelter_id,
        image: imageOf(properties),
        name: nameOf(properties),
        detail: properties.state === "closed" ? "" : detailOf(properties),
        urgency: ORDER[properties.state],
      },
    })),
  }),
  count: () => {
    const held = stock.held.value;
    if (held === null) return "";
    const open = held.filter(({ properties }) => properties.state !== "closed").length;
    return words.value.layers.openOf(open, held.length);
  },
  List,
};
