// The last step: from when on, why, and the phrase that is typed; only a commander is offered it.
import { useSignal } from "@preact/signals";

import type { Effect, Publishing } from "../../api/admin";
import { words as common } from "../../words/language";
import { useActing } from "../acting";
import { LevelMark } from "../mark";
import { Phrase } from "../orders/phrase";
import { isTyped } from "../orders/typed";
import { may } from "../state";
import type { Level } from "../../api/shapes";
import { said } from "./words";

export function Effects({ of }: { of: Effect[] }) {
  const words = said.value;
  const counted = [...new Set(of.map(({ level_then }) => level_then))].sort((a, b) => b - a).map((level) =>
    words.toCount(of.filter((each) => each.level_then === level).length, words.levels[level] ?? ""),
  );
  return (
    <section class="effects" data-effects={of.length}>
      <h3>{words.effects}</h3>
      {of.length === 0 ? (
        <p class="quiet">{words.noEffects}</p>
      ) : (
        <>
          <p class="caution">
            <b>{counted.join(" ")}</b>
          </p>
          <ul>
            {of.map(({ run, station_id, name, stage_m, level, level_then, becomes, tells_residents }) => (
              <li key={`${run} ${station_id}`}>
                <b lang="ja">{name}</b> {run !== "" && <b class="drill-tag">{run}</b>} {stage_m.toFixed(2)} m{" "}
                <LevelMark level={level as Level} size="s" /> → <LevelMark level={level_then as Level} size="s" />{" "}
                {words.effect(words.levels[level] ?? "", words.levels[level_then] ?? "")} {words.becomes[becomes]}
                {tells_residents && <small class="block">{words.tellsResidents}</small>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface Asked {
  phrase: string;
  mayBeDated: boolean;
  needsReason: boolean;
  publish: (said: Publishing) => Promise<void>;
  drop: (because: string) => Promise<void>;
}

export function PublishForm({ phrase, mayBeDated, needsReason, publish, drop }: Asked) {
  const words = said.value;
  const typed = useSignal("");
  const because = useSignal("");
  const from = useSignal("");
  const { busy, refused, act } = useActing();
  const isReady = isTyped(phrase, typed.value) && (!needsReason || because.value.trim().length >= 5);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const valid_from = from.value === "" ? null : new Date(`${from.value}:00+09:00`).toISOString();
    void act(() => publish({ phrase: typed.value, because: because.value, valid_from }));
  };
  const isPublisher = may("publish");
  return (
    <form class="release" onSubmit={submit}>
      <h3>{words.publishTitle}</h3>
      <p>{isPublisher ? words.publishLead : words.onlyCommander}</p>
      <label class="field">
        <span>{needsReason ? words.becauseUntried : words.because}</span>
        <input
          type="text"
          lang="ja"
          maxLength={500}
          value={because.value}
          onInput={(event) => {
            because.value = event.currentTarget.value;
          }}
        />
      </label>
      {isPublisher && (
        <>
          {mayBeDated && (
            <label class="field">
              <span>{words.validFrom}</span>
              <input
                type="datetime-local"
                value={from.value}
                onInput={(event) => {
                  from.value = event.currentTarget.value;
                }}
              />
            </label>
          )}
          <Phrase id="publish-phrase" label={words.typePhrase} phrase={phrase} typed={typed} />
        </>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        {isPublisher && (
          <button type="submit" class="strong" disabled={busy || !isReady}>
            {words.publish}
          </button>
        )}
        <button type="button" disabled={busy} onClick={() => void act(() => drop(because.value))}>
          {words.drop}
        </button>
        {busy && <small class="quiet">{common.value.loading}</small>}
      </p>
    </form>
  );
}
