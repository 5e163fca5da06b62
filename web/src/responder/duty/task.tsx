// One task: where, what, how it stands, when to be heard of, what comes next.
import { useSignal } from "@preact/signals";

import { ahead_ms, now_ms } from "../clock";
import { left } from "../countdown";
import { Button } from "../page/parts";
import { hasLapsed } from "../state";
import { clock, skillName, T } from "../words/spoken";
import type { Task } from "./contracts";
import { Interlock } from "./interlock";
import { say } from "./saying";
import type { Standing } from "./standing";

function CheckIn({ due_ms }: { due_ms: number }) {
  const rest = left(due_ms, now_ms.value + ahead_ms.value);
  return (
    <div class="check-in" data-over={rest.isOver} role="timer" aria-atomic="true">
      <p class="label">
        <T of={rest.isOver ? "task.check_in_over" : "task.check_in_due"} />
      </p>
      <p class="time" aria-hidden="true">
        {rest.isOver ? `+${rest.text}` : rest.text}
      </p>
      <p class="unseen">
        <T of={rest.isOver ? "task.minutes_over" : "task.minutes_left"} with={{ n: rest.minutes }} />
      </p>
    </div>
  );
}

const mapOf = ({ lat, lon }: Task): string => `geo:${lat},${lon}?q=${lat},${lon}`;

function Next({ task, standing }: { task: Task; standing: Standing }) {
  const isSure = useSignal(false);
  const { next, stage } = standing;
  const isShut = !task.interlock.passable && (next === "accept" || next === "on_the_way" || next === "there");
  return (
    <div class="next">
      {next !== null && (
        <Button
          of={`step.${next}.do`}
          strong
          disabled={hasLapsed.value || isShut}
          onClick={() => void say(task.task_id, next)}
        />
      )}
      {stage === "given" && !isSure.value && <Button of="step.decline.do" onClick={() => (isSure.value = true)} />}
      {stage === "given" && isSure.value && (
        <Button of="step.decline.sure" onClick={() => void say(task.task_id, "decline")} />
      )}
    </div>
  );
}

const STAGES = ["accepted", "on_the_way", "there"] as const;

const Steps = ({ standing }: { standing: Standing }) => {
  const reached = STAGES.findIndex((each) => each === standing.stage);
  return (
    <ol class="stages">
      {STAGES.map((each, n) => (
        <li key={each} data-reached={n <= reached} aria-current={n === reached ? "step" : undefined}>
          <T of={`stage.${each}`} />
        </li>
      ))}
    </ol>
  );
};

export function TaskCard({ task, standing }: { task: Task; standing: Standing }) {
  const lapsed = hasLapsed.value;
  return (
    <article class="task" data-lapsed={lapsed} data-stage={standing.stage} aria-labelledby={`task-${task.task_id}`}>
      {lapsed && (
        <div class="lapsed" role="alert">
          <p class="word">
            <T of="task.lapsed" />
          </p>
          <p>
            <T of="task.lapsed_do" />
          </p>
        </div>
      )}
      {standing.due_ms !== null && <CheckIn due_ms={standing.due_ms} />}
      <div class="told">
        <h2 id={`task-${task.task_id}`}>{task.what}</h2>
        <dl>
          <div>
            <dt>
              <T of="task.place" />
            </dt>
            <dd class="place">
              <span>{task.place}</span>
              {!lapsed && (
                <a class="inline" href={mapOf(task)}>
                  <T of="task.map" />
                </a>
              )}
            </dd>
          </div>
          {task.instructions !== "" && (
            <div>
              <dt>
                <T of="task.instructions" />
              </dt>
              <dd class="words">{task.instructions}</dd>
            </div>
          )}
          <div>
            <dt>
              <T of="task.skill" />
            </dt>
            <dd>
              {skillName(task.skill)}
              <span class="quiet">
                <T of="task.given" with={{ time: clock(task.given_at) }} />
              </span>
            </dd>
          </div>
        </dl>
        <Interlock of={task.interlock} />
        <Steps standing={standing} />
        {standing.waits.length > 0 && (
          <p class="quiet">
            <T of="unsent.this" />
          </p>
        )}
      </div>
      <Next task={task} standing={standing} />
    </article>
  );
}
