// How many stations stand at each level, and how many are silent; a count is also a filter.
import { computed } from "@preact/signals";

import type { Mark } from "../rivers/marks";
import { countStandings, STANDINGS, type Standing } from "../rivers/standing";
import { words } from "../words/language";
import { MarkPicture } from "./mark";
import { filter, stations } from "./state";
import { ageFilter, AGES, ageStep } from "./filters";

const counts = computed(() => countStandings([...stations.value.values()].map(({ station }) => station)));

function markFor(standing: Standing): Mark {
  if (standing === "silent") return { level: null, look: "dead", unconfirmed: false };
  if (standing === "dormant") return { level: null, look: "dormant", unconfirmed: false };
  return { level: standing, look: "live", unconfirmed: false };
}

function nameFor(standing: Standing): string {
  const { levels, standings } = words.value;
  return typeof standing === "number" ? (levels[standing] ?? "") : standings[standing];
}

/** How many are as fresh as they should be, late, silent, or asleep as their kind may be. */
function Ages() {
  const said = words.value.layers;
  const all = [...stations.value.values()].map(({ station }) => ageStep(station));
  return (
    <div class="ages" role="group" aria-label={said.ageFilter}>
      {AGES.map((age) => {
        const count = all.filter((each) => each === age).length;
        const on = ageFilter.value === age;
        return (
          <button
            key={age}
            type="button"
            aria-pressed={on}
            class={count === 0 ? "none" : ""}
            data-age={age}
            onClick={() => {
              ageFilter.value = on ? null : age;
            }}
          >
            <small>{said.ages[age]}</small> <b>{count}</b>
          </button>
        );
      })}
    </div>
  );
}

function Levels() {
  return (
    <div class="counts" role="group" aria-label={words.value.filter}>
      {STANDINGS.map((standing) => {
        const count = counts.value.get(standing) ?? 0;
        const on = filter.value === standing;
        return (
          <button
            key={standing}
            type="button"
            aria-pressed={on}
            class={count === 0 ? "none" : ""}
            data-standing={standing}
            onClick={() => {
              filter.value = on ? null : standing;
            }}
          >
            <MarkPicture mark={markFor(standing)} size="s" />
            <b>{count}</b>
            <small>{nameFor(standing)}</small>
          </button>
        );
      })}
    </div>
  );
}

export function Counts() {
  return (
    <>
      <Levels />
      <Ages />
    </>
  );
}
