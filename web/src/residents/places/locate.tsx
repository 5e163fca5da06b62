// Where the person stands, asked of the phone on a tap. It stays in this page's memory.
import { signal } from "@preact/signals";

import { contains } from "../geo/outlines";
import { places } from "../state";
import { Said } from "../words/ruby";
import { nameText, say, Words } from "../words/spoken";
import { chosen, position, toggle } from "./mine";

const PATIENCE_MS = 20_000;
const FRESH_MS = 60_000;

const asked = signal<"no" | "asking" | "found" | "refused" | "failed">("no");

/** Ask the phone. Nothing of its answer leaves the phone. */
function locate(): void {
  if (!("geolocation" in navigator)) {
    asked.value = "failed";
    return;
  }
  asked.value = "asking";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      position.value = { lon: coords.longitude, lat: coords.latitude };
      asked.value = "found";
    },
    (error) => {
      asked.value = error.code === error.PERMISSION_DENIED ? "refused" : "failed";
    },
    { enableHighAccuracy: false, timeout: PATIENCE_MS, maximumAge: FRESH_MS },
  );
}

function Found() {
  const here = position.value;
  if (here === null || places.value === null) return null;
  const around = places.value.areas.filter(({ geometry }) => contains(geometry, here));
  if (around.length === 0) return <Words of="places.position_outside" />;
  return (
    <>
      <Words of="places.position_found" with={{ areas: around.map(nameText).join(say("list.comma")) }} />
      <span class="choices">
        {around.map((area) => (
          <button
            key={area.area_id}
            type="button"
            aria-pressed={chosen.value.areas.includes(area.area_id)}
            onClick={() => {
              toggle("areas", area.area_id);
            }}
          >
            <Said text={say("places.add", { place: nameText(area) })} />
          </button>
        ))}
      </span>
    </>
  );
}

export function Locate() {
  return (
    <div class="locate">
      <button type="button" class="strong" disabled={asked.value === "asking"} onClick={locate}>
        <Words of="places.use_position" />
      </button>
      <p class="quiet">
        <Words of="places.position_stays" />
      </p>
      <div role="status">
        {asked.value === "found" && (
          <p>
            <Found />
          </p>
        )}
        {asked.value !== "found" && asked.value !== "no" && (
          <p>
            <Words of={`places.position_${asked.value}`} />
          </p>
        )}
      </div>
    </div>
  );
}
