// Every version of something: who made it, from when on it holds, and what it changed.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getHistory, type Version, type What } from "../../api/admin";
import { clockTime, fullDate } from "../../words/formats";
import { useActing } from "../acting";
import { Differences } from "./differences";
import { onShow } from "./state";
import { said } from "./words";

export const moment = (time: string) => `${fullDate(time)} ${clockTime(time)}`;

export function History({ what, subject }: { what: What; subject: string }) {
  const words = said.value;
  const versions = useSignal<Version[] | null>(null);
  const { refused, act } = useActing();
  useEffect(() => {
    versions.value = null;
    void act(async () => {
      versions.value = await getHistory(what, subject);
    });
  }, [what, subject]);
  if (refused !== null) {
    return (
      <p class="wrong" role="alert">
        {refused}
      </p>
    );
  }
  if (versions.value?.length === 0) return <p class="quiet">{words.noHistory}</p>;
  return (
    <ol class="versions">
      {versions.value?.map(({ recorded_at, author, valid_from, is_ahead, differences, draft_id, because }) => (
        <li key={recorded_at}>
          <p>
            <b lang="ja">{words.by(author, moment(recorded_at))}</b>{" "}
            <small class="quiet">
              {is_ahead && <b class="tag">{words.ahead}</b>}{" "}
              {valid_from === null ? words.fromEver : words.from(moment(valid_from))}
            </small>{" "}
            {draft_id !== null && (
              <button
                type="button"
                onClick={() => {
                  onShow.value = { kind: "draft", id: draft_id };
                }}
              >
                {words.proposed} {draft_id}
              </button>
            )}
          </p>
          {because !== "" && <p lang="ja">{because}</p>}
          {differences.every(({ before }) => before === null) ? (
            <details>
              <summary>{words.firstVersion}</summary>
              <Differences of={differences.filter(({ after }) => after !== null && after !== "")} isPast />
            </details>
          ) : (
            <Differences of={differences} isPast />
          )}
        </li>
      ))}
    </ol>
  );
}
