// The run's shelters as they stand, kept true by the stream and by what is said of them here.
import { getShelters } from "../../api/layers";
import type { ShelterFeature, Shelters } from "../../api/shapes";
import { runName } from "../state";
import { listen } from "./heard";
import { stockOf } from "./layer";

export const shelterStock = stockOf(async (run) => (await getShelters(run)).features);

/** Take shelters as they stand now; the others stay. */
export function takeShelters(changed: ShelterFeature[]): void {
  const held = shelterStock.held.peek();
  if (held === null) return;
  const newer = new Map(changed.map((each) => [each.id, each]));
  shelterStock.held.value = held.map((each) => {
    const other = newer.get(each.id);
    return other !== undefined && (other.properties.state_no ?? 0) >= (each.properties.state_no ?? 0) ? other : each;
  });
}

listen("shelters", (told) => {
  const { run, features } = told as Shelters;
  if (run === runName.peek()) takeShelters(features);
});
