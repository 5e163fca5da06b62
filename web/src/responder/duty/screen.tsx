// The tasks of whoever is registered here.
import { now_ms } from "../clock";
import { left } from "../countdown";
import { Position } from "../position/part";
import { duty, hasLapsed, isForbidden, lapses_ms, me, onDuty, openTasks } from "../state";
import { T } from "../words/spoken";
import { TaskCard } from "./task";

const Nothing = () => {
  const own = me.value?.told;
  const isFit = own?.reasons.length === 0;
  return (
    <>
      <p>
        <T of={duty.value === null && !isForbidden.value && own === undefined ? "page.loading" : "task.none"} />
      </p>
      {own !== undefined && !isFit && (
        <>
          <p>
            <T of="task.not_fit" />
          </p>
          <a class="big strong" href="#me">
            <T of="me.see" />
          </a>
        </>
      )}
    </>
  );
};

export function Tasks() {
  const open = openTasks.value;
  return (
    <>
      <h1 tabIndex={-1}>
        <T of="task.title" />
      </h1>
      {open.length === 0 && (
        <section>
          <Nothing />
        </section>
      )}
      {open.length > 0 && !hasLapsed.value && (
        <p class="quiet">
          <T of="task.good_for" with={{ time: left(now_ms.value + lapses_ms.value, now_ms.value).text }} />
        </p>
      )}
      {open.map(({ task, standing }) => (
        <TaskCard key={task.task_id} task={task} standing={standing} />
      ))}
      {onDuty.value.length > 0 && <Position />}
    </>
  );
}
