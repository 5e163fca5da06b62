// A draft on show: what it changes, what it would do, how it fared on the record, and publishing it.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import {
  dropDraft,
  dropFile,
  getDraft,
  getFile,
  publishDraft,
  publishFile,
  tryDraft,
  tryFile,
  type DraftWhole,
  type FileWhole,
  type Trial,
} from "../../api/admin";
import { useActing } from "../acting";
import { runName } from "../state";
import { Differences } from "./differences";
import { Faults } from "./fields";
import { Heading } from "../orders/heading";
import { moment } from "./history";
import { AreaMap } from "./map";
import { Effects, PublishForm } from "./publishing";
import { endedDrafts, reload } from "./state";
import { TrialShown } from "./trial";
import { said } from "./words";

const LOOK_MS = 1000;

/** Read something, again while its trial goes on, and whenever something was published. */
function useFresh<T extends { trial: Trial | null }>(read: () => Promise<T>, key: string) {
  const fresh = useSignal<T | null>(null);
  const { refused, act } = useActing();
  const load = () =>
    act(async () => {
      fresh.value = await read();
    });
  useEffect(() => {
    fresh.value = null;
  }, [key]);
  useEffect(() => {
    void load();
  }, [key, endedDrafts.value]);
  const state = fresh.value?.trial?.state;
  const isGoing = state === "queued" || state === "running";
  useEffect(() => {
    if (!isGoing) return undefined;
    const again = setInterval(() => void load(), LOOK_MS);
    return () => {
      clearInterval(again);
    };
  }, [key, isGoing]);
  return { fresh, refused };
}

function TryPart({ trial, start }: { trial: Trial | null; start: () => Promise<void> }) {
  const words = said.value;
  const { busy, refused, act } = useActing();
  const isGoing = trial?.state === "queued" || trial?.state === "running";
  return (
    <section class="preview">
      <h3>{words.trial}</h3>
      <p class="quiet">{words.trialLead}</p>
      {trial !== null && <TrialShown trial={trial} />}
      <p class="wrong" role="alert">
        {refused}
      </p>
      <p class="buttons">
        <button type="button" class={trial === null ? "strong" : ""} disabled={busy || isGoing} onClick={() => void act(start)}>
          {trial === null ? words.tryIt : words.tryAgain}
        </button>
      </p>
    </section>
  );
}

function Doubts({ of }: { of: DraftWhole["faults"] }) {
  if (of.length === 0) return null;
  return (
    <section>
      <h3>{said.value.doubts}</h3>
      <Faults id="draft-faults" faults={of} />
    </section>
  );
}

export function DraftSheet({ id }: { id: number }) {
  const words = said.value;
  const { fresh, refused } = useFresh<DraftWhole>(() => getDraft(id), `draft ${id}`);
  const draft = fresh.value;
  if (draft === null) return <p class="empty">{refused ?? words.checking}</p>;
  const take = async (asked: Promise<DraftWhole>) => {
    fresh.value = await asked;
    await reload();
  };
  const isOpen = draft.state === "draft";
  const geometry = draft.proposed["geometry"];
  return (
    <article class="sheet" data-draft={draft.draft_id} data-state={draft.state}>
      <Heading of="sheet">
        <span lang="ja">{draft.name}</span> {words.whats[draft.what]}{" "}
        <b class={`tag state-${draft.state}`}>{words.states[draft.state]}</b>
      </Heading>
      <p class="quiet" lang="ja">
        {words.by(draft.author, moment(draft.drafted_at))} {draft.note}
      </p>
      {draft.ended_at !== null && (
        <p lang="ja">
          {words.states[draft.state]}: {words.by(draft.ended_by ?? "", moment(draft.ended_at))} {draft.because}{" "}
          {draft.valid_from !== null && words.from(moment(draft.valid_from))}
        </p>
      )}
      <Differences of={draft.differences} />
      {geometry !== undefined && geometry !== null && (
        <AreaMap selected={draft.subject} proposed={geometry} before={draft.standing?.["geometry"]} />
      )}
      <Doubts of={draft.faults} />
      {isOpen && draft.what === "thresholds" && <Effects of={draft.effects} />}
      {draft.needs_trial && (isOpen || draft.trial !== null) && (
        <TryPart trial={draft.trial} start={() => take(tryDraft(draft.draft_id, runName.value))} />
      )}
      {isOpen && (
        <PublishForm
          phrase={draft.phrase}
          mayBeDated={draft.may_be_dated}
          needsReason={draft.needs_trial && draft.trial?.state !== "done"}
          publish={(asked) => take(publishDraft(draft.draft_id, asked))}
          drop={(because) => take(dropDraft(draft.draft_id, because))}
        />
      )}
    </article>
  );
}

export function FileSheet({ id }: { id: number }) {
  const words = said.value;
  const { fresh, refused } = useFresh<FileWhole>(() => getFile(id), `file ${id}`);
  const file = fresh.value;
  if (file === null) return <p class="empty">{refused ?? words.checking}</p>;
  const take = async (asked: Promise<FileWhole>) => {
    fresh.value = await asked;
    await reload();
  };
  const tagOf = (row: FileWhole["rows"][number]) => {
    if (row.standing === null) return words.newTag;
    return row.proposed["withdrawn"] === true ? words.withdrawnTag : words.changedTag;
  };
  return (
    <article class="sheet" data-file={file.file_id}>
      <Heading of="sheet">
        {file.name} <small class="quiet">{words.rows(file.rows.length)}・{words.same(file.same)}</small>
      </Heading>
      <ul class="file-rows">
        {file.rows.map((row) => (
          <li key={row.draft_id} data-subject={row.subject}>
            <details open={file.rows.length <= 12}>
              <summary>
                <b class="tag">{tagOf(row)}</b> <b lang="ja">{row.name}</b> {words.whats[row.what]}{" "}
                <small class="quiet">{row.subject}</small>{" "}
                {row.state !== "draft" && <b class={`tag state-${row.state}`}>{words.states[row.state]}</b>}
              </summary>
              <Differences of={row.standing === null ? row.differences.filter(({ after }) => after !== null && after !== "") : row.differences} />
            </details>
          </li>
        ))}
      </ul>
      {file.kind === "stations" && file.open > 0 && <Effects of={file.effects} />}
      {file.needs_trial && <TryPart trial={file.trial} start={() => take(tryFile(file.file_id, runName.value))} />}
      {file.open > 0 && (
        <PublishForm
          phrase={file.phrase}
          mayBeDated
          needsReason={file.needs_trial && file.trial?.state !== "done"}
          publish={(asked) => take(publishFile(file.file_id, asked))}
          drop={(because) => take(dropFile(file.file_id, because))}
        />
      )}
    </article>
  );
}
