// What the list of stations is narrowed to: a river, an area; and the way back to all of them.
import { words } from "../words/language";
import { ageFilter, areaFilter, clearFilters, riverFilter, voiced } from "./filters";
import { filter, stations } from "./state";

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly [value: string, name: string][];
  choose: (value: string) => void;
}

function Choice({ label, value, options, choose }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => {
        choose(event.currentTarget.value);
      }}
    >
      <option value="">
        {label}: {words.value.all}
      </option>
      {options.map(([each, name]) => (
        <option key={each} value={each}>
          {name}
        </option>
      ))}
    </select>
  );
}

export function ListFilters() {
  const said = words.value.layers;
  const rivers = [...new Set([...stations.value.values()].map(({ station }) => station.river))].sort((a, b) =>
    a.localeCompare(b, "ja"),
  );
  const narrowed =
    filter.value !== null || ageFilter.value !== null || riverFilter.value !== "" || areaFilter.value !== "";
  return (
    <div class="list-filters">
      <Choice
        label={said.river}
        value={riverFilter.value}
        options={rivers.map((river) => [river, river])}
        choose={(river) => {
          riverFilter.value = river;
        }}
      />
      {voiced.value.length > 0 && (
        <Choice
          label={said.area}
          value={areaFilter.value}
          options={voiced.value.map(({ area_id, name }) => [area_id, name])}
          choose={(area) => {
            areaFilter.value = area;
          }}
        />
      )}
      {narrowed && (
        <button
          type="button"
          onClick={() => {
            filter.value = null;
            clearFilters();
          }}
        >
          {words.value.all}
        </button>
      )}
    </div>
  );
}
