// A task as it stands: how long nobody heard of them, where they were, and what to do about it.
import { useSignal } from "@preact/signals";

import { ago, clockTime, dayTime, duration } from "../../words/formats";
import { language } from "../../words/language";
import { useActing } from "../acting";
import { chosen } from "../layers/choice";
import { isStale, liveNow_ms, may, runName } from "../state";
import { accountTask, revokeTask } from "./calls";
import type { Skill, Task } from "./contracts";
import { isSilent, lateBy_ms, standOf } from "./facts";
import { NotNow, Refusal, Text } from "./fields";
import { said } from "./said";
import { loadAnew, nameOfResponder, onDutyStock, taskStock, withdrawStock } from "./stocks";

interface StepProps {
  task: Task;
  kind: "revoke" | "account";
}

function Step({ task, kind }: StepProps) {
  const words = said.value;
  const note = useSignal("");
  const { busy, refused, act } = useActing();
  const [does, lead] = kind === "revoke" ? [revokeTask, words.revokeLead] : [accountTask, words.accountLead];
  return (
    <details class="write-in">
      <summary>{words[kind]}</summary>
      <p class="quiet">{lead}</p>
      {kind === "revoke" && <NotNow />}
      <div class="check">
        <Text id={`${kind}-${task.task_id}`} label={words.note} text={note} longest={400} />
        <button
          type="button"
          class={kind === "revoke" ? "danger-line" : "strong"}
          disabled={busy || isStale.value}
          onClick={() =>
            void act(async () => {
              await does(runName.value, task.task_id, note.value.trim());
              await loadAnew(taskStock, withdrawStock);
            })
          }
        >
          {words[kind]}
        </button>
        <Refusal text={refused} />
      </div>
    </details>
  );
}

export function TaskCard({ task }: { task: Task }) {
  const words = said.value;
  const now_ms = liveNow_ms.value;
  const stand = standOf(task, now_ms);
  const silent = isSilent(task, now_ms);
  const late_ms = lateBy_ms(task, now_ms);
  const at = (onDutyStock.held.value ?? []).find(({ properties }) => properties.responder_id === task.responder_id);
  return (
    <li class="card letter task" data-task={task.task_id} data-stand={stand} data-overdue={silent}>
      <header class="card-head">
        <h3 lang="ja">{task.what}</h3>
        <b class={`person-state of-${silent ? "silent" : stand}`}>{words.stands[stand]}</b>
      </header>
      <p>
        <b>{nameOfResponder(task.responder_id)}</b>・<span lang="ja">{task.place}</span>
        <span class="quiet">・{words.skills[task.skill as Skill]}</span>
      </p>
      {task.is_open && task.is_out && (
        <p class="check-age">
          {late_ms > 0 && <b class="count">{words.overdueBy(duration(late_ms / 1000, language.value))}</b>}{" "}
          {words.heard(ago(task.heard_at, now_ms, language.value))}・{words.due(clockTime(task.due_at))}・
          <span class="quiet">
            {at === undefined ? words.noPosition : words.positionAge(ago(at.properties.at, now_ms, language.value))}
          </span>
        </p>
      )}
      {task.instructions !== "" && (
        <p class="quiet" lang="ja">
          {task.instructions}
        </p>
      )}
      <p class="quiet">
        {task.step !== null && task.step_at !== null && `${words.taskSteps[task.step] ?? task.step} ${dayTime(task.step_at, now_ms)}・`}
        {words.givenBy(task.given_by, dayTime(task.given_at, now_ms))}
      </p>
      {task.is_open && (
        <div class="acts">
          <button
            type="button"
            onClick={() => {
              chosen.value =
                at === undefined ? { layer: "task-places", id: String(task.task_id) } : { layer: "on-duty", id: at.id };
            }}
          >
            {words.showOnMap}
          </button>
          {may("task") && task.is_out && <Step task={task} kind="account" />}
          {may("task") && task.step !== "revoke" && <Step task={task} kind="revoke" />}
        </div>
      )}
    </li>
  );
}
