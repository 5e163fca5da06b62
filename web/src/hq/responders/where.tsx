// Where something is: the map is pressed, a place is typed, or an area is chosen.
import { useComputed, useSignal, type ReadonlySignal, type Signal } from "@preact/signals";

import { Pick, Text } from "./fields";
import { readPlace, typedPlace } from "./place";
import { middleOf, type At } from "./polygon";
import { point, useMap } from "./pressing";
import { said } from "./said";
import { areaStock } from "./stocks";

export interface Where {
  name: Signal<string>;
  typed: Signal<string>;
  at: ReadonlySignal<At | null>;
}

export function useWhere(): Where {
  const typed = useSignal("");
  return { name: useSignal(""), typed, at: useComputed(() => readPlace(typed.value)) };
}

export function WhereFields({ id, where: { name, typed, at } }: { id: string; where: Where }) {
  const words = said.value;
  const area = useSignal("");
  const areas = areaStock.held.value ?? [];
  useMap(
    (place) => {
      typed.value = typedPlace(place);
      area.value = "";
    },
    at.value === null ? [] : [point(at.value, name.value)],
  );
  return (
    <>
      <Text id={`${id}-place`} label={words.place} text={name} hint={words.placeHint} />
      <Pick
        id={`${id}-area`}
        label={words.byArea_}
        chosen={area}
        of={[["", words.chooseArea], ...areas.map((each): [string, string] => [each.area_id, each.name])]}
        onPick={(chosen) => {
          const found = areas.find(({ area_id }) => area_id === chosen);
          if (found === undefined) return;
          typed.value = typedPlace(middleOf(found.geometry));
          if (name.value === "") name.value = found.name;
        }}
      />
      <div class="wide">
        <Text id={`${id}-at`} label={words.position} text={typed} hint={words.positionHint} />
        {typed.value !== "" && at.value === null && (
          <p class="wrong" role="alert">
            {words.positionBad}
          </p>
        )}
      </div>
    </>
  );
}
