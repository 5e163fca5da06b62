// A gauge in a few lines: how high, since when, which way it goes, and what that means.
import type { Station, StationNow } from "../contracts";
import { rungsOf } from "../../rivers/levels";
import { ago, clock } from "../page/times";
import { gaugeAddress } from "../page/view";
import { isOld } from "../state";
import { metres } from "../words/formats";
import { Said } from "../words/ruby";
import { Name, termText, Words } from "../words/spoken";
import { Bar } from "./bar";
import { type Look, lookOf } from "./standing";

const ARROWS = { rising: "↗", steady: "→", falling: "↘", unknown: "" } as const;

/** How high the water stands, to the centimetre, and how old that is. What is old is never large. */
export function Stage({ state, look }: { state: StationNow | undefined; look: Look }) {
  const stage_m = state?.stage_m ?? null;
  const at = state?.observed_at ?? null;
  if (state === undefined || stage_m === null || at === null) {
    return (
      <p class="stage">
        <Words of={look === "dormant" ? "stage.asleep" : "stage.unknown"} />
      </p>
    );
  }
  const values = { stage: metres(stage_m), time: clock(at), age: ago(at) };
  if (look !== "live") {
    return (
      <p class="stage">
        {look !== "dormant" && <Words of="stage.unknown" />}{" "}
        <span class="at">
          <Words of="stage.last" with={values} />
        </span>
      </p>
    );
  }
  return (
    <p class="stage">
      <strong>
        <Words of="stage.value" with={values} />
      </strong>{" "}
      <span class="trend" data-trend={state.trend}>
        {ARROWS[state.trend] !== "" && <span aria-hidden="true">{ARROWS[state.trend]} </span>}
        <Words of={`trend.${state.trend}`} />
      </span>{" "}
      <span class="at">
        <Said text={values.age} /> <Words of="stage.at" with={values} />
      </span>
    </p>
  );
}

/** Which threshold it has passed, what that means, and how far it is to the next one. */
export function Reached({ station, state }: { station: Station; state: StationNow }) {
  const rungs = rungsOf(station.thresholds);
  const level = state.level ?? 0;
  if (rungs.length === 0) {
    return (
      <p class="reached">
        <Words of="gauge.no_thresholds" />
      </p>
    );
  }
  const next = rungs.find((rung) => rung.level > level);
  const away_m = next === undefined || state.stage_m === null ? null : Math.max(0, next.threshold_m - state.stage_m);
  return (
    <>
      <p class="reached">
        {level === 0 ? <Words of="gauge.below" /> : <Words of="gauge.reached" with={{ term: termText(`gauge_${level}`) }} />}
      </p>
      {level > 0 && (
        <p class="meaning">
          <Words of={`gauge.meaning_${level}`} />
        </p>
      )}
      {next === undefined ? (
        <p class="next">
          <Words of="gauge.above_last" />
        </p>
      ) : (
        away_m !== null && (
          <p class="next">
            <Words of="gauge.to_next" with={{ term: termText(`gauge_${next.level}`), metres: metres(away_m) }} />
          </p>
        )
      )}
    </>
  );
}

/** What is usual here, and whether this is. */
export function Usual({ station, stage_m }: { station: Station; stage_m: number | null }) {
  const { usual } = station;
  if (usual === null) return null;
  const how = stage_m === null ? null : stage_m > usual.p95 ? "above" : stage_m < usual.p05 ? "below" : "within";
  return (
    <p class="usual">
      <Words of="usual.range" with={{ low: metres(usual.p05), high: metres(usual.p95) }} />
      {how !== null && (
        <>
          {" "}
          <Words of={`usual.${how}`} />
        </>
      )}
    </p>
  );
}

/** The level as a shape and a colour; what is not known has neither. */
export const Mark = ({ level, look }: { level: number | null; look: Look }) => (
  <span class="mark" data-level={look === "live" && level !== null ? level : "unknown"} aria-hidden="true">
    <i />
  </span>
);

export function Standing({ station, state, look }: { station: Station; state: StationNow | undefined; look: Look }) {
  return (
    <>
      <Stage state={state} look={look} />
      {look !== "live" && (
        <p class="freshness">
          <Words of={`fresh.${look}`} />
        </p>
      )}
      {state !== undefined && look === "live" && (
        <>
          <Reached station={station} state={state} />
          <Bar station={station} stage_m={state.stage_m} />
        </>
      )}
      {state !== undefined && (look === "late" || look === "blind") && (state.level ?? 0) > 0 && (
        <p class="reached">
          <Words of="gauge.reached_last" with={{ term: termText(`gauge_${state.level ?? 0}`) }} />
        </p>
      )}
      <Usual station={station} stage_m={look === "live" ? (state?.stage_m ?? null) : null} />
    </>
  );
}

export function Gauge({ station, state }: { station: Station; state: StationNow | undefined }) {
  const look = lookOf(state, isOld.value);
  const level = state?.level ?? null;
  return (
    <article class="gauge" data-level={look === "live" ? (level ?? "unknown") : "unknown"} data-freshness={look}>
      <h3>
        <Mark level={level} look={look} />{" "}
        <a href={gaugeAddress(station.station_id)}>
          <Name of={station} />
        </a>{" "}
        <span class="river" lang="ja">
          {station.river}
        </span>
      </h3>
      <Standing station={station} state={state} look={look} />
    </article>
  );
}
