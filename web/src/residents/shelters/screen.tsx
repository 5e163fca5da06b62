// Where to go, at length: all places, those that are not for floods apart.
import { useSignal } from "@preact/signals";

import { Locate } from "../places/locate";
import { origin } from "../places/mine";
import { places } from "../state";
import { Words } from "../words/spoken";
import { How, List } from "./list";
import { nearest } from "./nearest";

const AT_FIRST = 8;

export default function Shelters() {
  const all = useSignal(false);
  const known = places.value;
  if (known === null) return null;
  const { flood, other } = nearest(known.shelters, origin(known));
  return (
    <section class="shelters" aria-labelledby="shelters">
      <h1 id="shelters" tabIndex={-1}>
        <Words of="shelters.title" />
      </h1>
      <p>
        <Words of="shelters.advice" />
      </p>
      <Locate />
      <How />
      {known.shelters.length === 0 && (
        <p>
          <Words of="shelters.none" />
        </p>
      )}
      <h2>
        <Words of="shelters.for_flood" />
      </h2>
      <List shelters={all.value ? flood : flood.slice(0, AT_FIRST)} />
      {!all.value && flood.length > AT_FIRST && (
        <button
          type="button"
          onClick={() => {
            all.value = true;
          }}
        >
          <Words of="shelters.all" with={{ n: flood.length }} />
        </button>
      )}
      {other.length > 0 && (
        <>
          <h2>
            <Words of="shelters.not_for_flood" />
          </h2>
          <List shelters={other} />
        </>
      )}
    </section>
  );
}
