// Tasks: who is out, who is overdue first; and the form by which one is given.
import { useSignal } from "@preact/signals";

import { liveNow_ms, may } from "../state";
import { byUrgency } from "./facts";
import { Give } from "./give";
import { Loading } from "./loading";
import { said } from "./said";
import { taskStock } from "./stocks";
import { TaskCard } from "./task";
import { Tick } from "./tick";

export function Tasks() {
  const words = said.value;
  const withOver = useSignal(false);
  const composing = useSignal(false);
  const held = taskStock.held.value;
  if (held === null) return <Loading stock={taskStock} />;
  const shown = byUrgency(held, liveNow_ms.value).filter(({ is_open }) => withOver.value || is_open);
  return (
    <>
      {may("task") &&
        (composing.value ? (
          <Give
            onClose={() => {
              composing.value = false;
            }}
          />
        ) : (
          <button
            type="button"
            class="strong compose"
            onClick={() => {
              composing.value = true;
            }}
          >
            {words.newTask}
          </button>
        ))}
      <Tick label={words.withOver} ticked={withOver} />
      {shown.length === 0 && <p class="empty">{words.noTasks}</p>}
      <ul class="cards">
        {shown.map((each) => (
          <TaskCard key={each.task_id} task={each} />
        ))}
      </ul>
    </>
  );
}
