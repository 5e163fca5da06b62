// The switches of the map's layers: what is on is kept on this device; each has its list.
import { words } from "../../words/language";
import { showList, STATIONS, switched, turn } from "./choice";
import { LAYERS } from "./all";
import { isOn } from "./layer";
import { stations } from "../state";

interface SwitchProps {
  name: string;
  label: string;
  on: boolean;
  count: string;
  failed: boolean;
}

function Switch({ name, label, on, count, failed }: SwitchProps) {
  const said = words.value.layers;
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => {
            turn(name, event.currentTarget.checked);
          }}
        />
        {label} <small class="quiet">{count}</small>
        {failed && <small class="wrong">{words.value.failed}</small>}
      </label>
      <button
        type="button"
        aria-label={said.listOf(label)}
        onClick={() => {
          showList(name);
          document.getElementById("side")?.scrollIntoView({ block: "nearest" });
        }}
      >
        {said.list}
      </button>
    </li>
  );
}

/** From the top down, as they lie on the map. */
export function LayerSwitches() {
  const said = words.value;
  return (
    <details class="layers">
      <summary>{said.layers.title}</summary>
      <ul>
        <Switch
          name={STATIONS}
          label={said.stations}
          on={switched.value[STATIONS] ?? true}
          count={String(stations.value.size)}
          failed={false}
        />
        {LAYERS.toReversed().map((layer) => (
          <Switch
            key={layer.name}
            name={layer.name}
            label={layer.label(said.layers)}
            on={isOn(layer)}
            count={layer.count()}
            failed={layer.stock.failed.value !== null}
          />
        ))}
      </ul>
    </details>
  );
}
