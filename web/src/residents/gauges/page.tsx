// All there is to a gauge: how it stands, how it came there, what its thresholds mean, what is seen there.
import { rungsOf } from "../../rivers/levels";
import type { Station } from "../contracts";
import { date } from "../page/times";
import { chosen, toggle } from "../places/mine";
import { isOld, now, places } from "../state";
import { metres } from "../words/formats";
import { Name, Term, Words } from "../words/spoken";
import { Mark, Standing } from "./gauge";
import { Hydrograph } from "./hydrograph";
import { lookOf } from "./standing";
import { Still } from "./still";

function Thresholds({ station }: { station: Station }) {
  const rungs = rungsOf(station.thresholds).reverse();
  if (rungs.length === 0) return null;
  return (
    <section class="thresholds" aria-labelledby="thresholds">
      <h2 id="thresholds">
        <Words of="gauge.meaning_title" />
      </h2>
      <dl>
        {rungs.map(({ level, threshold_m }) => (
          <div key={level}>
            <dt>
              <Mark level={level} look="live" /> <Term name={`gauge_${level}`} />{" "}
              <strong>
                <Words of="stage.value" with={{ stage: metres(threshold_m) }} />
              </strong>
            </dt>
            <dd>
              <Words of={`gauge.meaning_${level}`} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Choose({ id }: { id: string }) {
  const isMine = chosen.value.stations.includes(id);
  return (
    <p>
      <button
        type="button"
        aria-pressed={isMine}
        onClick={() => {
          toggle("stations", id);
        }}
      >
        <Words of="gauge.mine" />
      </button>
    </p>
  );
}

export default function GaugePage({ id }: { id: string }) {
  const station = places.value?.stations.find(({ station_id }) => station_id === id);
  if (station === undefined) return <Words of="places.nothing" />;
  const state = now.value?.stations[id];
  const look = lookOf(state, isOld.value);
  const cameras = (places.value?.cameras ?? []).filter(({ station_id }) => station_id === id);
  return (
    <>
      <p class="back">
        <a href="#now">
          <Words of="page.back" />
        </a>
      </p>
      <article class="gauge whole" data-level={look === "live" ? (state?.level ?? "unknown") : "unknown"} data-freshness={look}>
        <h1 tabIndex={-1}>
          <Mark level={state?.level ?? null} look={look} /> <Name of={station} />{" "}
          <span class="river" lang="ja">
            {station.river}
          </span>
        </h1>
        <Standing station={station} state={state} look={look} />
        {station.record !== null && (
          <p class="record">
            <Words of="record.highest" with={{ stage: metres(station.record.stage_m), date: date(station.record.at) }} />
          </p>
        )}
        <Choose id={id} />
      </article>
      <Hydrograph key={id} station={station} />
      <Thresholds station={station} />
      {cameras.map((camera) => {
        const still = now.value?.cameras[camera.camera_id];
        return still !== undefined && <Still key={camera.camera_id} camera={camera} still={still} />;
      })}
    </>
  );
}
