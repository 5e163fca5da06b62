// The layer of responders on duty: where each was last, and how long ago.
import type { Feature } from "geojson";

import { nameLayer, symbolLayer } from "../../map/overlay";
import { ago } from "../../words/formats";
import { language } from "../../words/language";
import type { ResponderFeature } from "../responders/contracts";
import { isSilent, STILL_THERE_MS } from "../responders/facts";
import { dutySaid as said } from "../responders/duty_said";
import { named, nameOfResponder, onDutyStock, taskStock } from "../responders/stocks";
import { roughlyNow_ms } from "../state";
import { NOTHING, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { dutySign, type DutyLook } from "./responder_signs";

const NAME = "on-duty";
const stock = named(onDutyStock, taskStock);
const LOOKS: readonly DutyLook[] = ["fresh", "old", "silent"];

export function lookOf({ properties }: ResponderFeature): DutyLook {
  const now_ms = roughlyNow_ms.value;
  const mine = (taskStock.held.value ?? []).filter(({ responder_id }) => responder_id === properties.responder_id);
  if (mine.some((task) => isSilent(task, now_ms))) return "silent";
  return now_ms - Date.parse(properties.at) > STILL_THERE_MS ? "old" : "fresh";
}

const ageOf = ({ properties }: ResponderFeature) => ago(properties.at, roughlyNow_ms.value, language.value);
const inOrder = (all: readonly ResponderFeature[]) =>
  [...all].sort((a, b) => LOOKS.indexOf(lookOf(b)) - LOOKS.indexOf(lookOf(a)) || a.properties.at.localeCompare(b.properties.at));

function Row({ one }: { one: ResponderFeature }) {
  const { responder_id, accuracy_m } = one.properties;
  const task = (taskStock.held.value ?? []).find((each) => each.is_open && each.responder_id === responder_id);
  return (
    <PlaceRow
      layer={NAME}
      id={one.id}
      sign={<Sign url={dutySign(lookOf(one))} />}
      name={nameOfResponder(responder_id)}
      detail={task === undefined ? "" : `${task.what} ${task.place}`}
      aside={<small>{ageOf(one)}</small>}
    >
      <p class="quiet">{said.value.accuracy(Math.round(accuracy_m))}</p>
    </PlaceRow>
  );
}

function List() {
  return (
    <PlaceList
      stock={stock}
      rows={inOrder(stock.held.value ?? [])}
      empty={said.value.noOnDuty}
      row={(one) => <Row key={one.id} one={one} />}
    />
  );
}

const featureOf = (one: ResponderFeature): Feature => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: one.geometry.coordinates },
  properties: {
    id: one.id,
    image: `duty-${lookOf(one)}`,
    name: nameOfResponder(one.properties.responder_id),
    detail: ageOf(one),
    urgency: LOOKS.indexOf(lookOf(one)),
  },
});

export const onDuty: MapLayer = {
  name: NAME,
  label: () => said.value.onDuty,
  shown: true,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-symbol`],
    layers: (palette, scale) => [nameLayer(NAME, palette, scale, 10), symbolLayer(NAME, scale)],
    pictures: () => LOOKS.map((look) => ({ name: `duty-${look}`, url: dutySign(look), size: 36 })),
  },
  features: () => ({ ...NOTHING, features: (stock.held.value ?? []).map(featureOf) }),
  count: () => (stock.held.value === null ? "" : String(stock.held.value.length)),
  List,
};
