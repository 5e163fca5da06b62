// What lies behind the hydrograph: hours, heights, the thresholds, and the present.
import { PAINT, type Rung } from "../../rivers/levels";
import { clockTime, dayAndMonth } from "../../words/formats";
import { words } from "../../words/language";
import type { Frame } from "./frame";
import { heightTicks, timeTicks } from "../scales";

const PX_PER_TIME = 90;
const HALF_TIME_PX = 18;
const PX_PER_HEIGHT = 36;

export function Grid({ frame, now_ms }: { frame: Frame; now_ms: number }) {
  const { left, right, top, bottom, x, y } = frame;
  const { times, daily } = timeTicks(frame.times, Math.max(2, Math.floor((right - left) / PX_PER_TIME)));
  return (
    <g class="grid">
      {heightTicks(frame.heights, Math.max(2, Math.floor((bottom - top) / PX_PER_HEIGHT))).map((height_m) => (
        <g key={height_m}>
          <line x1={left} x2={right} y1={y(height_m)} y2={y(height_m)} />
          <text x={left - 6} y={y(height_m) + 4} text-anchor="end">
            {height_m.toFixed(frame.heights.to - frame.heights.from < 2 ? 2 : 1).replace("-", "−")}
          </text>
        </g>
      ))}
      {times.map((time) => (
        <g key={time}>
          <line x1={x(time)} x2={x(time)} y1={top} y2={bottom} />
          <text x={x(time)} y={bottom + 16} text-anchor={right - x(time) < HALF_TIME_PX ? "end" : "middle"}>
            {daily ? dayAndMonth(time) : clockTime(time)}
          </text>
        </g>
      ))}
      {frame.times.to > now_ms && (
        <g class="present">
          <rect x={x(now_ms)} y={top} width={Math.max(0, right - x(now_ms))} height={bottom - top} />
          <text x={x(now_ms) + 4} y={bottom - 6}>
            {words.value.projection}
          </text>
        </g>
      )}
    </g>
  );
}

/** Each threshold as a line in its level's colour on a dark one, with its digit, name and height. */
export function ThresholdLines({ frame, rungs }: { frame: Frame; rungs: Rung[] }) {
  const { left, right, y } = frame;
  return (
    <g class="rungs">
      {rungs.map(({ level, threshold_m }) => {
        const at = y(threshold_m);
        return (
          <g key={level} data-level={level}>
            <line class="under" x1={left} x2={right} y1={at} y2={at} />
            <line x1={left} x2={right} y1={at} y2={at} stroke={PAINT[level].fill} />
            <text x={left + 6} y={at - 4}>
              {level} {words.value.rungs[level]} {threshold_m.toFixed(2).replace("-", "−")}
            </text>
          </g>
        );
      })}
    </g>
  );
}
