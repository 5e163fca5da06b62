// A gauge's stage against its thresholds, as a small bar; the words beside it say the same.
import type { Station } from "../contracts";
import { rungsOf } from "../../rivers/levels";

const WIDTH = 300;
const HEIGHT = 22;
const MARGIN = 0.08;

/** The span that is drawn: from below what is usual to above the last threshold. */
function span({ thresholds, usual }: Station, stage_m: number | null): [number, number] {
  const drawn = [...rungsOf(thresholds).map(({ threshold_m }) => threshold_m), ...(usual === null ? [] : [usual.p05])];
  const all = stage_m === null ? drawn : [...drawn, stage_m];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = Math.max(0.2, (high - low) * MARGIN);
  return [low - margin, high + margin];
}

export function Bar({ station, stage_m }: { station: Station; stage_m: number | null }) {
  const rungs = rungsOf(station.thresholds);
  if (rungs.length === 0) return null;
  const [low, high] = span(station, stage_m);
  const x = (value_m: number) => ((value_m - low) / (high - low)) * WIDTH;
  return (
    <svg class="bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" x="0" y="5" width={WIDTH} height="12" />
      {rungs.map(({ level, threshold_m }, n) => {
        const next = rungs[n + 1]?.threshold_m ?? high;
        return <rect key={level} data-level={level} x={x(threshold_m)} y="5" width={x(next) - x(threshold_m)} height="12" />;
      })}
      {stage_m !== null && <path class="here" d={`M${x(stage_m)} 0v22`} />}
    </svg>
  );
}
