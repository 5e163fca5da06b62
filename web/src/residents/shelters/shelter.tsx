// A place to go to: whether people may come, how far it is, and how to find it.
import type { Shelter, ShelterNow } from "../contracts";
import type { Point } from "../geo/distance";
import { clock } from "../page/times";
import { whereTo } from "../words/formats";
import { Name, nameText, say, Words } from "../words/spoken";
import { plain, Said } from "../words/ruby";
import { isForFlood } from "./nearest";

/** Any phone opens it: a map app takes `geo:`, an iPhone its own maps. */
export function mapAddress({ lat, lon, name }: Shelter): string {
  const at = `${lat},${lon}`;
  const isApple = /iPhone|iPad|iPod|Macintosh/.test(navigator.userAgent);
  return isApple ? `maps://?ll=${at}&q=${encodeURIComponent(name)}` : `geo:${at}?q=${at}(${encodeURIComponent(name)})`;
}

interface Props {
  shelter: Shelter;
  state: ShelterNow | undefined;
  from: Point | null;
}

export function ShelterItem({ shelter, state, from }: Props) {
  const said = state?.changed_at ?? null;
  const how = said === null && state?.state !== "open" ? "unsaid" : (state?.state ?? "unsaid");
  const forFlood = isForFlood(shelter);
  return (
    <li class="shelter" data-state={how} data-not-flood={forFlood ? undefined : ""}>
      <strong class="name">
        <Name of={shelter} />
      </strong>{" "}
      {from !== null && (
        <span class="distance">
          <Said text={whereTo(from, shelter, say)} />
        </span>
      )}{" "}
      <span class="state">
        <Words of={`shelter.${how}`} />
        {said !== null && (
          <small>
            {" "}
            <Words of="shelter.as_of" with={{ time: clock(said) }} />
          </small>
        )}
      </span>{" "}
      <span class="use">
        <Words of={forFlood ? "shelter.flood" : "shelter.not_flood"} />
      </span>{" "}
      <span class="address" lang="ja">
        {shelter.address}
      </span>{" "}
      {shelter.capacity !== null && (
        <span class="capacity">
          <Words of="shelter.capacity" with={{ n: shelter.capacity }} />
        </span>
      )}{" "}
      {shelter.note !== "" && (
        <span class="note" lang="ja">
          {shelter.note}
        </span>
      )}{" "}
      <a class="map" href={mapAddress(shelter)}>
        <Words of="shelter.map" />
        <span class="unseen"> {plain(nameText(shelter))}</span>
      </a>
    </li>
  );
}
