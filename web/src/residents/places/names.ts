// What areas are called, in one line; how their names are read, this phone knows from its places.
import type { Order } from "../contracts";
import { places } from "../state";
import { nameText, say } from "../words/spoken";

export function areaNames(areas: Order["areas"]): string {
  const known = places.value?.areas ?? [];
  const names = areas.map((area) => nameText(known.find(({ area_id }) => area_id === area.area_id) ?? area));
  return names.join(say("list.comma"));
}
