// What districts are called here; one that this phone has not heard of is named by its sign.
import { areas } from "../state";
import { language, list } from "./spoken";

const nameOf = (id: string): string => {
  const found = areas.value.find(({ area_id }) => area_id === id);
  if (found === undefined) return id;
  return language.value.startsWith("ja") || found.name_en === "" ? found.name : `${found.name_en} (${found.name})`;
};

export const areaNames = (ids: readonly string[]): string => list(ids.map(nameOf));
