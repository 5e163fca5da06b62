// Beneath the map: what its signs say, as lists.
import { computed, effect, signal } from "@preact/signals";

import { words } from "../../words/language";
import { Choice } from "../choice";
import { listed } from "../layers/choice";
import { incidents } from "../layers/incidents";
import { onDuty } from "../layers/on_duty";
import { taskPlaces } from "../layers/task_places";
import { said } from "./said";

const LISTS = [onDuty, taskPlaces, incidents];
const NAMES = LISTS.map(({ name }) => name);
const shown = signal(onDuty.name);
const layer = computed(() => LISTS.find(({ name }) => name === shown.value) ?? onDuty);

// What is pressed on the map shows its own list.
effect(() => {
  if (NAMES.includes(listed.value)) shown.value = listed.value;
});

export function Seen() {
  const { List } = layer.value;
  return (
    <div class="seen">
      <Choice label={said.value.map} of={NAMES} chosen={shown}>
        {(name) => {
          const one = LISTS.find((each) => each.name === name) ?? onDuty;
          return `${one.label(words.value.layers)} ${one.count()}`;
        }}
      </Choice>
      <List />
    </div>
  );
}
