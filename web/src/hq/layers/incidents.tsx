// The layer of incident reports: what responders saw, where, when, and their pictures.
import type { Feature } from "geojson";

import { nameLayer, symbolLayer } from "../../map/overlay";
import { ago, dayTime } from "../../words/formats";
import { language } from "../../words/language";
import { incidentPicture } from "../responders/calls";
import type { IncidentFeature, IncidentKind } from "../responders/contracts";
import { dutySaid as said } from "../responders/duty_said";
import { incidentStock, named, nameOfResponder } from "../responders/stocks";
import { liveNow_ms, roughlyNow_ms, runName } from "../state";
import { NOTHING, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { incidentSign } from "./responder_signs";

const NAME = "incidents";
const stock = named(incidentStock);
const KINDS: readonly IncidentKind[] = ["flooding", "overflow", "road", "bridge", "debris", "person", "other"];

function Row({ one }: { one: IncidentFeature }) {
  const words = said.value;
  const { kind, body, responder_id, pictured, at, accuracy_m } = one.properties;
  const name = words.incidentKinds[kind];
  return (
    <PlaceRow
      layer={NAME}
      id={one.id}
      sign={<Sign url={incidentSign(kind)} />}
      name={name}
      detail={body}
      aside={
        <>
          <small>{ago(at, roughlyNow_ms.value, language.value)}</small>
          <small>{pictured ? "" : words.noPicture}</small>
        </>
      }
    >
      <p lang="ja">{body}</p>
      <p class="quiet">
        {nameOfResponder(responder_id)}・{dayTime(at, roughlyNow_ms.value)}
        {accuracy_m !== null && <>・{words.accuracy(Math.round(accuracy_m))}</>}
      </p>
      {pictured && (
        <div class="stills">
          <figure>
            <img src={incidentPicture(runName.value, one.id)} alt={words.pictureOf(name)} loading="lazy" />
          </figure>
        </div>
      )}
    </PlaceRow>
  );
}

function List() {
  return (
    <PlaceList
      stock={stock}
      rows={stock.held.value ?? []}
      empty={said.value.noIncidents}
      row={(one) => <Row key={one.id} one={one} />}
    />
  );
}

const featureOf = ({ id, geometry, properties }: IncidentFeature): Feature => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: geometry.coordinates },
  properties: {
    id,
    image: `incident-${properties.kind}`,
    name: said.value.incidentKinds[properties.kind],
    detail: dayTime(properties.at, liveNow_ms.peek()),
    urgency: Number(properties.kind === "person"),
  },
});

export const incidents: MapLayer = {
  name: NAME,
  label: () => said.value.incidents,
  shown: true,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-symbol`],
    layers: (palette, scale) => [nameLayer(NAME, palette, scale, 11), symbolLayer(NAME, scale)],
    pictures: () => KINDS.map((kind) => ({ name: `incident-${kind}`, url: incidentSign(kind), size: 36 })),
  },
  features: () => ({ ...NOTHING, features: (stock.held.value ?? []).map(featureOf) }),
  count: () => (stock.held.value === null ? "" : String(stock.held.value.length)),
  List,
};
