// A trial as it is read: the sentence, the counts of both sides, and two rows of alerts over time.
import { useSignal } from "@preact/signals";

import type { Found, Timeline, Trial } from "../../api/admin";
import type { Level } from "../../api/shapes";
import { PAINT } from "../../rivers/levels";
import { clockTime, dayAndMonth, fullDate } from "../../words/formats";
import { scale, timeTicks, type Span } from "../scales";
import { said } from "./words";

const HOUR_MS = 3_600_000;
const [WIDTH, LEFT, RIGHT] = [680, 64, 672];
const ROWS = { before: 44, after: 92 } as const;
const ROW_HEIGHT = 30;
const LONGEST_LIST = 12;

type Crossing = Timeline["crossings"][number];

function medianOf(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The sentence that is read first: how much earlier, and how many more for nothing. */
function summaryOf(found: Found): string {
  const words = said.value;
  const crossings = found.timelines.flatMap((each) => each.crossings);
  const shifts = crossings.flatMap(({ before_lead_min, after_lead_min }) =>
    before_lead_min === null || after_lead_min === null ? [] : [after_lead_min - before_lead_min],
  );
  const shift = medianOf(shifts);
  const gained = crossings.filter((each) => each.before_lead_min === null && each.after_lead_min !== null).length;
  const lost = crossings.filter((each) => each.before_lead_min !== null && each.after_lead_min === null).length;
  return [
    ...(shift === null ? [] : [words.fires(Math.round(shift))]),
    ...(gained > 0 ? [words.gained(gained)] : []),
    ...(lost > 0 ? [words.lost(lost)] : []),
    words.falseMore(found.after.false_alerts - found.before.false_alerts),
  ].join("・");
}

/** Alerts an event: an event is the river standing at its lowest alerting level. */
function perEvent(found: Found, alerts: number): string {
  const lowest = found.timelines.map(({ crossings }) => {
    const levels = crossings.map(({ level }) => level);
    const least = Math.min(...levels);
    return levels.filter((level) => level === least).length;
  });
  const events = lowest.reduce((sum, each) => sum + each, 0);
  return events === 0 ? "—" : (alerts / events).toFixed(1);
}

function Counts({ found }: { found: Found }) {
  const words = said.value;
  const own = found.timelines.map(({ station_id }) => station_id);
  const ofOwn = found.stations.filter(({ station_id }) => own.includes(station_id));
  const sum = (side: "before" | "after", name: "alerts") =>
    ofOwn.reduce((total, each) => total + each[side][name], 0);
  const rows = [
    ["alerts", found.before.alerts, found.after.alerts],
    ["false_alerts", found.before.false_alerts, found.after.false_alerts],
    ["public_alerts", found.before.public_alerts, found.after.public_alerts],
    ["false_public_alerts", found.before.false_public_alerts, found.after.false_public_alerts],
    ["flaps", found.before.flaps, found.after.flaps],
    ["per_event", perEvent(found, sum("before", "alerts")), perEvent(found, sum("after", "alerts"))],
    [
      "crossings_warned",
      `${found.before.crossings_warned} / ${found.before.crossings}`,
      `${found.after.crossings_warned} / ${found.after.crossings}`,
    ],
    ["false_warnings", found.before.false_warnings, found.after.false_warnings],
    ["median_lead_min", found.before.median_lead_min ?? "—", found.after.median_lead_min ?? "—"],
  ] as const;
  return (
    <table class="trial-counts">
      <thead>
        <tr>
          <td />
          <th scope="col">{words.now}</th>
          <th scope="col">{words.proposed}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, before, after]) => (
          <tr key={name} class={before === after ? "" : "differs"}>
            <th scope="row">{words.counts[name]}</th>
            <td class="number">{before}</td>
            <td class="number">{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Row({ of, side, x, times }: { of: Timeline; side: "before" | "after"; x: (time: number) => number; times: Span }) {
  const words = said.value;
  const top = ROWS[side];
  const { spans, fires } = of[side];
  const inside = (from: number, until: number) => until > times.from && from < times.to;
  return (
    <g data-side={side}>
      <text x={0} y={top + 20}>
        {side === "before" ? words.now : words.proposed}
      </text>
      <line class="ground" x1={LEFT} x2={RIGHT} y1={top + ROW_HEIGHT} y2={top + ROW_HEIGHT} />
      {spans.map((span) => {
        const [from, until] = [Date.parse(span.from), Date.parse(span.until)];
        if (!inside(from, until)) return null;
        const left = Math.max(LEFT, x(from));
        const width = Math.max(3, Math.min(RIGHT, x(until)) - left);
        const paint = PAINT[span.level as Level];
        return (
          <g key={span.from}>
            <rect x={left} y={top} width={width} height={ROW_HEIGHT} fill={paint.fill} class="span" />
            {width > 14 && (
              <text x={left + 4} y={top + 20} style={{ fill: paint.text }}>
                {span.level}
              </text>
            )}
          </g>
        );
      })}
      {fires
        .filter((fire) => fire.is_false && inside(Date.parse(fire.at), Date.parse(fire.at) + 1))
        .map((fire) => (
          <text key={fire.at} class="false-fire" x={x(Date.parse(fire.at))} y={top - 2} text-anchor="middle">
            ×<title>{words.falseFire}</title>
          </text>
        ))}
    </g>
  );
}

function TimelineChart({ of }: { of: Timeline }) {
  const words = said.value;
  const near = useSignal<Crossing | null>(null);
  const whole = { from: Date.parse(of.begins), to: Date.parse(of.ends) };
  const chosen = near.value;
  const times =
    chosen === null
      ? whole
      : { from: Date.parse(chosen.at) - 12 * HOUR_MS, to: Math.max(Date.parse(chosen.until), Date.parse(chosen.at)) + 6 * HOUR_MS };
  const x = scale(times, { from: LEFT, to: RIGHT });
  const ticks = timeTicks(times, 7);
  const listed = of.crossings.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, LONGEST_LIST);
  return (
    <div class="timeline" data-timeline={of.station_id}>
      <p class="choice">
        <button
          type="button"
          aria-pressed={chosen === null}
          onClick={() => {
            near.value = null;
          }}
        >
          {words.overview}
        </button>
        <button type="button" aria-pressed={chosen !== null} disabled={chosen === null}>
          {words.zoomed} {chosen === null ? "" : dayAndMonth(chosen.at)}
        </button>
      </p>
      <div class="scrolls" tabIndex={0} role="group" aria-label={words.trial}>
      <svg viewBox={`0 0 ${WIDTH} 152`} role="img" aria-label={`${words.now}・${words.proposed}`}>
        {of.crossings
          .filter(({ at }) => Date.parse(at) > times.from && Date.parse(at) < times.to)
          .map(({ at, level }) => (
            <g key={`${at}${level}`} class="crossing">
              <line x1={x(Date.parse(at))} x2={x(Date.parse(at))} y1={18} y2={ROWS.after + ROW_HEIGHT} />
              <text x={x(Date.parse(at))} y={13} text-anchor="middle">
                {level}
              </text>
            </g>
          ))}
        <Row of={of} side="before" x={x} times={times} />
        <Row of={of} side="after" x={x} times={times} />
        {ticks.times.map((time) => (
          <text key={time} class="tick" x={x(time)} y={146} text-anchor={x(time) > RIGHT - 20 ? "end" : "middle"}>
            {ticks.daily ? dayAndMonth(time) : clockTime(time)}
          </text>
        ))}
      </svg>
      </div>
      {listed.length > 0 && (
        <div class="scrolls" tabIndex={0} role="group" aria-label={words.crossing}>
          <table class="crossings">
            <thead>
              <tr>
                <th scope="col">{words.crossing}</th>
                <th scope="col">{words.now}</th>
                <th scope="col">{words.proposed}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {listed.map((each) => (
                <tr key={`${each.at}${each.level}`}>
                  <th scope="row">
                    {each.level} {words.levels[each.level]} {fullDate(each.at)} {clockTime(each.at)}
                  </th>
                  <td>{words.leadMin(each.before_lead_min)}</td>
                  <td class="after">{words.leadMin(each.after_lead_min)}</td>
                  <td>
                    <button
                      type="button"
                      aria-label={`${words.zoomed} ${fullDate(each.at)} ${clockTime(each.at)}`}
                      onClick={() => {
                        near.value = each;
                      }}
                    >
                      {words.zoomed}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

export function TrialShown({ trial }: { trial: Trial }) {
  const words = said.value;
  const { state, found, progress } = trial;
  if (state === "failed") {
    return (
      <p class="wrong" role="alert">
        {words.trialFailed}: {trial.failed_because}
      </p>
    );
  }
  if (found === null) {
    return (
      <p role="status" data-trial={state}>
        <progress max={1} value={progress} aria-label={words.trial} /> {words.trying(Math.round(progress * 100))}
      </p>
    );
  }
  return (
    <div class="trial" data-trial={state}>
      <p class="summary" lang="ja">
        {summaryOf(found)}
      </p>
      <p class="quiet">
        {words.tried(fullDate(trial.since), fullDate(trial.until))}・{words.falseMeans}
      </p>
      {found.timelines.map((each) => (
        <TimelineChart key={each.station_id} of={each} />
      ))}
      <Counts found={found} />
    </div>
  );
}
