// Administration: master data on the left, what is on show on the right; all of it by drafts.
import { useEffect, useRef } from "preact/hooks";

import { words as common } from "../../words/language";
import { useActing } from "../acting";
import { masterChanges } from "../master";
import "../styles/admin.css";
import { DraftSheet, FileSheet } from "./draft";
import { AreaList, DraftList, FileList, PhraseList, StationList } from "./lists";
import { AreaSheet, NewSheet, PhraseSheet, PolicySheet } from "./sheets";
import { drafts, go, onShow, reload, section, SECTIONS, station, type Section } from "./state";
import { StationSheet } from "./station";
import { said } from "./words";

const LISTS: Record<Section, () => preact.JSX.Element> = {
  stations: StationList,
  areas: AreaList,
  phrases: PhraseList,
  policy: DraftList,
  files: FileList,
  drafts: DraftList,
};

function OnShow() {
  const chosen = onShow.value;
  switch (chosen?.kind) {
    case undefined:
      return <p class="empty">{said.value.choose}</p>;
    case "station":
      return station.value === null ? null : <StationSheet key={chosen.id} of={station.value} />;
    case "new":
      return <NewSheet key={chosen.what} what={chosen.what} />;
    case "area":
      return <AreaSheet key={chosen.id} id={chosen.id} />;
    case "phrase":
      return <PhraseSheet key={chosen.id} id={chosen.id} />;
    case "policy":
      return <PolicySheet />;
    case "draft":
      return <DraftSheet key={chosen.id} id={chosen.id} />;
    case "file":
      return <FileSheet key={chosen.id} id={chosen.id} />;
  }
}

export function AdminView() {
  const words = said.value;
  const { refused, act } = useActing();
  const desk = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void act(reload);
  }, [masterChanges.value]);
  useEffect(() => {
    desk.current?.scrollTo(0, 0);
  }, [onShow.value]);
  const List = LISTS[section.value];
  return (
    <main class={`admin-floor ${onShow.value === null ? "" : "with-sheet"}`} id="side">
      <nav class="admin-sections" aria-label={words.title}>
        {SECTIONS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={section.value === each}
            onClick={() => {
              go(each);
            }}
          >
            {words.sections[each]}
            {each === "drafts" && drafts.value.length > 0 && <b class="count">{drafts.value.length}</b>}
          </button>
        ))}
      </nav>
      <section class="admin-list" aria-label={words.sections[section.value]}>
        <p class="quiet">{words.lead}</p>
        {refused !== null && (
          <p class="wrong" role="alert">
            {refused}{" "}
            <button type="button" onClick={() => void act(reload)}>
              {common.value.retry}
            </button>
          </p>
        )}
        <List />
      </section>
      <div class="admin-desk" ref={desk}>
        {onShow.value !== null && (
          <button
            type="button"
            class="back"
            onClick={() => {
              onShow.value = null;
            }}
          >
            ‹ {words.back}
          </button>
        )}
        <OnShow />
      </div>
    </main>
  );
}
