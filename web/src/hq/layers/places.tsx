// Beside the map: a layer's list, which says all that the map shows of it.
import { words } from "../../words/language";
import { LAYERS } from "./all";
import { listed } from "./choice";

export function Places() {
  const said = words.value.layers;
  const layer = LAYERS.find(({ name }) => name === listed.value) ?? LAYERS[LAYERS.length - 1];
  return (
    <>
      <div class="choice layer-choice" role="group" aria-label={said.title}>
        {LAYERS.toReversed().map((each) => (
          <button
            key={each.name}
            type="button"
            aria-pressed={each === layer}
            onClick={() => {
              listed.value = each.name;
            }}
          >
            {each.label(said)}
          </button>
        ))}
      </div>
      {layer !== undefined && <layer.List />}
    </>
  );
}
