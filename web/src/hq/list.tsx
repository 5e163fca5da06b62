// The list that says all the map says, worst first; only the rows in sight are made.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import type { Station } from "../api/shapes";
import { isCurrent, lookOf } from "../rivers/standing";
import { metres, metresPerHour } from "../words/formats";
import { words } from "../words/language";
import { ListFilters } from "./list_filters";
import { StationMark, TrendArrow } from "./mark";
import { letterSize } from "./screen";
import { listed, loaded, now_ms, search, selectedId, stations } from "./state";
import { ageOf, jumpNameOf, levelOf, nameOf } from "./wording";

const ROW_REM = 4;
const SPARE_ROWS = 4;

const rowHeight = () => ROW_REM * letterSize();

interface RowProps {
  station: Station;
  position: number;
  size: number;
  active: boolean;
}

function Row({ station, position, size, active }: RowProps) {
  const said = words.value;
  const look = lookOf(station);
  const jump = jumpNameOf(station);
  const chosen = selectedId.value === station.station_id;
  return (
    <div
      id={`row-${station.station_id}`}
      class={`row ${active ? "active" : ""} ${isCurrent(look) ? "" : "stale"}`}
      role="option"
      aria-selected={chosen}
      aria-posinset={position + 1}
      aria-setsize={size}
      style={{ top: `${position * ROW_REM}rem`, height: `${ROW_REM}rem` }}
      data-station={station.station_id}
      data-level={station.level ?? ""}
      data-look={look}
      onClick={() => {
        selectedId.value = station.station_id;
      }}
    >
      <StationMark station={station} size="m" />
      <span class="what">
        <b>{nameOf(station)}</b>
        <small>
          {station.river}・
          <span class="hidden">
            {said.level} {station.level}{" "}
          </span>
          {levelOf(station)}
          {station.alert_id !== null && <span class="hidden"> {said.alerts}</span>}
        </small>
        {jump !== null && <em class="unconfirmed">{jump}</em>}
      </span>
      <span class="how">
        <b class="stage">{metres(station.stage_m)}</b>
        <small>
          <TrendArrow station={station} /> {station.rise_m_per_h !== null && metresPerHour(station.rise_m_per_h)}
        </small>
      </span>
      <span class={`age look-${look}`}>{ageOf(station, now_ms.value)}</span>
    </div>
  );
}

function Empty() {
  const said = words.value;
  const why = !loaded.value ? said.loading : stations.value.size === 0 ? said.noStations : said.noMatch;
  return <p class="empty">{why}</p>;
}

function Search() {
  const said = words.value;
  return (
    <div class="search">
      <input
        type="search"
        aria-label={said.search}
        placeholder={said.search}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      <span class="quiet">{said.worstFirst}</span>
    </div>
  );
}

const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  PageDown: (at, last) => Math.min(at + 8, last),
  PageUp: (at) => Math.max(at - 8, 0),
  Home: () => 0,
  End: (_, last) => last,
};

export function StationList() {
  const rows = listed.value;
  const box = useRef<HTMLDivElement>(null);
  const sight = useSignal({ top: 0, height: 800 });
  const activeId = useSignal<string | null>(selectedId.value);
  const look = () => {
    if (box.current !== null) sight.value = { top: box.current.scrollTop, height: box.current.clientHeight };
  };
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (box.current !== null) observer.observe(box.current);
    return () => {
      observer.disconnect();
    };
  }, []);

  const height = rowHeight();
  const first = Math.max(0, Math.floor(sight.value.top / height) - SPARE_ROWS);
  const last = Math.min(rows.length, Math.ceil((sight.value.top + sight.value.height) / height) + SPARE_ROWS);
  const active = Math.max(0, rows.findIndex(({ station_id }) => station_id === activeId.value));

  const press = (event: KeyboardEvent) => {
    const current = rows[active];
    if ((event.key === "Enter" || event.key === " ") && current !== undefined) {
      event.preventDefault();
      selectedId.value = current.station_id;
      return;
    }
    const move = MOVES[event.key];
    if (move === undefined || rows.length === 0) return;
    event.preventDefault();
    const to = move(active, rows.length - 1);
    activeId.value = rows[to]?.station_id ?? null;
    const list = box.current;
    if (list === null) return;
    if (to * height < list.scrollTop) list.scrollTop = to * height;
    if ((to + 1) * height > list.scrollTop + list.clientHeight) {
      list.scrollTop = (to + 1) * height - list.clientHeight;
    }
  };

  return (
    <>
      <Search />
      <ListFilters />
      <div
        ref={box}
        class="list"
        role="listbox"
        tabIndex={0}
        aria-label={`${words.value.stations} (${words.value.worstFirst})`}
        aria-activedescendant={rows[active] && `row-${rows[active].station_id}`}
        onScroll={look}
        onKeyDown={press}
      >
        {rows.length === 0 && <Empty />}
        <div class="rows" style={{ height: `${rows.length * ROW_REM}rem` }}>
          {rows.slice(first, last).map((station, n) => (
            <Row
              key={station.station_id}
              station={station}
              position={first + n}
              size={rows.length}
              active={first + n === active}
            />
          ))}
        </div>
      </div>
    </>
  );
}
