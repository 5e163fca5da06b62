// What narrows the line down. All of it is in the address, to be handed on.
import type { Kind } from "../../api/chronology";
import { words } from "../../words/language";
import { lineAddress } from "../address";
import { stations } from "../state";
import { chosenKinds, isNarrowed, narrow, oldestFirst, toggleKind, widen } from "./state";

const WIDE = "(min-width: 60rem)";
const LEVELS = [1, 2, 3, 4, 5];

function Typed({ name, label }: { name: string; label: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="search"
        lang="ja"
        value={lineAddress.value[name] ?? ""}
        onChange={(event) => {
          narrow(name, event.currentTarget.value.trim());
        }}
      />
    </label>
  );
}

function Timed({ name, label }: { name: string; label: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="datetime-local"
        value={lineAddress.value[name] ?? ""}
        onChange={(event) => {
          narrow(name, event.currentTarget.value);
        }}
      />
    </label>
  );
}

interface ChosenProps {
  name: string;
  label: string;
  any: string;
  choices: [string, string][];
}

function Chosen({ name, label, any, choices }: ChosenProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={lineAddress.value[name] ?? ""}
        onChange={(event) => {
          narrow(name, event.currentTarget.value);
        }}
      >
        <option value="">{any}</option>
        {choices.map(([value, said]) => (
          <option key={value} value={value}>
            {said}
          </option>
        ))}
      </select>
    </label>
  );
}

function Order() {
  const said = words.value.chronology;
  const orders: [string, string, boolean][] = [
    ["", said.newestFirst, !oldestFirst.value],
    ["oldest", said.oldestFirst, oldestFirst.value],
  ];
  return (
    <span class="choice" role="group" aria-label={said.order}>
      {orders.map(([value, label, isChosen]) => (
        <button
          key={value}
          type="button"
          aria-pressed={isChosen}
          onClick={() => {
            narrow("order", value);
          }}
        >
          {label}
        </button>
      ))}
    </span>
  );
}

export function Filters() {
  const said = words.value.chronology;
  return (
    <details class="narrowing" open={isNarrowed.value || matchMedia(WIDE).matches}>
      <summary>{said.narrow}</summary>
      <p class="buttons">
        <Order />
        {isNarrowed.value && (
          <button type="button" onClick={widen}>
            {said.widen}
          </button>
        )}
      </p>
      <p class="kinds" role="group" aria-label={said.kind}>
        {(Object.keys(said.kinds) as Kind[]).map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={chosenKinds.value.includes(kind)}
            onClick={() => {
              toggleKind(kind);
            }}
          >
            {said.kinds[kind]}
          </button>
        ))}
      </p>
      <div class="writing-more">
        <Typed name="q" label={said.words} />
        <Typed name="person" label={said.person} />
        <Chosen
          name="station"
          label={said.station}
          any={said.anyStation}
          choices={[...stations.value.values()].map(({ station }) => [station.station_id, station.name])}
        />
        <Chosen
          name="level"
          label={said.level}
          any={said.anyLevel}
          choices={LEVELS.map((level) => [String(level), said.levelFrom(level)])}
        />
        <Timed name="since" label={said.since} />
        <Timed name="until" label={said.until} />
      </div>
    </details>
  );
}
