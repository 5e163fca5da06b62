// Up and down stream: how the neighbours stand, and when what passes them is here.
import { getNeighbours } from "../../api/station";
import type { Neighbour, Station } from "../../api/shapes";
import { ageOf, levelOf, nameOf } from "../wording";
import { metres } from "../../words/formats";
import { words } from "../../words/language";
import { StationMark, TrendArrow } from "../mark";
import { now_ms, runName, selectedId, stations } from "../state";
import { useAsked } from "./asked";

const EVERY_MS = 300_000;
const minutes = (seconds: number) => Math.max(1, Math.round(seconds / 60));

/** A time and how far it may be off, as people say it. */
function travel(travel_s: number | null, spread_s: number | null): string {
  const said = words.value.station;
  if (travel_s === null) return said.noTravel;
  return spread_s === null ? said.about(minutes(travel_s)) : said.giveOrTake(minutes(travel_s), minutes(spread_s));
}

/** Water that rises upstream and is on its way. */
export function Coming({ station }: { station: Station }) {
  const said = words.value.station;
  const { upstream } = station;
  if (upstream === null) return null;
  const from = stations.value.get(upstream.station_id)?.station;
  const left_s = upstream.expected_in_s - (now_ms.value - Date.parse(upstream.as_of)) / 1000;
  return (
    <p class="coming" role="note">
      {said.rising(from === undefined ? upstream.station_id : nameOf(from))}{" "}
      <b>{left_s > 0 ? said.hereIn(travel(left_s, upstream.spread_s)) : said.hereNow}</b>
    </p>
  );
}

function Row({ neighbour }: { neighbour: Neighbour }) {
  const known = stations.value.get(neighbour.station_id)?.station;
  return (
    <li>
      <button
        type="button"
        class="plain"
        onClick={() => {
          selectedId.value = neighbour.station_id;
        }}
      >
        {known !== undefined && <StationMark station={known} size="s" />}
        <b>{known === undefined ? neighbour.name : nameOf(known)}</b>
        {known !== undefined && (
          <span>
            {metres(known.stage_m)} <TrendArrow station={known} /> <small>{levelOf(known)}</small>
          </span>
        )}
        <small class="quiet">
          {travel(neighbour.travel_s, neighbour.spread_s)}
          {known !== undefined && `・${ageOf(known, now_ms.value)}`}
        </small>
      </button>
    </li>
  );
}

function Side({ title, rows }: { title: string; rows: Neighbour[] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="neighbours">
        {rows.map((row) => (
          <Row key={row.station_id} neighbour={row} />
        ))}
      </ul>
    </>
  );
}

export function NeighbourList({ station }: { station: Station }) {
  const said = words.value.station;
  const id = station.station_id;
  const { value, failed } = useAsked(() => getNeighbours(runName.peek(), id), id, EVERY_MS);
  if (value === null) return failed ? <p class="quiet">{words.value.failed}</p> : null;
  if (value.upstream.length + value.downstream.length === 0) return null;
  return (
    <section class="near">
      <h3>{said.neighbours}</h3>
      <Side title={said.upstream} rows={value.upstream} />
      <Side title={said.downstream} rows={value.downstream} />
    </section>
  );
}
