// The choice of areas: by name, by river, by the station that speaks for them; and whom it comes to.
import { computed, useComputed, useSignal } from "@preact/signals";

import type { HqArea, Station } from "../../api/shapes";
import { words } from "../../words/language";
import { StationMark } from "../mark";
import { stations } from "../state";
import { levelOf, nameOf } from "../wording";
import { areasOf, matchesArea, speaking, totalOf } from "./facts";
import { drop, pick, picked } from "./form";
import { orderLevel } from "./levels";
import { areas, standing } from "./state";

const known = computed<Station[]>(() => [...stations.value.values()].map(({ station }) => station));
const voices = computed(() => speaking(areas.value ?? [], known.value));
const rivers = computed(() => [...new Set(voices.value.map(({ river }) => river))].sort());

export const chosenAreas = computed(() =>
  (areas.value ?? []).filter(({ area_id }) => picked.value.has(area_id)),
);
/** The worst gauge of where the order is for. */
export const worstVoice = computed(() => speaking(chosenAreas.value, known.value)[0] ?? null);

function AreaBox({ area }: { area: HqArea }) {
  const said = words.value.orders;
  const { area_id, name, name_en, population, households, subscribers } = area;
  const worst = speaking([area], known.value)[0];
  const stands = standing.value.find((order) =>
    order.areas.some((each) => each.stands && each.area_id === area_id),
  );
  const counted = [
    population === null ? "" : said.people(population),
    households === null ? "" : said.households(households),
    subscribers === null ? "" : said.subscribers(subscribers),
  ].filter((count) => count !== "");
  return (
    <label class="area" data-area={area_id}>
      <input
        type="checkbox"
        checked={picked.value.has(area_id)}
        onChange={(event) => {
          (event.currentTarget.checked ? pick : drop)([area_id]);
        }}
      />
      <span>
        <span lang="ja">{name}</span> <small class="quiet">{name_en}</small>
        {stands && (
          <b class="order-state order-released">
            {orderLevel(stands.alert_level)} {said.states.released}
          </b>
        )}
      </span>
      <small class="quiet counted">{counted.join("・")}</small>
      {worst && (
        <span class="voice" title={`${nameOf(worst)} ${levelOf(worst)}`}>
          <StationMark station={worst} size="s" />
          <span class="hidden">
            {nameOf(worst)} {levelOf(worst)}
          </span>
        </span>
      )}
    </label>
  );
}

function ByRiver() {
  const said = words.value.orders;
  return (
    <div class="chips" role="group" aria-label={said.byRiver}>
      {rivers.value.map((river) => {
        const ids = areasOf(areas.value ?? [], voices.value.filter((each) => each.river === river));
        const all = ids.every((id) => picked.value.has(id));
        return (
          <button
            key={river}
            type="button"
            lang="ja"
            aria-pressed={all}
            onClick={() => {
              (all ? drop : pick)(ids);
            }}
          >
            {river}
          </button>
        );
      })}
    </div>
  );
}

function ByStation() {
  const said = words.value.orders;
  return (
    <select
      aria-label={said.byStation}
      value=""
      onChange={(event) => {
        const id = event.currentTarget.value;
        pick(areasOf(areas.value ?? [], voices.value.filter(({ station_id }) => station_id === id)));
        event.currentTarget.value = "";
      }}
    >
      <option value="">{said.byStation}…</option>
      {voices.value.map((station) => (
        <option key={station.station_id} value={station.station_id}>
          {station.level ?? "?"} {nameOf(station)}（{levelOf(station)}）
        </option>
      ))}
    </select>
  );
}

function Chosen() {
  const said = words.value.orders;
  const chosen = chosenAreas.value;
  const { population, households, subscribers, isPartial } = totalOf(chosen);
  const worst = worstVoice.value;
  return (
    <p class="chosen" aria-live="polite">
      {chosen.length === 0 ? (
        said.noneChosen
      ) : (
        <>
          <b>
            {said.areaCount(chosen.length)}・{said.people(population)}・{said.households(households)}・
            {said.subscribers(subscribers)}
          </b>
          {isPartial && <small>（{said.unknownPopulation}）</small>}
          <span lang="ja">{chosen.map(({ name }) => name).join("、")}</span>
          {worst !== null && (
            <small>
              <StationMark station={worst} size="s" /> {nameOf(worst)} {levelOf(worst)}
            </small>
          )}
        </>
      )}
    </p>
  );
}

export function AreaChoice() {
  const said = words.value.orders;
  const wanted = useSignal("");
  const shown = useComputed(() => (areas.value ?? []).filter((area) => matchesArea(area, wanted.value)));
  if (areas.value === null) return <p class="empty">{words.value.loading}</p>;
  if (areas.value.length === 0) return <p class="empty">{said.noAreas}</p>;
  return (
    <>
      <div class="narrow">
        <input
          type="search"
          aria-label={said.searchAreas}
          placeholder={said.searchAreas}
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") event.preventDefault();
          }}
        />
        <ByStation />
        <ByRiver />
        <button
          type="button"
          onClick={() => {
            pick(shown.value.map(({ area_id }) => area_id));
          }}
        >
          {said.allShown}
        </button>
        <button
          type="button"
          disabled={picked.value.size === 0}
          onClick={() => {
            drop(picked.value);
          }}
        >
          {said.clear}
        </button>
      </div>
      <div class="areas" tabIndex={0} role="group" aria-label={said.areas}>
        {shown.value.length === 0 && <p class="empty">{said.noMatch}</p>}
        {shown.value.map((area) => (
          <AreaBox key={area.area_id} area={area} />
        ))}
      </div>
      <Chosen />
    </>
  );
}
