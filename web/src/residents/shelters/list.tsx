// Where to go, in short, under the gauges.
import type { Shelter } from "../contracts";
import { origin, position } from "../places/mine";
import { now, places } from "../state";
import { Words } from "../words/spoken";
import { nearest } from "./nearest";
import { ShelterItem } from "./shelter";

const IN_SHORT = 3;

export function List({ shelters }: { shelters: Shelter[] }) {
  const from = places.value === null ? null : origin(places.value);
  return (
    <ul>
      {shelters.map((shelter) => (
        <ShelterItem key={shelter.shelter_id} shelter={shelter} state={now.value?.shelters[shelter.shelter_id]} from={from} />
      ))}
    </ul>
  );
}

export function How() {
  if (places.value === null) return null;
  const from = origin(places.value);
  const how = from === null ? "shelters.unsorted" : position.value === null ? "shelters.near_area" : "shelters.near";
  return (
    <p class="how">
      <Words of={how} />
    </p>
  );
}

/** The three nearest, on the first screen. */
export function NearestShelters() {
  const known = places.value;
  if (known === null) return null;
  const { flood } = nearest(known.shelters, origin(known));
  return (
    <section class="shelters" aria-labelledby="shelters">
      <h2 id="shelters">
        <Words of="shelters.title" />
      </h2>
      <How />
      <List shelters={flood.slice(0, IN_SHORT)} />
      <p>
        <a class="more" href="#go">
          <Words of="shelters.all" with={{ n: known.shelters.length }} />
        </a>
      </p>
    </section>
  );
}
