// The lists on the left: stations, areas, phrases, files, drafts.
import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

import { stationsCsv, takeFile, type Administered, type Draft } from "../../api/admin";
import { useActing } from "../acting";
import { runName } from "../state";
import { moment } from "./history";
import { areas, drafts, endedDrafts, files, onShow, phrases, reload, stations, type OnShow } from "./state";
import { said } from "./words";

function Row({ to, children, id }: { to: OnShow; children: ComponentChildren; id: string }) {
  const isOnShow = JSON.stringify(onShow.value) === JSON.stringify(to);
  return (
    <li>
      <button
        type="button"
        class="admin-row"
        data-row={id}
        aria-pressed={isOnShow}
        onClick={() => {
          onShow.value = to;
        }}
      >
        {children}
      </button>
    </li>
  );
}

function Add({ what, label }: { what: "station" | "phrase"; label: string }) {
  return (
    <button
      type="button"
      class="strong"
      onClick={() => {
        onShow.value = { kind: "new", what };
      }}
    >
      ＋ {label}
    </button>
  );
}

function Take({ kind, label }: { kind: "stations" | "areas"; label: string }) {
  const words = said.value;
  const withdraw = useSignal(false);
  const { busy, refused, act } = useActing();
  return (
    <div class="take">
      {kind === "areas" && (
        <label class="closed">
          <input
            type="checkbox"
            checked={withdraw.value}
            onChange={(event) => {
              withdraw.value = event.currentTarget.checked;
            }}
          />
          {words.withdrawOthers}
        </label>
      )}
      <label class="field">
        <span>{label}</span>
        <input
          type="file"
          accept={kind === "stations" ? ".csv,text/csv" : ".geojson,.json,application/geo+json"}
          disabled={busy}
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file === undefined) return;
            void act(async () => {
              try {
                const taken = await takeFile(file, kind, withdraw.value);
                await reload();
                onShow.value = { kind: "file", id: taken.file_id };
              } finally {
                input.value = "";
              }
            });
          }}
        />
      </label>
      <p class="wrong lines" role="alert">
        {refused}
      </p>
    </div>
  );
}

function matches({ name, name_en, river, station_id }: Administered, wanted: string): boolean {
  return [name, name_en, river, station_id].some((each) => each.toLowerCase().includes(wanted));
}

function StationTags({ of }: { of: Administered }) {
  const words = said.value;
  return (
    <>
      {of.is_retired && <b class="tag">{words.retiredTag}</b>}
      {(of.is_planned || of.thresholds_planned_from !== null) && <b class="tag">{words.plannedTag}</b>}
      {of.open_drafts > 0 && <b class="tag">{words.draftsTag(of.open_drafts)}</b>}
    </>
  );
}

export function StationList() {
  const words = said.value;
  const wanted = useSignal("");
  const listed = useComputed(() =>
    (stations.value ?? []).filter((each) => matches(each, wanted.value.trim().toLowerCase())),
  );
  return (
    <>
      <Add what="station" label={words.newStation} />
      <input
        type="search"
        aria-label={words.searchLabel}
        placeholder={words.search}
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
      {stations.value !== null && listed.value.length === 0 && <p class="empty">{words.noneFound}</p>}
      <ul>
        {listed.value.map((each) => (
          <Row key={each.station_id} id={each.station_id} to={{ kind: "station", id: each.station_id }}>
            <b lang="ja">{each.name}</b> <small class="quiet">{each.river}</small> <StationTags of={each} />
          </Row>
        ))}
      </ul>
      <p>
        <a class="button" href={stationsCsv(runName.value)} download="stations.csv">
          {words.csvOut}
        </a>
      </p>
      <Take kind="stations" label={words.csvIn} />
    </>
  );
}

export function AreaList() {
  const words = said.value;
  return (
    <>
      <ul>
        {areas.value.map(({ area }) => (
          <Row key={area.area_id} id={area.area_id} to={{ kind: "area", id: area.area_id }}>
            <b lang="ja">{area.name}</b> <small class="quiet">{area.area_id}</small>
          </Row>
        ))}
      </ul>
      <Take kind="areas" label={words.geojsonIn} />
    </>
  );
}

export function PhraseList() {
  const words = said.value;
  return (
    <>
      <Add what="phrase" label={words.newPhrase} />
      <ul>
        {phrases.value.map(({ phrase_id, kind, texts }) => (
          <Row key={phrase_id} id={phrase_id} to={{ kind: "phrase", id: phrase_id }}>
            <small class="quiet">{words.choices[kind]}</small> <span lang="ja">{texts["ja"]}</span>
          </Row>
        ))}
      </ul>
    </>
  );
}

export function FileList() {
  const words = said.value;
  return (
    <>
      {files.value.length === 0 && <p class="empty">{words.noFiles}</p>}
      <ul>
        {files.value.map((file) => (
          <Row key={file.file_id} id={`file-${file.file_id}`} to={{ kind: "file", id: file.file_id }}>
            <b>{file.name}</b> {file.open > 0 && <b class="tag">{words.open(file.open)}</b>}
            <small class="quiet">
              {words.rows(file.drafts)}・{words.by(file.author, moment(file.taken_at))}
            </small>
          </Row>
        ))}
      </ul>
    </>
  );
}

function DraftRows({ of }: { of: Draft[] }) {
  const words = said.value;
  return (
    <ul>
      {of.map((draft) => (
        <Row key={draft.draft_id} id={`draft-${draft.draft_id}`} to={{ kind: "draft", id: draft.draft_id }}>
          <b lang="ja">{draft.name}</b> {words.whats[draft.what]}{" "}
          {draft.state !== "draft" && <b class={`tag state-${draft.state}`}>{words.states[draft.state]}</b>}
          <small class="quiet" lang="ja">
            {words.by(draft.ended_by ?? draft.author, moment(draft.ended_at ?? draft.drafted_at))}
          </small>
        </Row>
      ))}
    </ul>
  );
}

export function DraftList() {
  const words = said.value;
  return (
    <>
      <h2>{words.waiting}</h2>
      {drafts.value.length === 0 && <p class="quiet">{words.noDrafts}</p>}
      <DraftRows of={drafts.value} />
      <h2>{words.ended}</h2>
      <DraftRows of={endedDrafts.value} />
    </>
  );
}
