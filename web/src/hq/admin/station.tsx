// One station as it is administered: its parts, what holds of each, and a draft against it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import {
  addDraft,
  getLearned,
  getNeighbours,
  getStanding,
  type Administered,
  type Learned,
  type Values,
  type What,
} from "../../api/admin";
import { useActing } from "../acting";
import { Choice } from "../choice";
import { runName } from "../state";
import { Differences } from "./differences";
import { Heading } from "../orders/heading";
import { History } from "./history";
import { Proposal } from "./proposal";
import { RecordChart } from "./record";
import { drafts, onShow, reload, stations } from "./state";
import { FIELDS, type Typed } from "./values";
import { said } from "./words";

const PARTS = ["thresholds", "station", "sensor", "plausible", "neighbour", "retirement"] as const;
type Part = (typeof PARTS)[number];

/** What holds of a subject; null while it is not known, or where nothing does. */
function useStanding(what: What, subject: string): { standing: Values | null; isKnown: boolean } {
  const held = useSignal<{ standing: Values | null } | null>(null);
  useEffect(() => {
    let left = false;
    held.value = null;
    getStanding(what, subject).then(
      ({ standing }) => {
        if (!left) held.value = { standing };
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [what, subject, drafts.value]);
  return { standing: held.value?.standing ?? null, isKnown: held.value !== null };
}

function PartOf({ of, what }: { of: Administered; what: Exclude<Part, "neighbour" | "retirement"> }) {
  const { standing, isKnown } = useStanding(what, of.station_id);
  const typed = useSignal<Typed | null>(null);
  if (!isKnown) return null;
  const begin = what === "sensor" && standing === null ? { kind: "stage", unit: "m", offset_m: 0, scale: 1 } : null;
  return (
    <>
      {what === "thresholds" && (
        <RecordChart
          stationId={of.station_id}
          now={standing ?? {}}
          proposed={typed.value}
          highest_m={of.highest_m}
          newest_m={of.newest_m}
        />
      )}
      <Proposal
        key={`${of.station_id} ${what} ${JSON.stringify(standing)}`}
        what={what}
        subject={of.station_id}
        fields={FIELDS[what] ?? []}
        standing={standing ?? begin}
        onTyped={(changed) => {
          typed.value = changed;
        }}
      />
      <h3>{said.value.history}</h3>
      <History key={drafts.value.length} what={what} subject={of.station_id} />
    </>
  );
}

function Neighbour({ subject, begin }: { subject: string; begin?: Values }) {
  const { standing, isKnown } = useStanding("neighbour", subject);
  if (!isKnown) return null;
  const kept = { basis: begin?.["basis"] ?? "given" };
  return (
    <Proposal
      key={`${subject} ${JSON.stringify(begin ?? standing)}`}
      what="neighbour"
      subject={subject}
      fields={FIELDS.neighbour ?? []}
      standing={standing}
      beside={kept}
      {...(begin === undefined ? {} : { begin })}
    />
  );
}

function Neighbours({ of }: { of: Administered }) {
  const words = said.value;
  const learned = useSignal<Learned[] | null>(null);
  const chosen = useSignal<{ subject: string; begin?: Values } | null>(null);
  const { refused, act } = useActing();
  useEffect(() => {
    void act(async () => {
      learned.value = await getLearned(of.station_id, runName.value);
    });
  }, [of.station_id]);
  const near = useSignal<string[]>([]);
  useEffect(() => {
    getNeighbours(of.station_id, runName.value).then(
      ({ upstream, downstream }) => {
        near.value = [
          ...upstream.map(({ station_id }) => `${station_id}/${of.station_id}`),
          ...downstream.map(({ station_id }) => `${of.station_id}/${station_id}`),
        ];
      },
      () => undefined, // a retired station has none to show
    );
  }, [of.station_id, drafts.value]);
  const nameOf = (id: string) => stations.value?.find(({ station_id }) => station_id === id)?.name ?? id;
  const named = (subject: string) => {
    const [from = "", to = ""] = subject.split("/");
    return words.neighbourOf(nameOf(from), nameOf(to));
  };
  return (
    <>
      {near.value.length === 0 && <p class="quiet">{words.noNeighbours}</p>}
      <p class="chips">
        {near.value.map((subject) => (
          <button
            key={subject}
            type="button"
            lang="ja"
            aria-pressed={chosen.value?.subject === subject}
            onClick={() => {
              chosen.value = { subject };
            }}
          >
            {named(subject)}
          </button>
        ))}
      </p>
      <label class="field">
        <span>{words.addNeighbour}</span>
        <select
          value=""
          onChange={(event) => {
            chosen.value = { subject: `${of.station_id}/${event.currentTarget.value}` };
          }}
        >
          <option value="">—</option>
          {stations.value
            ?.filter(({ station_id }) => station_id !== of.station_id)
            .map(({ station_id, name }) => (
              <option key={station_id} value={station_id}>
                {name}（{station_id}）
              </option>
            ))}
        </select>
      </label>
      {chosen.value !== null && (
        <>
          <h3 lang="ja">{named(chosen.value.subject)}</h3>
          <Neighbour {...chosen.value} />
          <History key={`${chosen.value.subject} ${drafts.value.length}`} what="neighbour" subject={chosen.value.subject} />
        </>
      )}
      <h3>{words.learned}</h3>
      {refused !== null && <p class="wrong" role="alert">{refused}</p>}
      {learned.value?.length === 0 && <p class="quiet">{words.noLearned}</p>}
      {learned.value?.map(({ subject, standing, values }) => (
        <div key={subject} class="learned">
          <b lang="ja">{named(subject)}</b>
          <Differences
            of={["travel_min", "spread_min", "evidence"].map((field) => ({
              field,
              before: standing?.[field] ?? null,
              after: values[field] ?? null,
            }))}
          />
          <button
            type="button"
            onClick={() => {
              chosen.value = { subject, begin: values };
            }}
          >
            {words.takeLearned}
          </button>
        </div>
      ))}
    </>
  );
}

function Retirement({ of }: { of: Administered }) {
  const words = said.value;
  const { busy, refused, act } = useActing();
  return (
    <>
      <p>{words.retireLead}</p>
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button
          type="button"
          disabled={busy}
          onClick={() =>
            void act(async () => {
              const made = await addDraft("retirement", of.station_id, { retired: !of.is_retired }, "");
              await reload();
              onShow.value = { kind: "draft", id: made.draft_id };
            })
          }
        >
          {of.is_retired ? words.restore : words.retire}
        </button>
      </p>
      <History key={drafts.value.length} what="retirement" subject={of.station_id} />
    </>
  );
}

export function StationSheet({ of }: { of: Administered }) {
  const words = said.value;
  const part = useSignal<Part>("thresholds");
  const waiting = drafts.value.filter(({ subject }) => subject.split("/").includes(of.station_id));
  return (
    <article class="sheet" data-station={of.station_id}>
      <Heading of="sheet">
        <span lang="ja">{of.name}</span> <small class="quiet">{of.river}・{of.station_id}</small>
        {of.is_retired && <b class="tag">{words.retiredTag}</b>}
      </Heading>
      {waiting.length > 0 && (
        <p class="chips">
          {waiting.map(({ draft_id, what }) => (
            <button
              key={draft_id}
              type="button"
              onClick={() => {
                onShow.value = { kind: "draft", id: draft_id };
              }}
            >
              {words.states.draft} {draft_id}: {words.whats[what]}
            </button>
          ))}
        </p>
      )}
      <Choice label={of.name} of={PARTS} chosen={part} class="parts">
        {(each) => words.whats[each]}
      </Choice>
      {part.value === "neighbour" && <Neighbours of={of} />}
      {part.value === "retirement" && <Retirement of={of} />}
      {part.value !== "neighbour" && part.value !== "retirement" && (
        <PartOf key={part.value} of={of} what={part.value} />
      )}
    </article>
  );
}
