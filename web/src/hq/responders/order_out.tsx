// The form by which everybody in an area is ordered out: drawn on the map, or chosen by name.
import { useComputed, useSignal, type Signal } from "@preact/signals";
import type { Feature } from "geojson";

import { useActing } from "../acting";
import { Choice } from "../choice";
import { drillTag } from "../orders/level";
import { Phrase } from "../orders/phrase";
import { isTyped } from "../orders/typed";
import { isStale, liveNow_ms, runName } from "../state";
import { orderOut } from "./calls";
import { insideOf } from "./facts";
import { NotNow, Refusal, Text, Ticks } from "./fields";
import { isNew, outlineOf, together, wrongOf, type At, type Outline } from "./polygon";
import { point, useMap } from "./pressing";
import { said } from "./said";
import { areaStock, loadAnew, nameOfResponder, onDutyStock, taskStock, withdrawStock } from "./stocks";

const SHAPES = ["draw", "areas"] as const;
type Shape = (typeof SHAPES)[number];

function drawn(points: readonly At[], outline: Outline | null): Feature[] {
  const shape: Feature[] =
    outline !== null
      ? [{ type: "Feature", geometry: outline, properties: { id: "shape" } }]
      : points.length > 1
        ? [{ type: "Feature", geometry: { type: "LineString", coordinates: [...points] }, properties: { id: "line" } }]
        : [];
  return [...shape, ...points.map((at, n) => point(at, String(n + 1)))];
}

function Draw({ points }: { points: Signal<At[]> }) {
  const words = said.value;
  const wrong = wrongOf(points.value);
  return (
    <div class="wide">
      <p class="quiet">{words.drawLead}</p>
      <p class="buttons">
        <b data-points={points.value.length}>{words.points(points.value.length)}</b>
        <button
          type="button"
          disabled={points.value.length === 0}
          onClick={() => {
            points.value = points.value.slice(0, -1);
          }}
        >
          {words.undo}
        </button>
        <button
          type="button"
          disabled={points.value.length === 0}
          onClick={() => {
            points.value = [];
          }}
        >
          {words.clear}
        </button>
      </p>
      {points.value.length > 0 && wrong !== null && (
        <p class="wrong" role="alert">
          {words.polygonWrong[wrong]}
        </p>
      )}
    </div>
  );
}

function Inside({ outline }: { outline: Outline }) {
  const words = said.value;
  const inside = insideOf(outline, taskStock.held.value ?? [], onDutyStock.held.value ?? [], liveNow_ms.value);
  return (
    <div class="wide inside" role="status">
      {inside.length === 0 ? (
        <p class="caution">{words.insideNobody}</p>
      ) : (
        <p>
          <b data-inside={inside.length}>{words.insideNow(inside.length)}</b> {inside.map(nameOfResponder).join("、")}
        </p>
      )}
      <p class="quiet">{words.insideLead}</p>
    </div>
  );
}

export function OrderOut({ onClose }: { onClose: () => void }) {
  const words = said.value;
  const shape = useSignal<Shape>("draw");
  const points = useSignal<At[]>([]);
  const areas = useSignal<ReadonlySet<string>>(new Set());
  const [reason, typed] = [useSignal(""), useSignal("")];
  const { busy, refused, act } = useActing();
  const known = areaStock.held.value ?? [];
  const outline = useComputed(() =>
    shape.value === "draw"
      ? outlineOf(points.value)
      : together((areaStock.held.value ?? []).filter(({ area_id }) => areas.value.has(area_id)).map(({ geometry }) => geometry)),
  ).value;
  useMap(
    shape.value === "draw"
      ? (at) => {
          if (isNew(points.value, at)) points.value = [...points.value, at];
        }
      : null,
    drawn(shape.value === "draw" ? points.value : [], outline),
  );
  const isWhole = outline !== null && reason.value.trim() !== "" && isTyped(words.phrase, typed.value);
  const order = () =>
    act(async () => {
      if (outline === null) return;
      withdrawStock.held.value = await orderOut(runName.value, outline, reason.value.trim());
      onClose();
      await loadAnew(taskStock);
    });
  return (
    <form
      class="write order-out"
      aria-label={words.newWithdraw}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole && !isStale.value) void order();
      }}
    >
      <h3 class="wide">
        {drillTag()}
        {words.newWithdraw}
      </h3>
      <div class="wide">
        <Choice label={words.shape} of={SHAPES} chosen={shape}>
          {(each) => words.shapes[each]}
        </Choice>
      </div>
      {shape.value === "draw" ? (
        <Draw points={points} />
      ) : (
        <Ticks label={words.shape} of={known.map(({ area_id, name }) => [area_id, name] as const)} ticked={areas} />
      )}
      {outline !== null && <Inside outline={outline} />}
      <Text id="withdraw-reason" label={words.withdrawReason} text={reason} hint={words.withdrawHint} longest={300} wide />
      <div class="wide">
        <Phrase id="withdraw-phrase" label={words.typePhrase} phrase={words.phrase} typed={typed} />
      </div>
      <NotNow />
      <p class="buttons wide">
        <button type="submit" class="strong danger" disabled={busy || isStale.value || !isWhole}>
          {drillTag()}
          {words.orderOut}
        </button>
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </p>
      <Refusal text={refused} />
    </form>
  );
}
