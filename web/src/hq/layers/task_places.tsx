// The layer of tasks: where somebody is to be or is, and how it stands with them.
import type { Feature } from "geojson";

import { nameLayer, symbolLayer } from "../../map/overlay";
import { ago } from "../../words/formats";
import { language } from "../../words/language";
import type { Task } from "../responders/contracts";
import { byUrgency, isSilent, standOf } from "../responders/facts";
import { dutySaid as said } from "../responders/duty_said";
import { named, nameOfResponder, taskStock, withdrawStock } from "../responders/stocks";
import { roughlyNow_ms } from "../state";
import { NOTHING, type MapLayer } from "./layer";
import { PlaceList, PlaceRow, Sign } from "./list";
import { taskSign } from "./responder_signs";

const NAME = "task-places";
const open = () => (taskStock.held.value ?? []).filter(({ is_open }) => is_open);

/** With the withdraw orders: who is missing is told of on every page, whichever is on show. */
const stock = named(taskStock, withdrawStock);

function Row({ task }: { task: Task }) {
  const words = said.value;
  const now_ms = roughlyNow_ms.value;
  return (
    <PlaceRow
      layer={NAME}
      id={String(task.task_id)}
      sign={<Sign url={taskSign(isSilent(task, now_ms))} />}
      name={task.what}
      detail={`${task.place} ${nameOfResponder(task.responder_id)}`}
      aside={
        <>
          <b class={isSilent(task, now_ms) ? "wrong" : ""}>{words.stands[standOf(task, now_ms)]}</b>
          <small>{words.heard(ago(task.heard_at, now_ms, language.value))}</small>
        </>
      }
    >
      <p lang="ja">{task.instructions}</p>
    </PlaceRow>
  );
}

function List() {
  return (
    <PlaceList
      stock={stock}
      rows={byUrgency(open(), roughlyNow_ms.value)}
      empty={said.value.noTasks}
      row={(task) => <Row key={task.task_id} task={task} />}
    />
  );
}

function featureOf(task: Task): Feature {
  const now_ms = roughlyNow_ms.value;
  const silent = isSilent(task, now_ms);
  return {
    type: "Feature",
    geometry: { type: "Point", coordinates: [task.lon, task.lat] },
    properties: {
      id: String(task.task_id),
      image: silent ? "task-silent" : "task",
      name: task.what,
      detail: said.value.stands[standOf(task, now_ms)],
      urgency: Number(silent),
    },
  };
}

export const taskPlaces: MapLayer = {
  name: NAME,
  label: () => said.value.taskPlaces,
  shown: true,
  stock,
  overlay: {
    name: NAME,
    answers: [`${NAME}-symbol`],
    layers: (palette, scale) => [nameLayer(NAME, palette, scale, 11), symbolLayer(NAME, scale)],
    pictures: () => [
      { name: "task", url: taskSign(false), size: 36 },
      { name: "task-silent", url: taskSign(true), size: 36 },
    ],
  },
  features: () => ({ ...NOTHING, features: open().map(featureOf) }),
  count: () => (taskStock.held.value === null ? "" : String(open().length)),
  List,
};
