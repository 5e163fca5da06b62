// The sheets of what is no station: a new station or phrase, an area, a phrase, the rules of judging.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getStanding, type Values, type What } from "../../api/admin";
import { Heading } from "../orders/heading";
import { History } from "./history";
import { AreaMap } from "./map";
import { Proposal } from "./proposal";
import { areas, drafts, onShow, stations } from "./state";
import { FIELDS, NEW_STATION, type Field } from "./values";
import { said } from "./words";

const BEGIN: Record<"station" | "phrase", Values> = {
  station: { mode: "regular", interval_min: 10, datum: "T.P.", reference: "gauge_zero", release_m: 0.1 },
  phrase: { kind: "order_reason" },
};

export function NewSheet({ what }: { what: "station" | "phrase" }) {
  const words = said.value;
  const id = useSignal("");
  const fields: readonly Field[] =
    what === "station" ? NEW_STATION : (FIELDS.phrase ?? []).filter(([name]) => name !== "withdrawn");
  return (
    <article class="sheet">
      <Heading of="sheet">{what === "station" ? words.newStation : words.newPhrase}</Heading>
      <Proposal what={what} subject={id.value.trim()} fields={fields} standing={BEGIN[what]}>
        <div class="field">
          <label for="new-id">{what === "station" ? words.stationId : words.phraseId}</label>
          <input
            id="new-id"
            type="text"
            autocomplete="off"
            spellcheck={false}
            maxLength={63}
            value={id.value}
            onInput={(event) => {
              id.value = event.currentTarget.value;
            }}
          />
        </div>
      </Proposal>
    </article>
  );
}

/** What holds of a subject, and a proposal against it, with its history below. */
function Standing({ what, subject, keeps = [] }: { what: What; subject: string; keeps?: string[] }) {
  const words = said.value;
  const standing = useSignal<Values | null>(null);
  useEffect(() => {
    let left = false;
    getStanding(what, subject).then(
      (found) => {
        if (!left) standing.value = found.standing;
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [what, subject, drafts.value]);
  const held = standing.value;
  if (held === null) return <p class="empty">{words.checking}</p>;
  const beside = Object.fromEntries(keeps.map((name) => [name, held[name]]));
  return (
    <>
      <Proposal
        key={JSON.stringify([what, subject, held])}
        what={what}
        subject={subject}
        fields={FIELDS[what] ?? []}
        standing={held}
        {...(keeps.length > 0 ? { beside } : {})}
      />
      <h3>{words.history}</h3>
      <History key={drafts.value.length} what={what} subject={subject} />
    </>
  );
}

function Voices({ areaId, now }: { areaId: string; now: string[] }) {
  const words = said.value;
  const ids = useSignal(now);
  return (
    <Proposal what="voices" subject={areaId} fields={[]} standing={null} beside={{ station_ids: ids.value }}>
      <fieldset class="voices">
        <legend>{words.fields["station_ids"]}</legend>
        {(stations.value ?? [])
          .filter(({ is_retired }) => !is_retired)
          .map(({ station_id, name }) => (
            <label key={station_id} class="closed">
              <input
                type="checkbox"
                checked={ids.value.includes(station_id)}
                onChange={(event) => {
                  const others = ids.value.filter((each) => each !== station_id);
                  ids.value = event.currentTarget.checked ? [...others, station_id].sort() : others;
                }}
              />
              <span lang="ja">{name}</span>
            </label>
          ))}
      </fieldset>
    </Proposal>
  );
}

export function AreaSheet({ id }: { id: string }) {
  const words = said.value;
  const found = areas.value.find(({ area }) => area.area_id === id);
  return (
    <article class="sheet" data-area-sheet={id}>
      <Heading of="sheet">
        <span lang="ja">{found?.area.name ?? id}</span> <small class="quiet">{id}</small>
      </Heading>
      <AreaMap
        selected={id}
        onSelect={(chosen) => {
          onShow.value = { kind: "area", id: chosen };
        }}
      />
      <Standing what="area" subject={id} keeps={["geometry"]} />
      {found !== undefined && (
        <>
          <h3>{words.whats.voices}</h3>
          <Voices key={id} areaId={id} now={found.area.station_ids} />
        </>
      )}
    </article>
  );
}

export function PhraseSheet({ id }: { id: string }) {
  return (
    <article class="sheet">
      <Heading of="sheet">
        {said.value.whats.phrase} <small class="quiet">{id}</small>
      </Heading>
      <Standing key={id} what="phrase" subject={id} />
    </article>
  );
}

export function PolicySheet() {
  return (
    <article class="sheet">
      <Heading of="sheet">{said.value.whats.policy}</Heading>
      <Standing what="policy" subject="judging" />
    </article>
  );
}
