// The hydrograph (水位変化図): stage against time, with the thresholds; said in words and as a table too.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Station } from "../contracts";
import { rungsOf } from "../../rivers/levels";
import { clock } from "../page/times";
import { now, now_ms } from "../state";
import { metres } from "../words/formats";
import { plain } from "../words/ruby";
import { say, Words } from "../words/spoken";
import { type Point, type Series, seriesOf, unbroken } from "./series";

const [WIDTH, HEIGHT] = [360, 200];
const [LEFT, RIGHT, TOP, BOTTOM] = [38, 8, 8, 22];
const SPANS = [6, 24, 72] as const;
const HOUR_MS = 3600 * 1000;
const ROWS = 25;

const heights = (points: readonly Point[]) => points.flatMap(({ min, max }) => [min, max]);

/** What the picture says, for whoever does not see it. */
function told(points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return say("graph.none");
  const highest = points.reduce((a, b) => (b.max > a.max ? b : a));
  return say("graph.text", {
    start: clock(first.t),
    end: clock(last.t),
    low: metres(Math.min(...heights(points))),
    high: metres(highest.max),
    time: clock(highest.t),
    last: metres(last.mean),
  });
}

function Picture({ station, series, hours, end_ms }: { station: Station; series: Series; hours: number; end_ms: number }) {
  const { points } = series;
  const rungs = rungsOf(station.thresholds);
  const near = rungs.filter(({ threshold_m }) => threshold_m <= Math.max(...heights(points)) + 1.5);
  const seen = [...heights(points), ...near.map(({ threshold_m }) => threshold_m)];
  const [low, high] = [Math.min(...seen) - 0.2, Math.max(...seen) + 0.2];
  const start_ms = end_ms - hours * HOUR_MS;
  const x = (t: string | number) => LEFT + ((new Date(t).getTime() - start_ms) / (end_ms - start_ms)) * (WIDTH - LEFT - RIGHT);
  const y = (m: number) => TOP + ((high - m) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const every = hours / 6;
  const first = Math.ceil(start_ms / (every * HOUR_MS)) * every * HOUR_MS;
  const ticks = Array.from({ length: 6 }, (_, n) => first + n * every * HOUR_MS).filter((t) => t <= end_ms);
  return (
    <svg class="hydrograph" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={plain(told(points))}>
      {ticks.map((t) => (
        <g key={t} class="tick">
          <path d={`M${x(t)} ${TOP}V${HEIGHT - BOTTOM}`} />
          <text x={x(t)} y={HEIGHT - 6} text-anchor="middle">
            {clock(new Date(t).toISOString()).split(" ").at(-1)}
          </text>
        </g>
      ))}
      {near.map(({ level, threshold_m }) => (
        <g key={level} class="rung" data-level={level}>
          <path class="edge" d={`M${LEFT} ${y(threshold_m)}H${WIDTH - RIGHT}`} />
          <path d={`M${LEFT} ${y(threshold_m)}H${WIDTH - RIGHT}`} />
          <text x={LEFT - 4} y={y(threshold_m) + 4} text-anchor="end">
            {threshold_m.toFixed(1)}
          </text>
        </g>
      ))}
      {unbroken(points, series.bin_s).map((run, n) => (
        <path key={n} class="water" d={run.map(({ t, mean }, at) => `${at === 0 ? "M" : "L"}${x(t).toFixed(1)} ${y(mean).toFixed(1)}`).join("")} />
      ))}
    </svg>
  );
}

function Table({ points }: { points: readonly Point[] }) {
  const step = Math.max(1, Math.ceil(points.length / ROWS));
  const rows = points.filter((_, n) => (points.length - 1 - n) % step === 0).reverse();
  return (
    <details class="table">
      <summary>
        <Words of="graph.table" />
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <Words of="graph.time" />
            </th>
            <th scope="col">
              <Words of="stage.label" />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ t, mean }) => (
            <tr key={t}>
              <td>{clock(t)}</td>
              <td>
                <Words of="stage.value" with={{ stage: metres(mean) }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function Hydrograph({ station }: { station: Station }) {
  const hours = useSignal<(typeof SPANS)[number]>(6);
  const series = useSignal<Series | null>(null);
  const failed = useSignal(false);
  const end_ms = useSignal(now_ms.peek());
  const observed = now.value?.stations[station.station_id]?.observed_at;
  useEffect(() => {
    let left = false;
    const end = now_ms.peek();
    seriesOf(station.station_id, hours.value, end).then(
      (found) => {
        if (left) return;
        [end_ms.value, series.value, failed.value] = [end, found, false];
      },
      () => {
        if (!left) failed.value = true;
      },
    );
    return () => {
      left = true;
    };
  }, [station.station_id, hours.value, observed]);
  const points = series.value?.points ?? [];
  return (
    <section class="graph" aria-labelledby="graph">
      <h2 id="graph">
        <Words of="graph.title" />
      </h2>
      <p class="spans" role="group" aria-labelledby="graph">
        {SPANS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={hours.value === each}
            onClick={() => {
              hours.value = each;
            }}
          >
            <Words of="graph.hours" with={{ n: each }} />
          </button>
        ))}
      </p>
      <div role="status">
        {failed.value && (
          <p>
            <Words of="graph.failed" />
          </p>
        )}
        {!failed.value && series.value === null && (
          <p>
            <Words of="page.loading" />
          </p>
        )}
        {series.value !== null && points.length === 0 && (
          <p>
            <Words of="graph.none" />
          </p>
        )}
      </div>
      {series.value !== null && points.length > 0 && (
        <>
          <Picture station={station} series={series.value} hours={hours.value} end_ms={end_ms.value} />
          <p class="said">{plain(told(points))}</p>
          <Table points={points} />
        </>
      )}
    </section>
  );
}
