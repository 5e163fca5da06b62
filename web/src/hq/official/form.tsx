// An announcement as a person enters it, or puts it right: looked at first, with what speaks against it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { checkOfficial, enterOfficial } from "../../api/official";
import type { Official, OfficialAsked, OfficialChecked } from "../../api/shapes";
import { language, words } from "../../words/language";
import { useActing } from "../acting";
import { fromLocal, toLocal } from "../alerts/local";
import { Field } from "../orders/field";
import { DrillTag, drillTag } from "../orders/level";
import { now_ms, runName, stations } from "../state";
import { nameOf } from "../wording";
import { OfficialMark } from "./mark";
import { loadNames, loadOfficial, names, official } from "./state";

const BETWEEN = /[、,，;；]/;

function Checked({ checked }: { checked: OfficialChecked }) {
  const said = words.value.official;
  const covered = checked.station_ids.map((id) => {
    const station = stations.value.get(id)?.station;
    return station === undefined ? id : nameOf(station);
  });
  const replaced = official.value.filter(({ official_id }) => checked.replaces.includes(official_id));
  return (
    <section class="preview" aria-label={said.checked}>
      <h3>{said.checked}</h3>
      <p>
        <OfficialMark piece={checked} />
      </p>
      <dl class="facts">
        <dt>{said.covers}</dt>
        <dd>{covered.length === 0 ? said.coversNone : covered.join("、")}</dd>
        {replaced.length > 0 && (
          <>
            <dt>{said.replaces}</dt>
            <dd lang="ja">{replaced.map(({ name, issuer }) => `${name}（${issuer}）`).join("、")}</dd>
          </>
        )}
      </dl>
      {checked.passes_on && <p class="caution">{said.passesOnNow}</p>}
      {checked.doubts.map((doubt) => (
        <p key={doubt.code} class="caution" data-code={doubt.code}>
          {language.value === "ja" ? doubt.message_ja : doubt.message}
        </p>
      ))}
      {checked.doubts.length === 0 && <p class="done">{said.noDoubts}</p>}
    </section>
  );
}

interface FormProps {
  /** What it puts right; none where something new is entered. */
  corrects: Official | null;
  onDone: () => void;
}

export function OfficialForm({ corrects, onDone }: FormProps) {
  const said = words.value.official;
  const name = useSignal(corrects?.name ?? "");
  const issuer = useSignal(corrects?.issuer ?? "");
  const issuedAt = useSignal(toLocal(corrects === null ? now_ms.peek() : Date.parse(corrects.issued_at)));
  const until = useSignal(corrects?.valid_until ? toLocal(Date.parse(corrects.valid_until)) : "");
  const rivers = useSignal<ReadonlySet<string>>(new Set(corrects?.rivers ?? []));
  const areas = useSignal(corrects?.areas.join("、") ?? "");
  const sourceText = useSignal(corrects?.source_text ?? "");
  const sourceUrl = useSignal(corrects?.source_url ?? "");
  const seen = useSignal<{ wanted: OfficialAsked; checked: OfficialChecked } | null>(null);
  const { busy, refused, act } = useActing();
  const listing = useActing(); // apart: a form already filled in need not wait for the list of names
  useEffect(() => {
    void listing.act(loadNames);
  }, []);
  const known = names.value.find((each) => each.name === name.value);
  const allRivers = [...new Set([...Array.from(stations.value.values(), ({ station }) => station.river), ...rivers.value])];
  const wanted: OfficialAsked = {
    name: name.value,
    issuer: issuer.value,
    issued_at: issuedAt.value === "" ? "" : fromLocal(issuedAt.value),
    valid_until: until.value === "" ? null : fromLocal(until.value),
    rivers: [...rivers.value],
    areas: areas.value.split(BETWEEN).map((each) => each.trim()).filter((each) => each !== ""),
    source_text: sourceText.value,
    source_url: sourceUrl.value,
    supersedes: corrects?.official_id ?? null,
  };
  // What is entered is what was looked at: a word changed since is looked at again.
  const looked = seen.value !== null && JSON.stringify(seen.value.wanted) === JSON.stringify(wanted);
  const look = () =>
    act(async () => {
      seen.value = { wanted, checked: await checkOfficial(runName.value, wanted) };
    });
  const enter = () =>
    act(async () => {
      await enterOfficial(runName.value, wanted);
      await loadOfficial();
      onDone();
    });
  const lacks = name.value === "" || issuer.value.trim() === "" || issuedAt.value === "";
  const time = (label: string, field: typeof issuedAt) => (
    <label class="field">
      <span>{label}</span>
      <input
        type="datetime-local"
        value={field.value}
        onInput={(event) => {
          field.value = event.currentTarget.value;
        }}
      />
    </label>
  );
  return (
    <form
      class="sheet"
      aria-label={corrects === null ? said.enter : said.change}
      onSubmit={(event) => {
        event.preventDefault();
        void (looked ? enter() : look());
      }}
    >
      <h2>
        <DrillTag /> {corrects === null ? said.enter : said.change}
      </h2>
      <label class="field">
        <span>{said.name}</span>
        <select
          value={name.value}
          lang="ja"
          onChange={(event) => {
            name.value = event.currentTarget.value;
            const found = names.value.find((each) => each.name === name.value);
            if (issuer.value === "" && found !== undefined) issuer.value = found.issuers[0] ?? "";
          }}
        >
          <option value="">—</option>
          {names.value.map((each) => (
            <option key={each.code} value={each.name}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <label class="field" for="official-issuer">
        <span>{said.issuer}</span>
        <input
          id="official-issuer"
          list="official-issuers"
          lang="ja"
          autoComplete="off"
          value={issuer.value}
          onInput={(event) => {
            issuer.value = event.currentTarget.value;
          }}
        />
        <datalist id="official-issuers">
          {known?.issuers.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      </label>
      <div class="side-by-side">
        {time(said.issuedAt, issuedAt)}
        {time(said.validUntil, until)}
      </div>
      <fieldset>
        <legend>{said.rivers}</legend>
        <div class="chips">
          {allRivers.map((river) => (
            <label key={river} class="tick">
              <input
                type="checkbox"
                checked={rivers.value.has(river)}
                onChange={(event) => {
                  const next = new Set(rivers.value);
                  if (event.currentTarget.checked) next.add(river);
                  else next.delete(river);
                  rivers.value = next;
                }}
              />
              <span lang="ja">{river}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field id="official-areas" label={said.areas} text={areas} />
      <label class="field" for="official-text">
        <span>{said.sourceText}</span>
        <textarea
          id="official-text"
          lang="ja"
          rows={3}
          value={sourceText.value}
          onInput={(event) => {
            sourceText.value = event.currentTarget.value;
          }}
        />
      </label>
      <Field id="official-url" label={said.sourceUrl} text={sourceUrl} isAddress hint="https://" />
      {looked && seen.value !== null && <Checked checked={seen.value.checked} />}
      <p class="wrong" role="alert">
        {refused ?? listing.refused}
      </p>
      <p class="buttons">
        <button type="submit" class={`strong ${looked ? "danger" : ""}`} disabled={busy || lacks}>
          {looked ? `${drillTag()}${corrects === null ? said.confirm : said.confirmChange}` : said.check}
        </button>
        <button type="button" onClick={onDone}>
          {said.cancel}
        </button>
      </p>
    </form>
  );
}
