// What a gauge recorded, with the thresholds that hold and those that are proposed drawn over it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getSeries } from "../../api/client";
import type { Level, SeriesPoint } from "../../api/shapes";
import { PAINT } from "../../rivers/levels";
import { dayAndMonth, metres } from "../../words/formats";
import { Choice } from "../choice";
import { around, heightTicks, linePath, scale, timeTicks } from "../scales";
import { now_ms, runName } from "../state";
import { RUNGS } from "./values";
import { said } from "./words";

const DAY_MS = 86_400_000;
const SPANS = { week: 7 * DAY_MS, year: 366 * DAY_MS } as const;
type Span = keyof typeof SPANS;
const [WIDTH, HEIGHT] = [640, 260];
const PLOT = { left: 44, right: WIDTH - 196, top: 10, bottom: HEIGHT - 22 };

interface Line {
  level: Level;
  at_m: number;
}

interface Drawing {
  stationId: string;
  now: Record<string, unknown>;
  proposed: Record<string, unknown> | null;
  highest_m: number | null;
  newest_m: number | null;
}

function linesOf(values: Record<string, unknown>): Line[] {
  return RUNGS.flatMap((rung, n) => {
    const value = values[rung];
    const at_m = typeof value === "string" && value.trim() !== "" ? Number(value.normalize("NFKC")) : value;
    return typeof at_m === "number" && Number.isFinite(at_m) ? [{ level: (n + 1) as Level, at_m }] : [];
  });
}

/** Labels beside the plot, moved apart where two would lie on one another. */
function apart(places: number[]): number[] {
  const order = places.map((_, n) => n).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const moved = [...places];
  let last = -Infinity;
  for (const n of order) {
    moved[n] = Math.max(places[n] ?? 0, last + 17);
    last = moved[n];
  }
  return moved;
}

export function RecordChart({ stationId, now, proposed, highest_m, newest_m }: Drawing) {
  const words = said.value;
  const span = useSignal<Span>("week");
  const points = useSignal<SeriesPoint[]>([]);
  useEffect(() => {
    let left = false;
    const end = now_ms.peek();
    const window = { start: new Date(end - SPANS[span.value]), end: new Date(end) };
    getSeries(stationId, runName.peek(), window).then(
      (found) => {
        if (!left) points.value = found.points;
      },
      () => undefined, // the thresholds are drawn without it
    );
    return () => {
      left = true;
    };
  }, [stationId, span.value]);
  const [standing, drafted] = [linesOf(now), proposed === null ? [] : linesOf(proposed)];
  const moved = drafted.filter(({ level, at_m }) => !standing.some((s) => s.level === level && s.at_m === at_m));
  const values = points.value.flatMap(({ min, max }) => [min, max]);
  const known = [...values, ...(highest_m === null ? [] : [highest_m])];
  const highest = known.length === 0 ? null : Math.max(...known);
  const heights = around([...known, ...standing.map((s) => s.at_m), ...moved.map((s) => s.at_m)], 1);
  const times = { from: now_ms.value - SPANS[span.value], to: now_ms.value };
  const x = scale(times, { from: PLOT.left, to: PLOT.right });
  const y = scale(heights, { from: PLOT.bottom, to: PLOT.top });
  const all = [...standing.map((line) => ({ ...line, isNew: false })), ...moved.map((line) => ({ ...line, isNew: true }))];
  const labels = apart(all.map(({ at_m }) => y(at_m)));
  return (
    <figure class="record-chart">
      <figcaption>
        <b>{words.record}</b>
        <span>
          {words.highest} {metres(highest)}・{words.newest} {metres(newest_m)}
        </span>
        <Choice label={words.record} of={["week", "year"] as const} chosen={span}>
          {(each) => words[each]}
        </Choice>
      </figcaption>
      <div class="scrolls" tabIndex={0} role="group" aria-label={words.record}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.record}>
        <g class="grid">
          {heightTicks(heights, 5).map((height) => (
            <g key={height}>
              <line x1={PLOT.left} x2={PLOT.right} y1={y(height)} y2={y(height)} />
              <text x={PLOT.left - 6} y={y(height) + 4} text-anchor="end">
                {height.toFixed(1)}
              </text>
            </g>
          ))}
          {timeTicks(times, 7).times.map((time) => (
            <text key={time} x={x(time)} y={PLOT.bottom + 16} text-anchor="middle">
              {dayAndMonth(time)}
            </text>
          ))}
        </g>
        <path class="water" d={linePath(points.value.map(({ t, max }) => [x(Date.parse(t)), y(max)] as const))} />
        {highest !== null && (
          <line class="highest" x1={PLOT.left} x2={PLOT.right} y1={y(highest)} y2={y(highest)} />
        )}
        {all.map(({ level, at_m, isNew }, n) => (
          <g key={`${level}${isNew}`} data-rung={level} class={isNew ? "rung proposed" : "rung"}>
            <line class="case" x1={PLOT.left} x2={PLOT.right} y1={y(at_m)} y2={y(at_m)} />
            <line x1={PLOT.left} x2={PLOT.right} y1={y(at_m)} y2={y(at_m)} stroke={PAINT[level].fill} />
            <line class="leader" x1={PLOT.right} x2={PLOT.right + 10} y1={y(at_m)} y2={labels[n]} />
            <text x={PLOT.right + 13} y={(labels[n] ?? 0) + 4}>
              {isNew ? `${words.proposed} ` : ""}
              {level} {words.levels[level]} {at_m.toFixed(2)}
            </text>
          </g>
        ))}
      </svg>
      </div>
    </figure>
  );
}
