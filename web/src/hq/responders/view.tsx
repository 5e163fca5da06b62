// Temporary responders: who is ready, who registers, who is called out, who is sent, who is ordered out.
import "../styles/layers.css";
import "../styles/responders.css";

import { signal } from "@preact/signals";

import { Choice } from "../choice";
import { liveNow_ms, runName } from "../state";
import { Callouts } from "./callouts";
import { hoursCsv } from "./calls";
import { Chart } from "./chart";
import { isSilent, missingOf } from "./facts";
import { useLoaded } from "./loading";
import { ReadinessBoard } from "./readiness";
import { Register } from "./register";
import { said } from "./said";
import { Seen } from "./seen";
import {
  areaStock, calloutStock, incidentStock, onDutyStock, peopleStock, readinessStock, taskStock, withdrawStock,
} from "./stocks";
import { Tasks } from "./tasks";
import { Withdraw } from "./withdraw";

const PARTS = ["readiness", "register", "callouts", "tasks", "withdraw"] as const;
type Part = (typeof PARTS)[number];
const BODIES = { readiness: ReadinessBoard, register: Register, callouts: Callouts, tasks: Tasks, withdraw: Withdraw };
const WITH_MAP: readonly Part[] = ["callouts", "tasks", "withdraw"];

const part = signal<Part>("readiness");

/** How much waits in each part. */
function waits(of: Part): number {
  switch (of) {
    case "register":
      return (peopleStock.held.value ?? []).filter(({ state }) => state === "waiting").length;
    case "tasks":
      return (taskStock.held.value ?? []).filter((task) => isSilent(task, liveNow_ms.value)).length;
    case "withdraw":
      return (withdrawStock.held.value ?? []).flatMap(missingOf).length;
    default:
      return 0;
  }
}

export function RespondersView() {
  const words = said.value;
  useLoaded(
    areaStock, readinessStock, peopleStock, calloutStock, taskStock, withdrawStock, onDutyStock, incidentStock,
  );
  const Body = BODIES[part.value];
  const withMap = WITH_MAP.includes(part.value);
  return (
    <main class={`responders-floor ${withMap ? "with-map" : ""}`} id="side">
      <div class="responders-head">
        <h2>{words.title}</h2>
        <Choice label={words.title} of={PARTS} chosen={part}>
          {(each) => (
            <>
              {words.parts[each]}
              {waits(each) > 0 && <b class="count">{waits(each)}</b>}
            </>
          )}
        </Choice>
        <a class="button" href={hoursCsv(runName.value)} download title={words.csvFor}>
          {words.hours}
        </a>
      </div>
      <div class="responders-body">
        <div class="responders-part" key={`${part.value}/${runName.value}`}>
          <Body />
        </div>
        {withMap && (
          <aside class="responders-map">
            <Chart />
            <Seen />
          </aside>
        )}
      </div>
    </main>
  );
}
