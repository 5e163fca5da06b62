// The hydrograph (水位変化図): stage against time, the thresholds it is held against, and where it may go.
import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { HqSeries, Past, SeriesPoint, Station } from "../../api/shapes";
import { rungsOf } from "../../rivers/levels";
import { clockTime, dayAndMonth, duration, fullDate, metres } from "../../words/formats";
import { language, words } from "../../words/language";
import { letterSize } from "../screen";
import { now_ms } from "../state";
import { markSaid } from "./flags";
import { frameOf, type Frame } from "./frame";
import { Grid, ThresholdLines } from "./grid";
import { useMoves } from "./moves";
import { Marks, Records, UsualBand } from "./overlays";
import { ProjectionBand } from "./projection";
import { bandPath, linePath, unbroken, type Place } from "../scales";
import { SPANS, type Shown } from "./span";
import { stopsOf, type Stop } from "./stops";

function Water({ station, drawn, frame }: { station: Station; drawn: HqSeries; frame: Frame }) {
  const place = (pick: (point: SeriesPoint) => number) => (point: SeriesPoint): Place => [
    frame.x(Date.parse(point.t)),
    frame.y(pick(point)),
  ];
  const runs = unbroken(drawn.points, drawn.bin_s ?? station.interval_s);
  return (
    <g clip-path="url(#plot)">
      {drawn.bin_s !== null &&
        runs.map((run, n) => (
          <path key={n} class="extremes" d={bandPath(run.map(place((p) => p.max)), run.map(place((p) => p.min)))} />
        ))}
      {runs.map((run, n) => (
        <path key={n} class="water" d={linePath(run.map(place((p) => p.mean)))} />
      ))}
    </g>
  );
}

function Reading({ stop, frame }: { stop: Stop; frame: Frame }) {
  const x = frame.x(stop.at);
  const y = Math.min(frame.bottom, Math.max(frame.top, frame.y(stop.value)));
  return (
    <g class="reading">
      <line x1={x} x2={x} y1={frame.top} y2={frame.bottom} />
      <circle cx={x} cy={y} r="4.5" />
    </g>
  );
}

function nature({ resolution, bin_s, reference }: HqSeries): string {
  const { gaugeZero, bankTop } = words.value;
  const step = bin_s === null ? "" : ` (${duration(bin_s, language.value)})`;
  const from = reference === "bank_top" ? bankTop : gaugeZero;
  return `${words.value.resolution[resolution]}${step}・${from}・${words.value.chartHelp}`;
}

function said(stop: Stop | undefined, drawn: HqSeries, shown: Shown): string {
  if (stop === undefined) return nature(drawn);
  const day = shown.span_s > SPANS.y1 / 2 ? fullDate(stop.at) : dayAndMonth(stop.at);
  const of = stop.point !== null && stop.point.n > 1 ? stop.point : null;
  const range = of === null ? "" : ` (${metres(of.min)} – ${metres(of.max)})`;
  const mark = stop.mark === null ? "" : `  ${markSaid(stop.mark)}`;
  return `${day} ${clockTime(stop.at)}  ${metres(stop.value)}${range}${mark}`;
}

export interface ChartProps {
  station: Station;
  drawn: HqSeries;
  past: Past | null;
  shown: Signal<Shown>;
}

/** Drawn in units of a sixteenth of the page's letter size, so that a wall display scales it. */
function Chart({ station, drawn, past, shown, width: width_px, height: height_px }: ChartProps & Size) {
  const unit_px = letterSize() / 16;
  const [width, height] = [width_px / unit_px, height_px / unit_px];
  const { points, marked } = drawn;
  const frame = frameOf({ station, points, past, shown: shown.value, now_ms: now_ms.value }, width, height);
  const within = ({ at }: Stop) => at >= frame.times.from && at <= frame.times.to;
  const stops = stopsOf(points, marked).filter(within);
  const moves = useMoves(shown, stops, frame, unit_px);
  const stop = moves.read === null ? undefined : stops[Math.min(moves.read, stops.length - 1)];
  const rungs = rungsOf(station.thresholds);
  return (
    <>
      <svg
        ref={moves.ref}
        class="chart"
        width={width_px}
        height={height_px}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        tabindex={0} // of an SVG the name is told apart by its letters' case
        aria-label={`${words.value.hydrograph} ${said(stop ?? stops.at(-1), drawn, shown.value)}`}
        {...moves.handlers}
      >
        <clipPath id="plot">
          <rect x={frame.left} y={0} width={Math.max(0, frame.right - frame.left)} height={height} />
        </clipPath>
        {past !== null && <UsualBand past={past} frame={frame} />}
        <Grid frame={frame} now_ms={now_ms.value} />
        {past !== null && <Records past={past} frame={frame} />}
        <ThresholdLines frame={frame} rungs={rungs} />
        <Water station={station} drawn={drawn} frame={frame} />
        <ProjectionBand station={station} frame={frame} />
        <Marks marks={marked} frame={frame} />
        {stop !== undefined && <Reading stop={stop} frame={frame} />}
      </svg>
      <output class="read">{said(stop, drawn, shown.value)}</output>
      {points.length === 0 && <p class="empty">{words.value.noSeries}</p>}
    </>
  );
}

interface Size {
  width: number;
  height: number;
}

export interface HydrographProps extends Omit<ChartProps, "drawn"> {
  drawn: HqSeries | null;
  failed: boolean;
}

export function Hydrograph({ station, drawn, failed, past, shown }: HydrographProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSignal<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    if (box.current !== null) observer.observe(box.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <div ref={box} class="chart-box">
      {drawn === null ? (
        <p class="empty" role="status">
          {failed ? words.value.failed : words.value.loading}
        </p>
      ) : (
        size.value.width > 0 && <Chart station={station} drawn={drawn} past={past} shown={shown} {...size.value} />
      )}
      {failed && drawn !== null && (
        <p class="chart-failed" role="status">
          {words.value.failed}
        </p>
      )}
    </div>
  );
}
