// The hydrograph (水位変化図): stage against time, the thresholds it is held against, and where it may go.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { SeriesPoint, Station } from "../api/shapes";
import { rungsOf } from "../rivers/levels";
import { clockTime, dayAndMonth, duration, metres } from "../words/formats";
import { language, words } from "../words/language";
import { frameOf, type Frame } from "./frame";
import { ProjectionBand } from "./projection";
import { Grid, ThresholdLines } from "./grid";
import { bandPath, linePath, nearest, scale, unbroken, type Place } from "./scales";
import { SPAN_NAMES, useSeries, type Drawn, type SpanName } from "./series";
import { letterSize } from "./screen";
import { now_ms } from "./state";

function Water({ station, drawn, frame }: { station: Station; drawn: Drawn; frame: Frame }) {
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

function Reading({ point, frame }: { point: SeriesPoint; frame: Frame }) {
  const x = frame.x(Date.parse(point.t));
  return (
    <g class="reading">
      <line x1={x} x2={x} y1={frame.top} y2={frame.bottom} />
      <circle cx={x} cy={frame.y(point.mean)} r="4.5" />
    </g>
  );
}

function nature({ resolution, bin_s, reference }: Drawn): string {
  const { gaugeZero, bankTop } = words.value;
  const step = bin_s === null ? "" : ` (${duration(bin_s, language.value)})`;
  const from = reference === "bank_top" ? bankTop : gaugeZero;
  return `${words.value.resolution[resolution]}${step}・${from}・${words.value.chartHelp}`;
}

function said(point: SeriesPoint | undefined, drawn: Drawn): string {
  if (point === undefined) return nature(drawn);
  const at = `${dayAndMonth(point.t)} ${clockTime(point.t)}`;
  if (point.n === 1) return `${at}  ${metres(point.mean)}`;
  return `${at}  ${metres(point.mean)} (${metres(point.min)} – ${metres(point.max)})`;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

interface ChartProps {
  station: Station;
  drawn: Drawn;
  width: number;
  height: number;
}

/** Drawn in units of a sixteenth of the page's letter size, so that a wall display scales it. */
function Chart({ station, drawn, width: width_px, height: height_px }: ChartProps) {
  const unit_px = letterSize() / 16;
  const [width, height] = [width_px / unit_px, height_px / unit_px];
  const read = useSignal<number | null>(null);
  const rungs = rungsOf(station.thresholds);
  const frame = frameOf(station, drawn, rungs, width, height);
  const { points } = drawn;
  const point = read.value === null ? undefined : points[Math.min(read.value, points.length - 1)];
  const readAt = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    const time = scale({ from: frame.left, to: frame.right }, frame.times)(
      (event.clientX - event.currentTarget.getBoundingClientRect().left) / unit_px,
    );
    read.value = points.length === 0 ? null : nearest(points, time);
  };
  const step = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined || points.length === 0) return;
    event.preventDefault();
    read.value = Math.max(0, Math.min(points.length - 1, (read.value ?? points.length) + by));
  };
  return (
    <>
      <svg
        class="chart"
        width={width_px}
        height={height_px}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        tabIndex={0}
        aria-label={`${words.value.hydrograph} ${said(points.at(-1), drawn)}`}
        onPointerMove={readAt}
        onPointerLeave={() => {
          read.value = null;
        }}
        onKeyDown={step}
      >
        <clipPath id="plot">
          <rect x={frame.left} y={0} width={Math.max(0, frame.right - frame.left)} height={height} />
        </clipPath>
        <Grid frame={frame} now_ms={now_ms.value} />
        <ThresholdLines frame={frame} rungs={rungs} />
        <Water station={station} drawn={drawn} frame={frame} />
        <ProjectionBand station={station} frame={frame} />
        {point !== undefined && <Reading point={point} frame={frame} />}
      </svg>
      <output class="read">{said(point, drawn)}</output>
      {points.length === 0 && <p class="empty">{words.value.noSeries}</p>}
    </>
  );
}

export function Hydrograph({ station }: { station: Station }) {
  const { hydrograph, spans, loading } = words.value;
  const span = useSignal<SpanName>("h12");
  const { drawn, failed } = useSeries(station, span.value);
  const box = useRef<HTMLDivElement>(null);
  const size = useSignal({ width: 0, height: 0 });
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
    <figure class="hydrograph">
      <figcaption>
        <span>
          {hydrograph}
        </span>
        <span class="choice" role="group" aria-label={hydrograph}>
          {SPAN_NAMES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={span.value === name}
              onClick={() => {
                span.value = name;
              }}
            >
              {spans[name]}
            </button>
          ))}
        </span>
      </figcaption>
      <div ref={box} class="chart-box">
        {drawn?.span !== span.value ? (
          <p class="empty">{failed ? words.value.failed : loading}</p>
        ) : (
          size.value.width > 0 && <Chart station={station} drawn={drawn} {...size.value} />
        )}
      </div>
    </figure>
  );
}
